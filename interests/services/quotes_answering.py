"""An answer with prices: written as a draft, sent once it was looked over, replaced until the date."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import erasing, receiving
from groundwork.ledger import services as ledger
from groundwork.ledger.models import Entry
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import Actor
from interests import invitation_mail
from interests.models import Invitee, Quote, QuoteDocument, QuotePrice
from interests.queries import quotes as queries
from interests.services.invitations_telling import tell_suppliers
from interests.services.quotes import held_of, held_open, require_preparer

MOST_DOCUMENTS, MOST_ANSWERS = 30, 100
SUBMITTED = "quote.submitted"


@dataclass(frozen=True, slots=True)
class Given:
    """What was written of an answer. `prices` names items by key: what isn't in it stays, None takes it away.

    A field that is None stays too. `versions` are the papers of the library, by key; `dropped` the new files that
    were taken out, by code.
    """

    prices: Mapping[int, tuple[Decimal, Decimal] | None]
    valid_until: date | None = None
    delivery: str | None = None
    notes: str | None = None
    versions: Collection[int] | None = None
    dropped: Collection[str] = ()


@transaction.atomic
def save_draft(invitee: Invitee, given: Given, *, by: User) -> Quote:
    """Keep what was written, in the draft there is or in a new one, which begins as the answer in force.

    Raises PermissionDenied for who doesn't edit the supplier, ValidationError once no answers are received.
    """
    held = held_open(invitee)
    require_preparer(held, by)
    draft = _draft(held)
    for name in ("valid_until", "delivery", "notes"):
        if (value := getattr(given, name)) is not None:
            setattr(draft, name, value)
    draft.save()
    known = set(held.invitation.items.values_list("pk", flat=True))
    for item, price in given.prices.items():
        if item not in known:
            continue
        if price is None:
            draft.prices.filter(item=item).delete()
        else:
            draft.prices.update_or_create(item_id=item, defaults={"unit_price": price[0], "vat": price[1]})
    if given.versions is not None:
        _choose(draft, held, given.versions)
    _drop(draft, given.dropped)
    return draft


@transaction.atomic
def attach(invitee: Invitee, upload: UploadedFile[Any], *, by: User) -> StoredFile:
    """Add a new file to the draft; check it outside any transaction. Raises as save_draft does, or for the file."""
    held = held_open(invitee)
    require_preparer(held, by)
    draft = _draft(held)
    _require_room(draft, 1)
    stored = receiving.receive(upload, owner=held.supplier.file_owner, by=by)
    QuoteDocument.objects.create(quote=draft, file=stored)
    return stored


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


def _draft(invitee: Invitee) -> Quote:
    """The draft of an invitee that is held; a new one is a copy of the answer in force."""
    if found := queries.draft(invitee):
        found.invitee = invitee
        return found
    latest = invitee.quotes.order_by("-number").first()
    number = latest.number + 1 if latest else 1
    if number > MOST_ANSWERS:
        raise ValidationError(_("Ya reemplazó esta respuesta demasiadas veces."))
    draft = Quote(invitee=invitee, number=number)
    before = queries.in_force(invitee)
    if before is None:
        draft.save()
        return draft
    draft.valid_until, draft.delivery, draft.notes = before.valid_until, before.delivery, before.notes
    draft.save()
    QuotePrice.objects.bulk_create(
        QuotePrice(quote=draft, item_id=price.item_id, unit_price=price.unit_price, vat=price.vat)
        for price in before.prices.all()
    )
    QuoteDocument.objects.bulk_create(
        QuoteDocument(quote=draft, version_id=document.version_id, file_id=document.file_id)
        for document in before.documents.all()
    )
    return draft


def _choose(draft: Quote, invitee: Invitee, versions: Collection[int]) -> None:
    """Let the papers of the library be these; what may not be attached is left out, unless it was there before."""
    kept = set(draft.documents.exclude(version=None).values_list("version_id", flat=True))
    library = queries.attachable(invitee.supplier, at=timezone.now())
    may = kept | {paper.current.pk for paper in library if paper.current}
    wanted = set(versions) & may
    draft.documents.filter(version__in=kept - wanted).delete()
    new = wanted - kept
    _require_room(draft, len(new))
    QuoteDocument.objects.bulk_create([QuoteDocument(quote=draft, version_id=key) for key in sorted(new)])


def _drop(draft: Quote, codes: Collection[str]) -> None:
    """Take new files out of a draft, for good unless an answer that was sent has them too."""
    for document in draft.documents.filter(file__code__in=codes).select_related("file"):
        document.delete()
        if document.file and not QuoteDocument.objects.filter(file=document.file).exists():
            erasing.erase(document.file)


def _require_room(draft: Quote, more: int) -> None:
    if draft.documents.count() + more > MOST_DOCUMENTS:
        raise ValidationError(_("Una respuesta lleva hasta %(most)d documentos.") % {"most": MOST_DOCUMENTS})
