"""Getting back into an account: the mailbox, the security answer, the second factor of who has one, a new password."""

import enum
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Case, F, QuerySet, When
from django.http import HttpRequest
from django.utils import timezone

from accounts import mail
from accounts.models import Activity, LoginCode, LoginCodeDevice, Purpose, User
from accounts.services import activity, answers, codes, factors, sessions
from accounts.services.activity import Origin
from accounts.services.answers import Answer
from accounts.services.factors import Held
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.writes import Writes


class Proof(enum.Enum):
    """What a recovery still lacks, or that it is done."""

    DONE = enum.auto()
    ANSWER = enum.auto()
    LOCKED = enum.auto()
    BACKUP = enum.auto()
    FACTOR = enum.auto()
    SAME = enum.auto()


@dataclass(frozen=True, slots=True)
class Attempt:
    """Whose mailbox an attempt's code has proved, what else they may prove themselves with, and when they may."""

    challenge: UUID
    user: User
    held: Held
    answer_opens_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Passkey:
    """What a passkey answered, in which request, and to which challenge."""

    request: HttpRequest
    answer: str
    challenge: factors.Challenge | None


@dataclass(frozen=True, slots=True)
class Proofs:
    """What was given beside the new password. A back-up code stands for the answer or for the factor, never both."""

    answer: str = ""
    backup_code: str = ""
    app_code: str = ""
    factor_backup_code: str = ""
    passkey: Passkey | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of it: whose account it was and how many sessions it closed, or until when a proof has to wait."""

    proof: Proof
    user: User | None = None
    sessions: int = 0
    until: datetime | None = None


def ask(email: str, *, asked_from: str, language: str, instead_of: UUID | None = None) -> LoginCode:
    """Owe the address a code, or word that it has no account; nobody can tell which. Raises TooSoonError."""
    user = User.objects.by_email(email).filter(is_active=True).first()
    return codes.ask(
        Purpose.RECOVERY, email, user=user, asked_from=asked_from, language=language, instead_of=instead_of
    )


def owner(challenge: UUID) -> User | None:
    """Whose mailbox the attempt's code has proved, within the quarter of an hour that it counts."""
    return _owners(challenge).first()


def look_at(challenge: UUID) -> Attempt | None:
    """The same, with what they may prove themselves with, in one query."""
    user = _owners(challenge).annotate(**{f"has_{name}": fact for name, fact in factors.holdings().items()}).first()
    if user is None:
        return None
    return Attempt(challenge, user, Held(**{name: getattr(user, f"has_{name}") for name in factors.holdings()}))


def hold(challenge: UUID) -> Attempt | None:
    """The same with the person's row and the code's locked until the caller's transaction ends: for `finish`."""
    rows = _rows(challenge).select_related("user").filter(user__is_active=True)
    row = rows.select_for_update(of=["self", "user"]).first()
    if row is None or row.user is None or not _still_counts(row):
        return None
    # Read once the lock is given: what others did while it was waited for counts.
    asked = User.objects.filter(pk=row.user.pk).values(refused=answers.refusals(), **factors.holdings())
    facts: dict[str, Any] = dict(asked.get())
    opens_at = answers.opens_at(facts.pop("refused"))
    return Attempt(challenge, row.user, Held(**facts), opens_at)


def _owners(challenge: UUID) -> QuerySet[User]:
    proved = _rows(challenge).filter(used_at__gte=timezone.now() - codes.PROOF_LASTS)
    return User.objects.filter(login_codes__in=proved)


def _rows(challenge: UUID) -> QuerySet[LoginCode]:
    return LoginCode.objects.filter(challenge=challenge, purpose=Purpose.RECOVERY)


def _still_counts(row: LoginCode) -> bool:
    return row.used_at is not None and timezone.now() <= row.used_at + codes.PROOF_LASTS


def finish(attempt: Attempt, proofs: Proofs, *, password: str, origin: Origin) -> Outcome:
    """Change the password of whom a held attempt proved, if what they proved beside it is enough.

    Every session of theirs ends with it, and the mailbox is told. In the transaction that holds the attempt.
    """
    user = attempt.user
    with transaction.atomic():
        lacking = _lacking(attempt, proofs, origin)
        same = lacking is None and user.check_password(password)
        transaction.set_rollback(same)  # the codes that were proved for it are given back
    if same:
        return Outcome(Proof.SAME)
    return lacking or Outcome(Proof.DONE, user, _change(user, attempt.challenge, password, origin))


def _lacking(attempt: Attempt, proofs: Proofs, origin: Origin) -> Outcome | None:
    """What is missing for it, or wrong; None when it is all there. A wrong proof counts against the account."""
    user, locked = attempt.user, attempt.answer_opens_at
    if proofs.backup_code:
        backup = factors.prove_backup_code(user, proofs.backup_code, origin)
        if backup.sheet is None:
            return Outcome(Proof.BACKUP, until=backup.until)
    else:
        match answers.prove(user, proofs.answer, origin, locked=locked):
            case Answer.LOCKED:
                return Outcome(Proof.LOCKED, until=locked)
            case Answer.WRONG:
                return Outcome(Proof.ANSWER)
    return _factor_lacking(user, proofs, origin) if attempt.held.strong else None


def _factor_lacking(user: User, proofs: Proofs, origin: Origin) -> Outcome | None:
    """What the strong factor of who has one still lacks."""
    proved: object = None
    until = None
    if key := proofs.passkey:
        proved = factors.prove_passkey(key.request, user, key.answer, key.challenge, locked=True)
    elif proofs.app_code:
        proved = factors.prove_authenticator(user, proofs.app_code)
        device = None if proved else factors.authenticator_of(user)
        until = device.locked_until if device else None
    elif proofs.factor_backup_code and not proofs.backup_code:
        backup = factors.prove_backup_code(user, proofs.factor_backup_code, origin)
        proved, until = backup.sheet, backup.until
    return None if proved else Outcome(Proof.FACTOR, until=until)


def _change(user: User, challenge: UUID, password: str, origin: Origin) -> int:
    """Save the password and close what the old one opened, with the record's entry; returns how many sessions."""
    now, writes = timezone.now(), Writes()
    writes.update(User.objects.filter(pk=user.pk), password=make_password(password), must_change_password=False)
    closed = sessions.closing(user, writes)
    mailbox = LoginCodeDevice.objects.filter(user=user)
    writes.update(mailbox, throttling_failure_timestamp=None, throttling_failure_count=0)
    writes.update(EmailAddress.objects.filter(user=user, email=user.email.lower()), verified=True)
    good_once = Case(When(challenge=challenge, then=None), default=F("user"))
    writes.update(LoginCode.objects.filter(user=user, closed_at=None), closed_at=now, user=good_once)
    writes.insert(activity.entry(user, Activity.Kind.PASSWORD_RECOVERED, origin))
    told = mail.password_changed(user, asked_from=origin.device)
    messaging.send_along(writes, told, dedupe=f"password-changed:{challenge}")
    ledger.record("person.password_recovered", str(user.code), {}, by=str(user.code), along=writes)
    return writes.touched(closed)
