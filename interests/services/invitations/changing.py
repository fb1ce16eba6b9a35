"""What may still change of an invitation that was sent: more suppliers, more time, its end."""

from collections.abc import Iterable
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from interests import invitation_mail
from interests.models import Invitation, Invitee
from interests.services.invitations.dates import require_answer_date
from interests.services.invitations.holding import MOST_SUPPLIERS, held_for, invite, invitees_of, require_open
from interests.services.invitations.telling import tell_suppliers
from onboarding.models import Supplier


@transaction.atomic
def add_suppliers(invitation: Invitation, suppliers: Iterable[Supplier], *, by: User) -> list[Invitee]:
    """Invite more suppliers while answers are received; returns the new ones. Who was invited already is left alone."""
    held = held_for(invitation, by)
    require_open(held, at=timezone.now())
    added = invite(held, {supplier.pk for supplier in suppliers})
    if not added:
        return []
    if held.invitees.count() > MOST_SUPPLIERS:
        raise ValidationError(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    invitees = [one for one in invitees_of(held) if one.supplier_id in added]
    tell_suppliers(invitees, lambda one, reader: invitation_mail.invited(one, reader=reader), key="quote-invited")
    codes = [str(one.supplier.code) for one in invitees]
    ledger.record("quote_invitation.widened", str(held.code), {"suppliers": codes}, by=str(by.code))
    return invitees


@transaction.atomic
def extend(invitation: Invitation, answers_by: datetime, *, by: User) -> Invitation:
    """Give more time, never less, to all of the invited, who are told. To the date that it has, it changes nothing."""
    held = held_for(invitation, by)
    now = timezone.now()
    require_open(held, at=now)
    if answers_by == held.answers_by:
        return held
    if answers_by < held.answers_by:
        raise ValidationError({"answers_on": _("La fecha solo se puede mover para más tarde.")})
    try:
        require_answer_date(answers_by, at=now)
    except ValidationError as refusal:
        raise ValidationError({"answers_on": refusal.messages}) from refusal
    before, held.answers_by = held.answers_by, answers_by
    held.save(update_fields=["answers_by"])
    key = f"quote-extended:{answers_by.timestamp():.0f}"
    tell_suppliers(invitees_of(held), lambda one, reader: invitation_mail.extended(one, reader=reader), key=key)
    content = {"before": before.isoformat(), "after": answers_by.isoformat()}
    ledger.record("quote_invitation.extended", str(held.code), content, by=str(by.code))
    return held


@transaction.atomic
def cancel(invitation: Invitation, reason: str, *, by: User) -> Invitation:
    """Call it off, with the reason, which all of the invited are told. Doing it twice changes nothing."""
    held = held_for(invitation, by)
    if held.cancelled_at:
        return held
    now = timezone.now()
    require_open(held, at=now)
    if not reason.strip():
        raise ValidationError({"reason": _("Diga por qué: los invitados leerán el motivo.")})
    held.cancelled_at, held.cancel_reason = now, reason.strip()
    held.save(update_fields=["cancelled_at", "cancel_reason"])
    tell_suppliers(
        invitees_of(held), lambda one, reader: invitation_mail.cancelled(one, reader=reader), key="quote-cancelled"
    )
    ledger.record("quote_invitation.cancelled", str(held.code), {}, by=str(by.code))
    return held
