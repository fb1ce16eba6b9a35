"""Where sealed bytes stand: any Django storage, under random names that say nothing but the day.

Only save, open to read from the start, delete and listdir are asked of the storage, so that a bucket serves as well
as a folder.
"""

import secrets
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import UTC, date, datetime

from django.core.files import File
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from groundwork.files import quarantine
from groundwork.files.keyring import key_ring
from groundwork.files.models import StoredFile
from groundwork.files.sealing import new_key, seal, unseal

ORIGINAL, REBUILT = "original", "rebuilt"
FOLDER = "papers"
# Ciphertext on its way to the storage waits in memory up to so much, and in an unnamed file beyond.
IN_MEMORY = 4 * 1024 * 1024
PIECE = 256 * 1024
PROBE = b"portal"


class AwayError(Exception):
    """The storage cannot be written or read now: a full disk, a lost mount."""


class GoneError(Exception):
    """The bytes are not in the storage any more."""


def give_key(stored: StoredFile) -> bytes:
    """A new data key for a row that is not saved yet; the row keeps it wrapped."""
    key = new_key()
    stored.sealed_key = key_ring().encrypt(key, _purpose(stored))
    return key


def key_of(stored: StoredFile) -> bytes:
    """The row's data key; UnreadableError when the ring cannot unwrap it."""
    return key_ring().decrypt(bytes(stored.sealed_key), _purpose(stored))


def wrap_again(stored: StoredFile) -> None:
    """Have the row's data key under the ring's newest key; the row is not saved."""
    stored.sealed_key = key_ring().encrypt(key_of(stored), _purpose(stored))


def keep(stored: StoredFile, role: str, pieces: Iterable[bytes], *, key: bytes) -> str:
    """Seal and store the pieces; returns their name. AwayError, and nothing left behind, when the storage cannot."""
    name = _new_name()
    whole = False
    try:
        with quarantine.spooled(IN_MEMORY) as sealed:
            for piece in seal(pieces, key, _about(stored, role)):
                sealed.write(piece)
            sealed.seek(0)
            name = default_storage.save(name, File(sealed, name=name))
        whole = True
    except OSError as fault:
        raise AwayError(f"{type(fault).__name__}: {fault.strerror}") from fault
    finally:
        if not whole:
            discard(name)
    return name


def pieces_of(stored: StoredFile, role: str) -> Iterator[bytes]:
    """The plaintext as it is read. UnreadableError when a byte was changed, GoneError or AwayError without them."""
    name = stored.original if role == ORIGINAL else stored.rebuilt
    # What is shown of a signed file is the original itself, sealed once.
    role = ORIGINAL if name == stored.original else role
    try:
        with default_storage.open(name, "rb") as sealed:
            yield from unseal(iter(lambda: sealed.read(PIECE), b""), key_of(stored), _about(stored, role))
    except FileNotFoundError as fault:
        raise GoneError(f"The bytes of {stored.code} are not in the storage.") from fault
    except OSError as fault:
        raise AwayError(f"{type(fault).__name__}: {fault.strerror}") from fault


def probe() -> None:
    """Store, read and delete a few bytes of nobody's; AwayError where one of the three cannot be done now."""
    name = _new_name()
    try:
        name = default_storage.save(name, ContentFile(PROBE))
        with default_storage.open(name, "rb") as kept:
            whole = kept.read() == PROBE
        default_storage.delete(name)
    except OSError as fault:
        discard(name)
        raise AwayError(f"{type(fault).__name__}: {fault.strerror}") from fault
    if not whole:
        raise AwayError("The storage gave back something else.")


def discard(*names: str) -> None:
    """Delete the bytes of those names; what the storage does not delete now is an orphan that the sweep finds."""
    for name in names:
        if name:
            with suppress(OSError):
                default_storage.delete(name)


def today() -> date:
    """The day that names carry: everybody's, whatever their zone."""
    return datetime.now(UTC).date()


def names_on(day: date) -> list[str]:
    """Every name that was kept that day."""
    folder = f"{FOLDER}/{day:%Y/%m/%d}"
    try:
        _folders, names = default_storage.listdir(folder)
    except FileNotFoundError:
        return []
    return [f"{folder}/{name}" for name in names]


def _new_name() -> str:
    return f"{FOLDER}/{today():%Y/%m/%d}/{secrets.token_urlsafe(24)}"


def _purpose(stored: StoredFile) -> str:
    return f"file:{stored.code}"


def _about(stored: StoredFile, role: str) -> bytes:
    return f"{stored.code}:{role}".encode()
