"""Making a person, with what makes their account whole: address, mailbox factor, consents."""

import unicodedata
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from accounts.documents import VERSIONS
from accounts.models import Consent, LoginCodeDevice, User
from groundwork.ledger import services as ledger


def create_person(
    *,
    username: str,
    email: str,
    full_name: str,
    password: str,
    security_question: str = "",
    security_answer: str = "",
    verified: bool = False,
    **facts: Any,
) -> User:
    """Save a new person who accepts today's documents; ValidationError says which field may not stand.

    With `verified` the address counts as proved. `facts` are further fields of User.
    """
    user = User(
        username=username,
        email=email.lower(),
        full_name=full_name,
        password=make_password(password),
        security_question=security_question,
        security_answer=hash_answer(security_answer) if security_answer else "",
        **facts,
    )
    return save_person(user, verified=verified, versions=VERSIONS, accepted_at=timezone.now())


@transaction.atomic
def save_person(user: User, *, verified: bool, versions: dict[str, str], accepted_at: datetime) -> User:
    """Save a person whose secrets are hashed already, with address, mailbox factor, consents and record."""
    user.full_clean()
    user.save()
    EmailAddress.objects.create(user=user, email=user.email, verified=verified, primary=True)
    LoginCodeDevice.objects.create(user=user, name="email", confirmed=True)
    Consent.objects.bulk_create(
        Consent(user=user, document=document, version=version, at=accepted_at) for document, version in versions.items()
    )
    ledger.record("person.registered", str(user.code), {"accepted": versions}, by=str(user.code))
    return user


def hash_answer(answer: str) -> str:
    """The hash of a security answer, the same however its case, accents and spaces were typed."""
    return make_password(normalised(answer))


def answer_matches(user: User, answer: str) -> bool:
    """Whether it is the person's answer. A person without one costs as much time and never matches."""
    return check_password(normalised(answer), user.security_answer)


def normalised(answer: str) -> str:
    """Case, accents, punctuation of spaces and their number do not matter."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", answer) if not unicodedata.combining(c))
    return " ".join(bare.casefold().split())
