"""Making a person, with what makes their account whole: address, mailbox factor, consents."""

import unicodedata
from datetime import datetime
from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone

from accounts.models import Consent, LoginCodeDevice, User
from accounts.queries import legal
from groundwork.ledger import services as ledger
from groundwork.writes import Writes


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
    user.full_clean()
    return save_person(user, verified=verified, versions=legal.in_force(), accepted_at=timezone.now())


@transaction.atomic
def save_person(
    user: User, *, verified: bool, versions: dict[str, str], accepted_at: datetime, along: Writes | None = None
) -> User:
    """Save a clean person whose secrets are hashed already, with address, mailbox factor, consents and record.

    `along` are further writes, made by the same statement. IntegrityError when somebody has the address or the name.
    """
    writes = Writes() if along is None else along
    writes.insert(user)
    writes.insert(EmailAddress(user=user, email=user.email, verified=verified, primary=True))
    writes.insert(LoginCodeDevice(user=user, name="email", confirmed=True))
    for document, version in versions.items():
        writes.insert(Consent(user=user, document=document, version=version, at=accepted_at))
    writes.execute()
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
