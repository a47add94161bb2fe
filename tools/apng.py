"""Animated PNG (PNG specification, third edition, section 11.3.4) from single pictures of one size."""

import struct
import zlib
from collections.abc import Iterator, Sequence

_SIGNATURE = b"\x89PNG\r\n\x1a\n"


def animated(frames: Sequence[tuple[bytes, int]]) -> bytes:
    """Join PNG files, each with the milliseconds that it is shown, into one that repeats for ever.

    Raises:
        ValueError: when the pictures differ in size or kind of colours.
    """
    header = _header(frames[0][0])
    pieces = [_SIGNATURE, _chunk(b"IHDR", header), _chunk(b"acTL", struct.pack(">II", len(frames), 0))]
    number = 0
    for picture, milliseconds in frames:
        if _header(picture) != header:
            raise ValueError("the pictures of an animation must have one size and one kind of colours")
        size = header[:8]
        # At the top left corner, for so long, without blending with the frame before.
        control = struct.pack(">I8sIIHHBB", number, size, 0, 0, milliseconds, 1000, 0, 0)
        pieces.append(_chunk(b"fcTL", control))
        number += 1
        for name, data in _chunks(picture):
            if name != b"IDAT":
                continue
            if picture is frames[0][0]:
                pieces.append(_chunk(b"IDAT", data))
            else:
                pieces.append(_chunk(b"fdAT", struct.pack(">I", number) + data))
                number += 1
    return b"".join([*pieces, _chunk(b"IEND", b"")])


def _header(picture: bytes) -> bytes:
    return next(data for name, data in _chunks(picture) if name == b"IHDR")


def _chunks(picture: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_SIGNATURE)
    while at < len(picture):
        length, name = struct.unpack_from(">I4s", picture, at)
        yield name, picture[at + 8 : at + 8 + length]
        at += length + 12


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
