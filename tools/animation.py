"""An animated PNG from single pictures."""

import io
from collections.abc import Sequence

from PIL import Image


def animated(frames: Sequence[tuple[bytes, int]]) -> bytes:
    """Return PNG files, each with the milliseconds that it is shown, as one that repeats for ever."""
    first, *others = [Image.open(io.BytesIO(picture)) for picture, _ in frames]
    target = io.BytesIO()
    durations = [milliseconds for _, milliseconds in frames]
    first.save(target, "PNG", save_all=True, append_images=others, duration=durations, loop=0, optimize=True)
    return target.getvalue()
