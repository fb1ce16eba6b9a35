"""The draft of an answer: its prices, its conditions and its papers."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import erasing, receiving
from interests.models import Invitee, Quote, QuoteDocument, QuotePrice
from interests.queries.quotes import reading
from interests.queries.quotes.papers import attachable
from interests.services.quotes.holding import held_open, require_preparer

MOST_DOCUMENTS, MOST_ANSWERS = 30, 100
WORDS = frozenset({"valid_until", "delivery", "notes"})


@dataclass(frozen=True, slots=True)
class Given:
    """What was written of an answer. `prices` names items by key: what isn't in it stays, None takes it away.

    `words` are its conditions by name (WORDS); what isn't in it stays. `versions` are the papers of the library, by
    key, None for those that there are; `dropped` the new files that were taken out, by code.
    """

    prices: Mapping[int, tuple[Decimal, Decimal] | None]
    words: Mapping[str, str | date | None] = field(default_factory=dict)
    versions: Collection[int] | None = None
    dropped: Collection[str] = ()


@transaction.atomic
def save_draft(invitee: Invitee, given: Given, *, by: User) -> Quote:
    """Keep what was written, in the draft there is or in a new one, which begins as the last answer.

    Raises PermissionDenied for who doesn't edit the supplier, ValidationError once no answers are received.
    """
    held = held_open(invitee)
    require_preparer(held, by)
    draft = _draft(held)
    for name in WORDS & given.words.keys():
        setattr(draft, name, given.words[name])
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


def _draft(invitee: Invitee) -> Quote:
    """The draft of an invitee that is held; a new one is a copy of the last answer, also of a withdrawn one."""
    if found := reading.draft(invitee):
        found.invitee = invitee
        return found
    before = reading.latest(invitee)
    number = before.number + 1 if before else 1
    if number > MOST_ANSWERS:
        raise ValidationError(_("Ya reemplazó esta respuesta demasiadas veces."))
    draft = Quote(invitee=invitee, number=number)
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
    library = attachable(invitee.supplier, at=timezone.now())
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
