"""Registering: a draft, its code, and the person once the mailbox is proved."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from accounts.models import Consent, Registration, User
from accounts.services import people


class UsernameGoneError(Exception):
    """Somebody took the username between the draft and the code."""


class AccountExistsError(Exception):
    """The mailbox is theirs, and it has an account already."""


def require_free_username(username: str) -> None:
    """ValidationError when somebody has it, whatever the case."""
    if User.objects.by_username(username).exists():
        raise ValidationError(_("Ese nombre de usuario ya está en uso. Escoja otro."), code="taken")


@transaction.atomic
def confirm(registration: Registration) -> User:
    """Make the person whose mailbox has just been proved, and forget the draft.

    Raises AccountExistsError or UsernameGoneError; then the draft stays.
    """
    if User.objects.by_email(registration.email).exists():
        raise AccountExistsError
    if User.objects.by_username(registration.username).exists():
        raise UsernameGoneError
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
    versions = {
        str(Consent.Document.TERMS): registration.terms_version,
        str(Consent.Document.DATA_POLICY): registration.data_policy_version,
    }
    try:
        with transaction.atomic():
            people.save_person(user, verified=True, versions=versions, accepted_at=registration.accepted_at)
    except IntegrityError as taken:  # in the moment since it was looked up
        raise UsernameGoneError from taken
    registration.delete()
    return user


def forget_unfinished(*, before: datetime) -> int:
    """Delete the drafts begun before that moment; returns how many."""
    return Registration.objects.filter(created_at__lt=before).delete()[0]
