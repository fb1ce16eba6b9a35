"""Getting back into an account: the mailbox, the security answer, the app of who has one, a new password."""

import enum
from uuid import UUID

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.models import LoginCode, Purpose, User
from accounts.services import codes, factors, people
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging


class Proof(enum.Enum):
    """What a recovery still lacks, or that it is done."""

    DONE = enum.auto()
    ANSWER = enum.auto()
    APP = enum.auto()
    LATE = enum.auto()


def ask(email: str, *, asked_from: str, language: str, instead_of: UUID | None = None) -> LoginCode:
    """Owe the address a code, or word that it has no account; nobody can tell which. Raises TooSoonError."""
    user = User.objects.by_email(email).filter(is_active=True).first()
    return codes.ask(
        Purpose.RECOVERY, email, user=user, asked_from=asked_from, language=language, instead_of=instead_of
    )


def owner(challenge: UUID) -> User | None:
    """Whose mailbox the attempt's code has proved, within the ten minutes that it was good for."""
    row = LoginCode.objects.select_related("user").filter(challenge=challenge, purpose=Purpose.RECOVERY).first()
    if row is None or row.used_at is None or timezone.now() > row.used_at + codes.PROOF_LASTS:
        return None
    return row.user


@transaction.atomic
def finish(challenge: UUID, *, answer: str, token: str, password: str, asked_from: str) -> Proof:
    """Change the password of whom the attempt's code proved, if the answer and the app's code are right.

    Every session of theirs ends with it, and the mailbox is told.
    """
    user = owner(challenge)
    if user is None:
        return Proof.LATE
    user = User.objects.select_for_update().get(pk=user.pk)
    if not people.answer_matches(user, answer):
        return Proof.ANSWER
    if factors.authenticator_of(user) and not factors.prove_authenticator(user, token):
        return Proof.APP
    user.password = make_password(password)  # sessions are bound to its hash: all of them end here
    user.save(update_fields=["password"])
    factors.mailbox_of(user).throttle_reset()
    EmailAddress.objects.filter(user=user, email=user.email.lower()).update(verified=True)
    LoginCode.objects.filter(user=user, closed_at=None).update(closed_at=timezone.now())
    LoginCode.objects.filter(challenge=challenge).update(user=None)  # good once
    messaging.send(mail.password_changed(user, asked_from=asked_from), dedupe=f"password-changed:{challenge}")
    ledger.record("person.password_recovered", str(user.code), {}, by=str(user.code))
    return Proof.DONE
