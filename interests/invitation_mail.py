"""The mails about invitations to quote. None of them says a price, or who else was invited."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.messaging.mail import Mail, compose
from interests.models import Invitation, InvitationQuestion, Invitee, Quote

KIND = "quotes"


def invited(invitee: Invitee, *, reader: User) -> Mail:
    """To a member of the supplier: they are asked to quote."""
    return _to_supplier("quote_invited", invitee, reader)


def extended(invitee: Invitee, *, reader: User) -> Mail:
    """There is more time."""
    return _to_supplier("quote_extended", invitee, reader)


def cancelled(invitee: Invitee, *, reader: User) -> Mail:
    """It was called off, and why."""
    return _to_supplier("quote_cancelled", invitee, reader, reason=invitee.invitation.cancel_reason)


def reminder(invitee: Invitee, *, reader: User) -> Mail:
    """It still waits for an answer."""
    return _to_supplier("quote_reminder", invitee, reader)


def replied(invitee: Invitee, question: InvitationQuestion, *, reader: User) -> Mail:
    """A question was answered; who asked it is not said."""
    return _to_supplier("quote_replied", invitee, reader, question=question.text, reply=question.answer)


def received(invitee: Invitee, quote: Quote, *, reader: User) -> Mail:
    """The answer was received: when, and where its receipt is."""
    page = reverse("interests:quote_receipt", args=[invitee.code, quote.code])
    return _to_supplier("quote_received", invitee, reader, page=page, received_at=quote.submitted_at)


def withdrawn(invitee: Invitee, quote: Quote, *, reader: User) -> Mail:
    """To a member of the supplier: its answer counts no more."""
    return _to_supplier("quote_withdrawn", invitee, reader, withdrawn_at=quote.withdrawn_at)


def withdrawn_from(invitee: Invitee, quote: Quote, *, reader: User) -> Mail:
    """To who invites in the name of the public body: a supplier took its answer back; nothing of what it said."""
    page = reverse("interests:invitation_detail", args=[invitee.invitation.code])
    facts = {
        "invitation": invitee.invitation,
        "supplier": invitee.supplier.name,
        "withdrawn_at": quote.withdrawn_at,
    }
    return _compose("quote_withdrawn_entity", reader, page, facts)


def asked(question: InvitationQuestion, invitation: Invitation, *, reader: User) -> Mail:
    """To who invites in the name of the public body: a supplier asks something."""
    page = reverse("interests:invitation_detail", args=[invitation.code])
    return _compose("quote_asked", reader, page, {"invitation": invitation, "question": question.text})


def _to_supplier(template: str, invitee: Invitee, reader: User, *, page: str = "", **context: Any) -> Mail:
    invitation = invitee.invitation
    facts = {"invitation": invitation, "entity": invitation.entity.name, "supplier": invitee.supplier.name, **context}
    return _compose(template, reader, page or reverse("interests:quote_detail", args=[invitee.code]), facts)


def _compose(template: str, reader: User, page: str, facts: Mapping[str, Any]) -> Mail:
    with timezone.override(ZoneInfo(reader.time_zone)):
        mail = compose(
            KIND,
            template,
            {"name": reader.get_short_name(), "url": f"{settings.PORTAL_URL}{page}", **facts},
            to=reader.email,
            recipient=reader,
            language=reader.language,
        )
    return replace(mail, path=page)
