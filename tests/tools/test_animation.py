import io

from PIL import Image

from tools.animation import animated


def picture(colour: str) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (4, 3), colour).save(file, "PNG")
    return file.getvalue()


def test_every_picture_is_shown_for_its_time() -> None:
    found = Image.open(io.BytesIO(animated([(picture("red"), 100), (picture("blue"), 250)])))
    assert (found.size, getattr(found, "n_frames", 0)) == ((4, 3), 2)
    colours = []
    for frame in range(2):
        found.seek(frame)
        colours.append((found.convert("RGB").getpixel((0, 0)), found.info["duration"]))
    assert colours == [((255, 0, 0), 100), ((0, 0, 255), 250)]
