"""Links that a mail carries: each does one thing for one person, needs no sign-in and can do nothing else."""

import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.urls import reverse

GOOD_FOR = timedelta(days=60)
_STOP = "interests.unsubscribe"
_ACT = "interests.act"
_CODE = 16  # bytes of a UUID


class Act(StrEnum):
    """What such a link may do with one opportunity."""

    SAVE = "s"
    DISCARD = "d"
    MUTE_ENTITY = "m"


class Claim(NamedTuple):
    """What a link of ours says: whose it is, about which opportunity, and what it does."""

    act: Act
    person: UUID
    opportunity: UUID


def act_urls(acts: Iterable[Act], *, person: UUID, opportunity: UUID) -> Iterator[str]:
    """One link for each act, good for GOOD_FOR from now."""
    signer = signing.TimestampSigner(salt=_ACT, sep=".")
    before, after = absolute(reverse("interests:alert_act", args=["*"])).split("*")
    for act in acts:
        content = urlsafe_b64encode(act.encode() + person.bytes + opportunity.bytes).decode()
        yield f"{before}{signer.sign(content)}{after}"


def claim_of(token: str) -> Claim | None:
    """What the token of such a link says; None for one that is not ours or is too old."""
    try:
        signed = signing.TimestampSigner(salt=_ACT, sep=".").unsign(token, max_age=GOOD_FOR)
    except signing.BadSignature:
        return None
    content = urlsafe_b64decode(signed)
    return Claim(Act(chr(content[0])), UUID(bytes=content[1 : 1 + _CODE]), UUID(bytes=content[1 + _CODE :]))


def opportunities_in(text: str) -> set[UUID]:
    """Those that the links in a mail's words speak of."""
    path = re.escape(reverse("interests:alert_act", args=["*"])).replace(re.escape("*"), r"([\w.-]+)")
    claims = (claim_of(token) for token in re.findall(path, text))
    return {claim.opportunity for claim in claims if claim}


def unsubscribe_url(person: UUID) -> str:
    """The link that stops every mail about opportunities to this person."""
    token = signing.Signer(salt=_STOP, sep=".").sign(str(person))
    return absolute(reverse("interests:unsubscribe", args=[token]))


def person_of(token: str) -> UUID | None:
    """The code of the person whose mails the token stops; None for a token that is not ours."""
    try:
        return UUID(signing.Signer(salt=_STOP, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None


def absolute(path: str) -> str:
    """The whole address of a page of the portal."""
    return f"{settings.PORTAL_URL}{path}"
