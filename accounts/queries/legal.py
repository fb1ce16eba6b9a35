"""Which version of each document counts: kept in the process for a minute, so that hardly a page asks for it.

No version comes in force sooner than LEAST_NOTICE after it was published, so the list tells the very moment.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from accounts.models import Consent, LegalText, User

LIFE_SECONDS = 60.0


class Version(NamedTuple):
    """A version of a document, and from when it counts."""

    document: str
    number: str
    in_force_from: datetime


@dataclass
class _Memory:
    versions: Sequence[Version] = ()
    good_until: float = float("-inf")


_memory = _Memory()


def versions() -> Sequence[Version]:
    """Every version of every document, the first to come in force before."""
    if time.monotonic() >= _memory.good_until:
        rows = LegalText.objects.order_by("in_force_from").values_list("document", "version", "in_force_from")
        remember([Version(*row) for row in rows])
    return _memory.versions


def remember(known: Sequence[Version]) -> None:
    """Answer with these until they are too old."""
    _memory.versions = known
    _memory.good_until = time.monotonic() + LIFE_SECONDS


def forget() -> None:
    """Ask anew at the next question: a version was published or withdrawn in this process."""
    _memory.good_until = float("-inf")


def in_force(at: datetime | None = None) -> dict[str, str]:
    """The version of each document that counts now, or at another moment."""
    at = at or timezone.now()
    return {version.document: version.number for version in versions() if version.in_force_from <= at}


def told(document: str, *, at: datetime) -> list[LegalText]:
    """The versions of a document that everybody may read, the newest before; those announced are among them."""
    return list(LegalText.objects.told(at).filter(document=document).order_by("-in_force_from"))


@dataclass(frozen=True, slots=True)
class Change:
    """A version that a person has still to accept, and the newest one that they accepted before."""

    text: LegalText
    before: LegalText | None
    in_force: bool


def to_accept(user: User, *, at: datetime) -> list[Change]:
    """What the person has not accepted, a version of each document at most.

    It is the one in force, which they must, or else the next one announced, which they may.
    """
    accepted = accepted_by(user)
    changes = []
    for document in Consent.Document.values:
        texts = told(document, at=at)
        theirs = accepted.get(document, set())
        coming = [text for text in texts if not text.is_in_force(at)]
        current = texts[len(coming) : len(coming) + 1]
        text = next((text for text in [*current, *reversed(coming)] if text.version not in theirs), None)
        if text:
            before = next((earlier for earlier in texts if earlier.version in theirs), None)
            changes.append(Change(text, before, text.is_in_force(at)))
    return changes


def accepted_by(user: User) -> Mapping[str, set[str]]:
    """The versions of each document that the person accepted, whenever that was."""
    accepted: dict[str, set[str]] = {}
    for document, version in user.consents.values_list("document", "version"):
        accepted.setdefault(document, set()).add(version)
    return accepted
