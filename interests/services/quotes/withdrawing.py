"""Withdrawing an answer until the date: it counts no more, and is kept; another may be sent."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.ledger import services as ledger
from groundwork.ledger.models import Entry
from groundwork.web.actor import Actor
from interests import invitation_mail
from interests.models import Quote
from interests.services.invitations.telling import tell_entity, tell_suppliers
from interests.services.quotes.holding import held_of, held_open

WITHDRAWN = "quote.withdrawn"


@transaction.atomic
def withdraw(quote: Quote, *, by: Actor) -> Quote:
    """Take back the answer in force, which both sides are told of, without what it said. Twice changes nothing.

    Raises RecentAuthenticationRequiredError, PermissionDenied for who may not bind the supplier, and ValidationError
    for an answer that another has replaced, or once no answers are received.
    """
    by.require_recent_authentication()
    invitee = held_of(quote.invitee)
    if not invitee.is_bound_by(by.user):
        raise PermissionDenied
    held = Quote.objects.select_for_update(of=("self",)).get(pk=quote.pk)
    if held.withdrawn_at:
        return held
    invitee = held_open(invitee)
    if not held.is_in_force:
        raise ValidationError(_("Esa respuesta ya no cuenta: otra la reemplazó. Vuelva a la invitación."))
    held.withdrawn_at = timezone.now()
    held.save(update_fields=["withdrawn_at", "updated_at"])
    tell_suppliers(
        [invitee],
        lambda one, reader: invitation_mail.withdrawn(one, held, reader=reader),
        key=f"quote-withdrawn:{held.code}",
    )
    tell_entity(
        invitee.invitation,
        lambda reader: invitation_mail.withdrawn_from(invitee, held, reader=reader),
        key=f"quote-withdrawn-entity:{held.code}",
    )
    content = {
        "invitation": str(invitee.invitation.code),
        "supplier": str(invitee.supplier.code),
        "number": held.number,
    }
    ledger.record(WITHDRAWN, str(held.code), content, by=str(by.user.code))
    return held


def entry_of(quote: Quote) -> Entry | None:
    """The act of withdrawing it in the record."""
    return Entry.objects.filter(subject=str(quote.code), verb=WITHDRAWN).first()
