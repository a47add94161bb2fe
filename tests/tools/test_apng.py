import re
import struct
import zlib

import pytest

from local.paths import ROOT
from tools.apng import animated

IMAGES = ROOT / "docs" / "images"


def picture(width: int, colour: int) -> bytes:
    """A grey PNG, one pixel high."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, 1, 8, 0, 0, 0, 0)
    pixels = zlib.compress(bytes([0, *[colour] * width]))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def chunks(png: bytes) -> list[tuple[bytes, bytes]]:
    found, at = [], 8
    while at < len(png):
        length, name = struct.unpack_from(">I4s", png, at)
        data = png[at + 8 : at + 8 + length]
        assert png[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(name + data))
        found.append((name, data))
        at += length + 12
    return found


def test_frames_follow_each_other_with_their_times() -> None:
    made = chunks(animated([(picture(2, 10), 500), (picture(2, 20), 900)]))
    assert [name for name, _ in made] == [b"IHDR", b"acTL", b"fcTL", b"IDAT", b"fcTL", b"fdAT", b"IEND"]
    assert made[1][1] == struct.pack(">II", 2, 0)
    controls = [struct.unpack(">IIIIIHHBB", data) for name, data in made if name == b"fcTL"]
    assert controls == [(0, 2, 1, 0, 0, 500, 1000, 0, 0), (1, 2, 1, 0, 0, 900, 1000, 0, 0)]
    assert made[5][1][:4] == struct.pack(">I", 2)
    assert zlib.decompress(made[5][1][4:]) == bytes([0, 20, 20])


def test_pictures_of_two_sizes_are_refused() -> None:
    with pytest.raises(ValueError, match=r"^the pictures of an animation must have one size and one kind of colours$"):
        animated([(picture(2, 10), 500), (picture(3, 20), 900)])


def test_the_pictures_of_the_readme_are_there_and_small() -> None:
    assert {"start.png", "talk.png", "error.png", "dark.png", "phone.png"} < {each.name for each in IMAGES.iterdir()}
    for each in IMAGES.iterdir():
        assert each.stat().st_size < (1_000_000 if each.name == "animation.png" else 200_000), each.name
    shown = re.findall(r"!\[.+?\]\((\S+)\)", (ROOT / "README.md").read_text())
    assert shown[0] == "docs/images/talk.png"
    assert all((ROOT / path).is_file() for path in shown)
