"""Codes for a mailbox: asked for, made when their mail leaves, compared once each under a lock."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import CODE_DIGITS, MAX_FAILURES, Activity, LoginCode, LoginCodeDevice, Purpose, User
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging

KIND = "sign-in-code"
COOLDOWN = timedelta(seconds=60)
# How long a proved mailbox counts for the steps that follow it.
PROOF_LASTS = timedelta(minutes=15)
# So that nobody can flood a mailbox: codes that nobody used, to one address.
UNUSED_LIMIT, UNUSED_WITHIN = 10, timedelta(minutes=10)
# Wrong codes that their owner reads of. Never those of a recovery: they would tell that the address has an account.
RECORDED = frozenset({Purpose.SIGN_IN, Purpose.IDENTITY, Purpose.EMAIL_CHANGE})


class TooSoonError(Exception):
    """Another code may be asked for at `until`."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until)
        self.until = until


class Verdict(enum.Enum):
    """What became of a typed code."""

    ACCEPTED = enum.auto()
    WRONG = enum.auto()
    DEAD = enum.auto()
    EXPIRED = enum.auto()
    THROTTLED = enum.auto()


@dataclass(frozen=True, slots=True)
class Answer:
    """A verdict, with how many tries are left and, when throttled, until when; accepted, with whose mailbox it was."""

    verdict: Verdict
    tries_left: int = 0
    until: datetime | None = None
    device: LoginCodeDevice | None = None


@transaction.atomic
def ask(
    purpose: Purpose,
    email: str,
    *,
    user: User | None = None,
    asked_from: str = "",
    language: str = "es-co",
    instead_of: UUID | None = None,
    at_once: bool = False,
) -> LoginCode:
    """Owe the address one code, good for this attempt only; the one that it replaces is closed.

    Raises TooSoonError within a minute of the one that it replaces (unless it goes somewhere else, `at_once`),
    or when too many went unused.
    """
    now = timezone.now()
    if instead_of is not None:
        _close(instead_of, now, cooldown=timedelta() if at_once else COOLDOWN)
    recent = LoginCode.objects.filter(email=email, used_at=None, created_at__gt=now - UNUSED_WITHIN)
    times = list(recent.order_by("-created_at").values_list("created_at", flat=True)[:UNUSED_LIMIT])
    if len(times) >= UNUSED_LIMIT:
        raise TooSoonError(times[-1] + UNUSED_WITHIN)
    code = LoginCode.objects.create(purpose=purpose, email=email, user=user, asked_from=asked_from, created_at=now)
    messaging.send_minted(
        KIND,
        to=email,
        recipient=user,
        reference=str(code.challenge),
        dedupe=code.dedupe_key,
        lane=messaging.Lane.URGENT,
        language=language,
    )
    return code


def _close(challenge: UUID, now: datetime, *, cooldown: timedelta) -> None:
    old = LoginCode.objects.select_for_update().get(challenge=challenge)
    if now < old.created_at + cooldown:
        raise TooSoonError(old.created_at + cooldown)
    old.closed_at = now
    old.save(update_fields=["closed_at"])


@transaction.atomic
def mint(challenge: UUID) -> str | None:
    """Make the code to be sent now, in the place of any made before; None when none can be accepted any more."""
    row = LoginCode.objects.select_for_update().filter(challenge=challenge).first()
    if row is None or row.is_dead:
        return None
    digits = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}}"
    row.digest = key_ring().sign(_message(row, digits), KIND)
    row.minted_at = timezone.now()
    row.save(update_fields=["digest", "minted_at"])
    return digits


@transaction.atomic
def verify(challenge: UUID, digits: str, purpose: Purpose, origin: Origin | None = None) -> Answer:
    """Compare what was typed, under the row's lock: three wrong ones end it, a right one is good once.

    A wrong one is written in its owner's activity, as typed at `origin`, else where the code was asked for.
    """
    row = LoginCode.objects.select_for_update().filter(challenge=challenge, purpose=purpose).first()
    if row is None or row.used_at or row.closed_at or row.failures >= MAX_FAILURES:
        return Answer(Verdict.DEAD)
    if row.has_expired:
        return Answer(Verdict.EXPIRED)
    device = _device(row)
    if device and (until := device.locked_until):
        return Answer(Verdict.THROTTLED, MAX_FAILURES - row.failures, until)
    if row.digest and key_ring().verifies(row.digest, _message(row, digits), KIND):
        row.used_at = timezone.now()
        row.save(update_fields=["used_at"])
        if device:
            device.throttle_reset(commit=False)
            device.set_last_used_timestamp(commit=False)
            device.save()
        return Answer(Verdict.ACCEPTED, device=device)
    row.failures += 1
    row.save(update_fields=["failures"])
    if row.user is not None and purpose in RECORDED:
        activity.record(row.user, Activity.Kind.CODE_REFUSED, origin or Origin(row.asked_from))
    if row.failures < MAX_FAILURES:
        return Answer(Verdict.WRONG, MAX_FAILURES - row.failures)
    if device:
        device.throttle_increment()
    return Answer(Verdict.DEAD)


def _device(row: LoginCode) -> LoginCodeDevice | None:
    """The person's mailbox as a factor, locked; only proving who they are counts against it."""
    if row.purpose not in {Purpose.SIGN_IN, Purpose.IDENTITY} or row.user_id is None:
        return None
    device: LoginCodeDevice
    device, _created = LoginCodeDevice.objects.select_for_update().get_or_create(
        user_id=row.user_id, defaults={"name": "email", "confirmed": True}
    )
    return device


def _message(row: LoginCode, digits: str) -> bytes:
    return f"{row.challenge}:{row.purpose}:{digits}".encode()


def forget_old(*, before: datetime) -> int:
    """Delete the rows of codes asked for before that moment; returns how many."""
    return LoginCode.objects.filter(created_at__lt=before).delete()[0]
