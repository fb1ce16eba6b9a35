"""A change of contact by who cannot sign in because they no longer read the mailbox that the codes go to.

The password was right and the security answer is, too. The change itself is that of accounts.services.email_change:
this decides who may begin one so.
"""

import enum
import time

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts import powers
from accounts.models import AddressChange, User
from accounts.services import answers, email_change, factors, lockout
from accounts.services.activity import Origin
from accounts.services.answers import Answer
from groundwork.web.actor import FACTOR, PROVED_AT, Actor


class Standing(enum.Enum):
    """Whether the person may change their contact so, or what they have to do instead."""

    ALLOWED = enum.auto()
    HAS_FACTOR = enum.auto()  # an app or a passkey opens the account: the mailbox never goes round it
    HAS_POWER = enum.auto()  # staff check who has power over others
    NO_ANSWER = enum.auto()


def standing_of(user: User) -> Standing:
    """Theirs."""
    if factors.held_by(user).strong:
        return Standing.HAS_FACTOR
    if powers.needs_strong_factor(user):
        return Standing.HAS_POWER
    return Standing.ALLOWED if user.security_answer else Standing.NO_ANSWER


def ask(user: User, *, answer: str, new_email: str, origin: Origin, language: str) -> AddressChange:
    """Begin the change with the person's answer; the new mailbox is owed a code, the old one hears of it.

    Raises ValidationError on `security_answer` or `email`, codes.TooSoonError for a flooded mailbox. A wrong
    answer counts against the account whatever comes of it.
    """
    if standing_of(user) is not Standing.ALLOWED:
        raise ValidationError(_("Con esta cuenta el correo no se cambia desde aquí."))
    with transaction.atomic():
        person = User.objects.select_for_update().get(pk=user.pk)
        outcome = answers.prove(person, answer, origin, locked=answers.locked_until(person))
    if outcome is Answer.WRONG:
        raise ValidationError({"security_answer": _("Esa no es la respuesta que usted dio al registrarse.")})
    if outcome is Answer.LOCKED:
        words = _("Hubo varias respuestas erradas. Podrá intentarlo otra vez %(when)s.")
        raise ValidationError({"security_answer": words % {"when": lockout.span(answers.locked_until(person))}})
    # Password and answer, both right just now, are the proof of identity that the change asks for.
    actor = Actor(person, {PROVED_AT: time.time(), FACTOR: ""})
    try:
        return email_change.ask(actor, new_email, origin=origin, language=language)
    except ValidationError as refusal:
        raise ValidationError({"email": refusal.messages}) from refusal
