"""How the record's hashes are made; whoever checks it needs no more than this page and SHA-256."""

from datetime import datetime
from hashlib import sha256
from typing import Protocol

from groundwork.ledger.canonical import canonical

SALT_BYTES = 32
HASH_BYTES = 32
# What the first entry has as its previous hash.
GENESIS = bytes(HASH_BYTES)
# RFC 9162, 2.1.1: what sets a leaf apart from a node of the tree.
LEAF_PREFIX = b"\x00"


def digest_of(salt: bytes, evidence: bytes) -> bytes:
    """The commitment to what happened: SHA-256 of 32 random bytes and the canonical evidence.

    The salt keeps a short content (a price, a name) from being guessed once the evidence is gone.
    """
    return sha256(salt + evidence).digest()


class Facts(Protocol):
    """What an entry says."""

    @property
    def sequence(self) -> int: ...
    @property
    def verb(self) -> str: ...
    @property
    def subject(self) -> str: ...
    @property
    def digest(self) -> bytes: ...
    @property
    def recorded_at(self) -> datetime: ...
    @property
    def previous_hash(self) -> bytes: ...


def entry_bytes(entry: Facts) -> bytes:
    """The entry itself, as it is hashed."""
    return canonical(
        {
            "digest": entry.digest.hex(),
            "previous": entry.previous_hash.hex(),
            "recorded_at": entry.recorded_at,
            "sequence": entry.sequence,
            "subject": entry.subject,
            "verb": entry.verb,
        }
    )


def hash_of(entry: bytes) -> bytes:
    """The chain's link. An entry starts with a brace, so it is never taken for a leaf or a node."""
    return sha256(entry).digest()


def leaf_of(entry: bytes) -> bytes:
    """The entry's leaf in the tree of RFC 9162."""
    return sha256(LEAF_PREFIX + entry).digest()
