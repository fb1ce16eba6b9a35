"""The portal's own keys: they encrypt and sign what must outlive a change of SECRET_KEY.

KEY_RING lists them as "id:base64", newest first. The newest one encrypts and signs; all of them decrypt and
verify, so that a key is replaced by putting another before it and, once nothing needs it, taking it out.
"""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Iterable
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from nacl.exceptions import CryptoError
from nacl.secret import Aead
from nacl.utils import random

KEY_BYTES = 32


class UnreadableError(Exception):
    """What was given was not made by a key of this ring for this purpose, or was altered since."""


class KeyRing:
    """Keys by their id, newest first.

    Every use names its purpose, from which a key of its own is derived: what was made for one purpose
    means nothing for another.
    """

    def __init__(self, entries: Iterable[str]) -> None:
        self._keys = dict(_parsed(entry) for entry in entries)
        if not self._keys:
            raise ImproperlyConfigured("KEY_RING needs at least one key, as id:base64 of 32 bytes.")
        self._newest = next(iter(self._keys))

    def encrypt(self, plaintext: bytes, purpose: str) -> bytes:
        """`id:` and the sealed bytes (XChaCha20-Poly1305), different each time."""
        box = Aead(self._derived(self._newest, purpose))
        return self._newest.encode() + b":" + box.encrypt(plaintext, purpose.encode(), random(Aead.NONCE_SIZE))

    def decrypt(self, sealed: bytes, purpose: str) -> bytes:
        """The plaintext; UnreadableError when a key is missing, the purpose differs or a byte was changed."""
        key_id, _, body = sealed.partition(b":")
        box = Aead(self._derived(key_id.decode("ascii", "replace"), purpose))
        try:
            return box.decrypt(body, purpose.encode())
        except (CryptoError, ValueError) as error:
            raise UnreadableError("The sealed value cannot be read.") from error

    def is_newest(self, sealed: bytes) -> bool:
        """Whether the ring's newest key sealed it."""
        return sealed.startswith(self._newest.encode() + b":")

    def sign(self, message: bytes, purpose: str) -> str:
        """`id:` and the HMAC-SHA256 of the message in hexadecimal."""
        return f"{self._newest}:{self._hmac(self._newest, message, purpose)}"

    def verifies(self, signature: str, message: bytes, purpose: str) -> bool:
        """Whether the signature is this message's, compared in constant time."""
        key_id, _, digest = signature.partition(":")
        if key_id not in self._keys:
            return False
        return hmac.compare_digest(digest.encode(), self._hmac(key_id, message, purpose).encode())

    def _hmac(self, key_id: str, message: bytes, purpose: str) -> str:
        return hmac.new(self._derived(key_id, purpose), message, hashlib.sha256).hexdigest()

    def _derived(self, key_id: str, purpose: str) -> bytes:
        if key_id not in self._keys:
            raise UnreadableError(f"The ring holds no key {key_id!r}.")
        return hashlib.blake2b(purpose.encode(), key=self._keys[key_id], digest_size=KEY_BYTES).digest()


def _parsed(entry: str) -> tuple[str, bytes]:
    key_id, separator, encoded = entry.partition(":")
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as error:
        raise ImproperlyConfigured(f"The key {key_id!r} of KEY_RING is not base64.") from error
    if not (separator and key_id.isascii() and key_id.isalnum()) or len(key) != KEY_BYTES:
        raise ImproperlyConfigured(
            "Each key of KEY_RING is an id of letters and digits, a colon, and base64 of 32 bytes."
        )
    return key_id, key


@cache
def _ring(entries: tuple[str, ...]) -> KeyRing:
    return KeyRing(entries)


def key_ring() -> KeyRing:
    """The ring that the settings describe."""
    return _ring(tuple(settings.KEY_RING))
