"""How much the streams of a PDF unpack to, counted piece by piece so that a bomb never goes off."""

import base64
import binascii
import zlib
from collections.abc import Iterable, Iterator

import pikepdf

from groundwork.files.inspection.orders import MEGABYTE, RefusedError

PIECE = MEGABYTE
# The commands of a page, a font, a table: nothing honest is larger.
MOST_OF_ONE = 64 * MEGABYTE
MOST_FILTERS = 4
FLATE, LZW, RUN_LENGTH = {"/FlateDecode", "/Fl"}, {"/LZWDecode", "/LZW"}, {"/RunLengthDecode", "/RL"}
IN_TEXT = {"/ASCII85Decode": "85", "/A85": "85", "/ASCIIHexDecode": "16", "/AHx": "16"}
MOST_A_RUN = 64  # two bytes give 128
MOST_COMPONENTS = 4


class Budget:
    """What all the streams of one document may unpack to together, and the pixels of each of its pictures."""

    def __init__(self, max_unpacked: int, max_pixels: int) -> None:
        self._left = max_unpacked
        self._max_pixels = max_pixels

    def spend(self, stream: pikepdf.Object) -> None:
        """Count a stream; RefusedError when it, or all of them together, are too much."""
        limit = min(self._limit_of(stream), self._left)
        self._left -= unpacked(stream, limit)

    def _limit_of(self, stream: pikepdf.Object) -> int:
        if stream.get("/Subtype") != "/Image":
            return MOST_OF_ONE
        width, height = int(stream.get("/Width", 0)), int(stream.get("/Height", 0))
        if width < 0 or height < 0 or width * height > self._max_pixels:
            raise RefusedError("too_many_pixels")
        bits = int(stream.get("/BitsPerComponent", 1 if stream.get("/ImageMask") else 8))
        return (width * MOST_COMPONENTS * bits // 8 + 2) * height + MEGABYTE


def unpacked(stream: pikepdf.Object, limit: int) -> int:
    """How many bytes it unpacks to, up to where a codec of pictures takes over; RefusedError past the limit."""
    names = _filters(stream)
    if len(names) > MOST_FILTERS:
        raise RefusedError("too_complex")
    pieces: Iterable[bytes] = [stream.read_raw_bytes()]
    for name in names:
        if name in FLATE:
            pieces = _inflated(pieces, limit)
        elif name in LZW:
            return _within(lzw_length(b"".join(pieces), limit), limit)
        elif name in RUN_LENGTH:
            return _within(sum(map(len, pieces)) * MOST_A_RUN, limit)
        elif name in IN_TEXT:
            pieces = [_from_text(b"".join(pieces), IN_TEXT[name])]
        elif name != "/Crypt":
            break
    return _within(sum(map(len, pieces)), limit)


def _filters(stream: pikepdf.Object) -> list[str]:
    found = stream.get("/Filter")
    if found is None:
        return []
    return [str(name) for name in found] if isinstance(found, pikepdf.Array) else [str(found)]


def _within(size: int, limit: int) -> int:
    if size > limit:
        raise RefusedError("too_complex")
    return size


def _inflated(pieces: Iterable[bytes], limit: int) -> Iterator[bytes]:
    unpacker, total = zlib.decompressobj(), 0
    for piece in pieces:
        waiting = piece
        while waiting:
            try:
                ready = unpacker.decompress(waiting, PIECE)
            except zlib.error:
                return  # damaged from here on: no reader gets further either
            total = _within(total + len(ready), limit)
            yield ready
            waiting = unpacker.unconsumed_tail


def _from_text(packed: bytes, base: str) -> bytes:
    try:
        if base == "16":
            digits = b"".join(packed.partition(b">")[0].split())
            return binascii.unhexlify(digits + b"0" * (len(digits) % 2))
        return base64.a85decode(
            packed.partition(b"~>")[0].strip().removeprefix(b"<~"), ignorechars=b" \t\n\r\v\x00\x0c"
        )
    except (ValueError, binascii.Error):
        return b""


def lzw_length(packed: bytes, limit: int) -> int:
    """What LZW gives, counted without making it: each code is as long as the one before it and one byte more."""
    clear, end, first, widest = 256, 257, 258, 12
    lengths: dict[int, int] = {}
    width, before, total = 9, 0, 0
    bits = held = 0
    for byte in packed:
        bits, held = bits << 8 | byte, held + 8
        if held < width:
            continue
        held -= width
        code, bits = bits >> held, bits & ((1 << held) - 1)
        if code == end:
            break
        if code == clear:
            lengths, width, before = {}, 9, 0
            continue
        if before and len(lengths) < (1 << widest):
            lengths[first + len(lengths)] = before + 1
        length = 1 if code < clear else lengths.get(code, 0)
        before = length
        total = _within(total + length, limit)
        if first + len(lengths) + 1 >= 1 << width and width < widest:
            width += 1
    return total
