"""Sending an answer that was looked over; it takes the place of the one in force."""

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.files.models import StoredFile
from groundwork.ledger import services as ledger
from groundwork.ledger.models import Entry
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import Actor
from interests import invitation_mail
from interests.models import Quote, QuoteDocument
from interests.services.invitations.telling import tell_suppliers
from interests.services.quotes.holding import held_of, held_open

SUBMITTED = "quote.submitted"


@transaction.atomic
def submit(quote: Quote, *, seen: str, by: Actor) -> Quote:
    """Send the draft that the person looked over: it takes the place of the answer in force. Twice changes nothing.

    `seen` is the fingerprint of what the page showed. Raises RecentAuthenticationRequiredError, PermissionDenied for
    who may not bind the supplier, and ValidationError when it lacks something, was changed meanwhile, or came late:
    the date is looked at under the invitation's lock.
    """
    by.require_recent_authentication()
    invitee = held_of(quote.invitee)
    if not invitee.is_bound_by(by.user):
        raise PermissionDenied
    held = Quote.objects.select_for_update(of=("self",)).filter(pk=quote.pk, invitee=invitee).first()
    if held is None:
        raise ValidationError(_("Este borrador ya no está. Vuelva a la invitación."))
    if held.submitted_at:
        return held
    invitee = held_open(invitee)
    now = timezone.now()
    if invitee.declined_at:
        raise ValidationError(_("Su equipo respondió que no cotiza. Acepte primero la invitación."))
    if lacks := missing(held):
        raise ValidationError(lacks)
    if fingerprint(held) != seen:
        raise ValidationError(_("Alguien cambió la respuesta mientras usted la revisaba. Revísela otra vez."))
    invitee.quotes.in_force().update(superseded_at=now)
    held.submitted_at, held.submitted_by = now, by.user
    held.save(update_fields=["submitted_at", "submitted_by", "updated_at"])
    if invitee.accepted_at is None:
        invitee.accepted_at = now
        invitee.save(update_fields=["accepted_at"])
    tell_suppliers(
        [invitee],
        lambda one, reader: invitation_mail.received(one, held, reader=reader),
        key=f"quote-received:{held.code}",
    )
    content = {
        "invitation": str(invitee.invitation.code),
        "supplier": str(invitee.supplier.code),
        "number": held.number,
        "content": fingerprint(held),
        "documents": sorted(document.stored.sha256 for document in _documents(held)),
    }
    ledger.record(SUBMITTED, str(held.code), content, by=str(by.user.code))
    return held


def missing(quote: Quote) -> list[str]:
    """What a draft lacks before it may be sent, in words; empty when nothing. Prices may be missing, but not all."""
    lacks = []
    if not quote.prices.exists():
        lacks.append(_("Escriba el precio de al menos un ítem."))
    if quote.valid_until is None:
        lacks.append(_("Diga hasta cuándo es válida."))
    elif quote.valid_until < colombian_today(quote.invitee.invitation.answers_by):
        lacks.append(_("Debe ser válida al menos hasta la fecha en que se reciben respuestas."))
    if not quote.delivery.strip():
        lacks.append(_("Escriba el plazo de entrega."))
    states = {document.stored.state for document in _documents(quote)}
    if states & {StoredFile.State.REFUSED, StoredFile.State.ERASED}:
        lacks.append(_("Uno de los archivos no se recibió. Quítelo, o súbalo de nuevo."))
    if states & {StoredFile.State.CHECKING, StoredFile.State.WAITING}:
        lacks.append(_("Falta comprobar un archivo. Espere un momento e inténtelo otra vez."))
    return lacks


def fingerprint(quote: Quote) -> str:
    """The same for the same content, and another for any change of it. It is salted with the answer's own code."""
    prices = quote.prices.order_by("item__position").values_list("item__position", "unit_price", "vat")
    content = [
        str(quote.code),
        [[position, f"{unit:.2f}", f"{vat:.2f}"] for position, unit, vat in prices],
        quote.valid_until.isoformat() if quote.valid_until else "",
        quote.delivery,
        quote.notes,
        sorted(str(document.stored.code) for document in _documents(quote)),
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).hexdigest()


def entry_of(quote: Quote) -> Entry | None:
    """The act of sending it in the record."""
    return Entry.objects.filter(subject=str(quote.code), verb=SUBMITTED).first()


def _documents(quote: Quote) -> list[QuoteDocument]:
    return list(quote.documents.select_related("file", "version__file").order_by("pk"))
