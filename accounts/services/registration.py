"""Registering: a draft, its code, and the person once the mailbox is proved."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Consent, Purpose, Registration, User
from accounts.services import codes, people
from accounts.services.codes import Answer, Verdict
from groundwork.writes import Writes


class UsernameGoneError(Exception):
    """Somebody took the username between the draft and the code."""


class AccountExistsError(Exception):
    """The mailbox is theirs, and it has an account already."""


def require_free_username(username: str) -> None:
    """ValidationError when somebody has it, whatever the case."""
    if User.objects.by_username(username).exists():
        raise ValidationError(_("Ese nombre de usuario ya está en uso. Escoja otro."), code="taken")


def confirm(registration: Registration, challenge: UUID, digits: str) -> tuple[Answer, User | None]:
    """Make the person whose mailbox the code proves, and forget the draft; what became of the code, and who they are.

    Raises AccountExistsError or UsernameGoneError for a code that was right; then the draft stays.
    """
    with transaction.atomic():
        writes = Writes()
        answer = codes.verify(challenge, digits, Purpose.REGISTRATION, writes=writes)
        if answer.verdict is not Verdict.ACCEPTED:
            return answer, None
        try:
            return answer, _make(registration, writes)
        except IntegrityError as error:
            taken = error
            codes.use(challenge)
    if User.objects.by_email(registration.email).exists():
        raise AccountExistsError from taken
    if User.objects.by_username(registration.username).exists():
        raise UsernameGoneError from taken
    raise taken


@transaction.atomic
def _make(registration: Registration, writes: Writes) -> User:
    """The person of the draft, which goes by the same statement. IntegrityError when somebody has what is theirs."""
    user = User(
        full_name=registration.full_name,
        email=registration.email.lower(),
        username=registration.username,
        firm=registration.firm,
        phone=registration.phone,
        time_zone=registration.time_zone,
        language=registration.language,
        password=registration.password,
        security_question=registration.security_question,
        security_answer=registration.security_answer,
    )
    user.full_clean(validate_unique=False, validate_constraints=False)  # the indexes say it, at the same moment for all
    versions = {
        str(Consent.Document.TERMS): registration.terms_version,
        str(Consent.Document.DATA_POLICY): registration.data_policy_version,
    }
    writes.delete(Registration.objects.filter(pk=registration.pk))
    people.save_person(user, verified=True, versions=versions, accepted_at=registration.accepted_at, along=writes)
    return user


def forget_unfinished(*, before: datetime) -> int:
    """Delete the drafts begun before that moment; returns how many."""
    return Registration.objects.filter(created_at__lt=before).delete()[0]
