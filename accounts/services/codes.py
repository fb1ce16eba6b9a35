"""Codes for a mailbox: asked for, made when their mail leaves, compared once each under a lock."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db import transaction
from django.utils import timezone

from accounts.models import CODE_DIGITS, MAX_FAILURES, Activity, LoginCode, LoginCodeDevice, Purpose, User
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging
from groundwork.writes import Writes

KIND = "sign-in-code"
COOLDOWN = timedelta(seconds=60)
# How long a proved mailbox counts for the steps that follow it.
PROOF_LASTS = timedelta(minutes=15)
# So that nobody can flood a mailbox: codes that nobody used, to one address.
UNUSED_LIMIT, UNUSED_WITHIN = 10, timedelta(minutes=10)
# What proves who somebody is: the mailbox counts as their factor, and failures against it.
PROVING = frozenset({Purpose.SIGN_IN, Purpose.IDENTITY})
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
def verify(
    challenge: UUID, digits: str, purpose: Purpose, origin: Origin | None = None, *, writes: Writes | None = None
) -> Answer:
    """Compare what was typed, under the row's lock: three wrong ones end it, a right one is good once.

    A wrong one is written in its owner's activity, as typed at `origin`, else where the code was asked for. With
    `writes`, the use of a right one is added to them: the caller executes them before its transaction ends.
    """
    row, device = _held(challenge, purpose)
    if row is None or row.used_at or row.closed_at or row.failures >= MAX_FAILURES:
        return Answer(Verdict.DEAD)
    if row.has_expired:
        return Answer(Verdict.EXPIRED)
    if device and (until := device.locked_until):
        return Answer(Verdict.THROTTLED, MAX_FAILURES - row.failures, until)
    if row.digest and key_ring().verifies(row.digest, _message(row, digits), KIND):
        uses = Writes() if writes is None else writes
        _use(row, device, uses)
        if writes is None:
            uses.execute()
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


def _held(challenge: UUID, purpose: Purpose) -> tuple[LoginCode | None, LoginCodeDevice | None]:
    """The code's row under its lock and, where failures count against it, its owner's mailbox under the same."""
    rows = LoginCode.objects.filter(challenge=challenge, purpose=purpose)
    if purpose in PROVING:
        owned = rows.select_related("user__logincodedevice").filter(user__logincodedevice__isnull=False)
        row = owned.select_for_update(of=["self", "user__logincodedevice"]).first()
        if row and row.user:
            return row, row.user.logincodedevice
    row = rows.select_for_update().first()
    if row is None or row.user_id is None or purpose not in PROVING:
        return row, None
    device, _created = LoginCodeDevice.objects.select_for_update().get_or_create(
        user_id=row.user_id, defaults={"name": "email", "confirmed": True}
    )
    return row, device


def use(challenge: UUID) -> None:
    """Note that its code was typed, though what that was for could not be done."""
    LoginCode.objects.filter(challenge=challenge).update(used_at=timezone.now())


def _use(row: LoginCode, device: LoginCodeDevice | None, writes: Writes) -> None:
    """Note that its code was typed: the mailbox is its owner's, and earlier failures are forgiven."""
    now = timezone.now()
    row.used_at = now
    writes.update(LoginCode.objects.filter(pk=row.pk), used_at=now)
    if device and row.user:
        device.throttle_reset(commit=False)
        device.last_used_at = now
        writes.update(
            LoginCodeDevice.objects.filter(pk=device.pk),
            throttling_failure_timestamp=None,
            throttling_failure_count=0,
            last_used_at=now,
        )
        mailboxes = EmailAddress.objects.filter(user=row.user, email=row.user.email.lower(), verified=False)
        writes.update(mailboxes, verified=True)
    rows, lifted = messaging.lifting(row.email, messaging.Lifting.CONFIRMED)
    writes.update(rows, **lifted)


def _message(row: LoginCode, digits: str) -> bytes:
    return f"{row.challenge}:{row.purpose}:{digits}".encode()


def forget_old(*, before: datetime) -> int:
    """Delete the rows of codes asked for before that moment; returns how many."""
    return LoginCode.objects.filter(created_at__lt=before).delete()[0]
