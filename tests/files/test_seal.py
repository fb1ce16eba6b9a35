"""Sealed streams: what was put in comes out, and any change to them is noticed."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from groundwork.files.keyring import UnreadableError
from groundwork.files.sealing import CHUNK, HEADER, SEALED_CHUNK, new_key, seal, unseal

KEY = new_key()
ABOUT = b"a test"


def bytes_like_noise(size: int) -> bytes:
    """The same each time, no chunk of it like another."""
    return hashlib.shake_128(b"noise").digest(size)


def sealed(content: bytes) -> bytes:
    return b"".join(seal([content], KEY, ABOUT))


def unsealed(content: bytes, *, key: bytes = KEY, about: bytes = ABOUT, step: int = 1000) -> bytes:
    pieces = [content[start : start + step] for start in range(0, len(content), step)]
    return b"".join(unseal(pieces, key, about))


@pytest.mark.parametrize("size", [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 2 * CHUNK, 3 * CHUNK + 7])
@pytest.mark.parametrize("step", [7919, 10**9])
def test_what_was_sealed_is_read_back_whatever_its_pieces(size, step):
    content = bytes_like_noise(size)
    assert unsealed(sealed(content), step=step) == content
    assert size < CHUNK - 1 or content[:64] not in sealed(content)


def test_the_same_bytes_are_sealed_differently_each_time():
    assert sealed(b"cedula") != sealed(b"cedula")


@given(st.data())
def test_one_changed_byte_is_noticed(data):
    content = bytearray(sealed(b"x" * (CHUNK + 100)))
    content[data.draw(st.integers(0, len(content) - 1))] ^= data.draw(st.integers(1, 255))
    with pytest.raises(UnreadableError):
        unsealed(bytes(content))


def test_a_missing_end_is_noticed_wherever_it_is_cut():
    whole = sealed(b"x" * (2 * CHUNK + 100))
    for length in (
        0,
        HEADER - 1,
        HEADER,
        HEADER + 10,
        HEADER + SEALED_CHUNK,
        HEADER + 2 * SEALED_CHUNK,
        len(whole) - 1,
    ):
        with pytest.raises(UnreadableError):
            unsealed(whole[:length])


def test_chunks_out_of_their_place_are_noticed():
    whole = sealed(bytes_like_noise(3 * CHUNK))
    first, second = whole[HEADER : HEADER + SEALED_CHUNK], whole[HEADER + SEALED_CHUNK : HEADER + 2 * SEALED_CHUNK]
    with pytest.raises(UnreadableError):
        unsealed(whole[:HEADER] + second + first + whole[HEADER + 2 * SEALED_CHUNK :])
    with pytest.raises(UnreadableError):
        unsealed(whole[:HEADER] + first + whole[HEADER + 2 * SEALED_CHUNK :])


def test_something_behind_the_end_is_noticed():
    with pytest.raises(UnreadableError):
        unsealed(sealed(b"x") + b"y")
    whole = sealed(b"x" * CHUNK)
    with pytest.raises(UnreadableError):
        unsealed(whole + whole[HEADER:])


def test_another_key_or_another_file_s_bytes_are_not_read():
    with pytest.raises(UnreadableError):
        unsealed(sealed(b"x"), key=new_key())
    with pytest.raises(UnreadableError):
        unsealed(sealed(b"x"), about=b"another")
