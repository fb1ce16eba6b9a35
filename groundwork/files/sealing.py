"""Encrypting bytes as they stream, so that what reaches a disk is never readable there.

libsodium's secretstream (XChaCha20-Poly1305) in chunks: a changed byte, a chunk out of its place and a missing end
are all noticed when it is read.
"""

from collections.abc import Iterable, Iterator

from nacl import bindings
from nacl.exceptions import CryptoError

from groundwork.files.keyring import UnreadableError

CHUNK = 64 * 1024
SEALED_CHUNK = CHUNK + bindings.crypto_secretstream_xchacha20poly1305_ABYTES
HEADER = bindings.crypto_secretstream_xchacha20poly1305_HEADERBYTES
MORE = bindings.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = bindings.crypto_secretstream_xchacha20poly1305_TAG_FINAL


def new_key() -> bytes:
    """A random data key."""
    return bindings.crypto_secretstream_xchacha20poly1305_keygen()


class Sealer:
    """Seals what it is given piece by piece; `about` says what the bytes are, and must be said again to read them."""

    def __init__(self, key: bytes, about: bytes) -> None:
        self._state = bindings.crypto_secretstream_xchacha20poly1305_state()
        self._about = about
        self._waiting = bytearray()
        self._ahead = bindings.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)

    def push(self, piece: bytes) -> bytes:
        """What can be written by now."""
        self._waiting += piece
        ready, self._ahead = [self._ahead], b""
        # One byte more than a chunk must be there: the last chunk is marked, and an exact one may be it.
        while len(self._waiting) > CHUNK:
            ready.append(self._seal(bytes(self._waiting[:CHUNK]), MORE))
            del self._waiting[:CHUNK]
        return b"".join(ready)

    def finish(self) -> bytes:
        """What is still to be written; nothing may follow."""
        return self.push(b"") + self._seal(bytes(self._waiting), FINAL)

    def _seal(self, plaintext: bytes, tag: int) -> bytes:
        return bindings.crypto_secretstream_xchacha20poly1305_push(self._state, plaintext, self._about, tag)


def seal(pieces: Iterable[bytes], key: bytes, about: bytes) -> Iterator[bytes]:
    """The sealed bytes of what comes."""
    sealer = Sealer(key, about)
    for piece in pieces:
        if ready := sealer.push(piece):
            yield ready
    yield sealer.finish()


def unseal(pieces: Iterable[bytes], key: bytes, about: bytes) -> Iterator[bytes]:
    """The plaintext, chunk by chunk; UnreadableError at the first chunk that is not what was sealed."""
    state = bindings.crypto_secretstream_xchacha20poly1305_state()
    chunks = _chunks(pieces)
    try:
        bindings.crypto_secretstream_xchacha20poly1305_init_pull(state, next(chunks, b""), key)
        tag = MORE
        for chunk in chunks:
            if tag == FINAL:
                raise UnreadableError("Something follows the end of the sealed bytes.")
            plaintext, tag = bindings.crypto_secretstream_xchacha20poly1305_pull(state, chunk, about)
            yield plaintext
    except CryptoError as error:
        raise UnreadableError("The sealed bytes were changed.") from error
    if tag != FINAL:
        raise UnreadableError("The sealed bytes have no end.")


def _chunks(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """The header, then each sealed chunk, whatever the pieces that they come in."""
    waiting, size = bytearray(), HEADER
    for piece in pieces:
        waiting += piece
        while len(waiting) >= size:
            yield bytes(waiting[:size])
            del waiting[:size]
            size = SEALED_CHUNK
    if waiting:
        yield bytes(waiting)
