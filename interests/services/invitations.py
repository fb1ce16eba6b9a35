"""Invitations to quote from the draft to the date: saved, sent, widened, extended, called off.

Locks go from the invitation to its invitees and their answers; the record's head comes last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import erasing, receiving
from groundwork.ledger import services as ledger
from groundwork.reference.business_days import (
    add_business_days,
    business_days_between,
    colombian_today,
    is_business_day,
)
from groundwork.web import formats
from interests import invitation_mail
from interests.models import Invitation, InvitationFile, InvitationItem, Invitee, inviting_for
from interests.queries.invitations import invitable
from interests.services.invitations_telling import tell_suppliers
from onboarding.models import Supplier

MOST_ITEMS, MOST_SUPPLIERS, MOST_FILES = 100, 50, 10
FEWEST_DAYS, MOST_AHEAD = 1, timedelta(days=365)


@transaction.atomic
def save_draft(
    invitation: Invitation, items: Sequence[InvitationItem], suppliers: Iterable[Supplier], *, by: User
) -> Invitation:
    """Keep a draft with its items, in their order, and the suppliers that it would go to; each once.

    Raises PermissionDenied for who may not invite in the entity's name, ValidationError once it was sent, or for a
    process of another entity, a supplier that doesn't wish to be found, or too many.
    """
    if not inviting_for(by).filter(pk=invitation.entity_id).exists():
        raise PermissionDenied
    if invitation.pk:
        _require_draft(held_for(invitation, by))
    else:
        invitation.created_by = by
    if invitation.process and invitation.process.entity_id != invitation.entity_id:
        raise ValidationError({"process": _("Ese proceso es de otra entidad.")})
    if len(items) > MOST_ITEMS:
        raise ValidationError(_("Una invitación lleva hasta %(most)d ítems.") % {"most": MOST_ITEMS})
    invitation.full_clean(exclude=["created_by"])
    invitation.save()
    invitation.items.all().delete()
    for position, item in enumerate(items, start=1):
        item.pk, item.invitation, item.position = None, invitation, position
    InvitationItem.objects.bulk_create(items)
    wanted = {supplier.pk for supplier in suppliers}
    invitation.invitees.exclude(supplier__in=wanted).delete()
    _invite(invitation, wanted)
    return invitation


@transaction.atomic
def delete_draft(invitation: Invitation, *, by: User) -> None:
    """Throw a draft away, its papers too. Raises ValidationError once it was sent."""
    held = held_for(invitation, by)
    _require_draft(held)
    _drop(held.files.all())
    held.delete()


@transaction.atomic
def attach(invitation: Invitation, upload: UploadedFile[Any], *, by: User) -> StoredFile:
    """Add a paper to a draft; check it outside any transaction. Raises ValidationError when it may not be taken."""
    held = held_for(invitation, by)
    _require_draft(held)
    if held.files.count() >= MOST_FILES:
        raise ValidationError(_("Una invitación lleva hasta %(most)d archivos.") % {"most": MOST_FILES})
    stored = receiving.receive(upload, owner=held.file_owner, by=by)
    InvitationFile.objects.create(invitation=held, file=stored)
    return stored


@transaction.atomic
def detach(invitation: Invitation, code: str, *, by: User) -> None:
    """Take a paper out of a draft for good; one that is not there any more changes nothing."""
    held = held_for(invitation, by)
    _require_draft(held)
    _drop(held.files.filter(file__code=code))


@transaction.atomic
def send(invitation: Invitation, *, by: User) -> Invitation:
    """Send a draft to its suppliers, each of whom is told. Sending it twice changes nothing.

    Raises ValidationError with all that it lacks.
    """
    held = held_for(invitation, by)
    if held.sent_at:
        return held
    now = timezone.now()
    if lacks := missing(held, at=now):
        raise ValidationError(lacks)
    held.sent_at = now
    held.save(update_fields=["sent_at"])
    invitees = _invitees(held)
    tell_suppliers(invitees, lambda one, reader: invitation_mail.invited(one, reader=reader), key="quote-invited")
    content = {
        "entity": held.entity.code,
        "process": held.process.code if held.process else "",
        "answers_by": held.answers_by.isoformat(),
        "answers_hidden": held.answers_hidden,
        "items": held.items.count(),
        "suppliers": [str(one.supplier.code) for one in invitees],
    }
    ledger.record("quote_invitation.sent", str(held.code), content, by=str(by.code))
    return held


def missing(invitation: Invitation, *, at: datetime) -> list[str]:
    """What a draft lacks before it may be sent, in words; empty when nothing."""
    lacks = []
    if not invitation.items.exists():
        lacks.append(_("Escriba al menos un ítem."))
    number = invitation.invitees.count()
    if not number:
        lacks.append(_("Escoja al menos un proveedor."))
    if number > MOST_SUPPLIERS:
        lacks.append(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    states = {one.file.state for one in invitation.files.select_related("file")}
    if StoredFile.State.REFUSED in states:
        lacks.append(_("Uno de los archivos no se recibió. Quítelo, o súbalo de nuevo."))
    if states & {StoredFile.State.CHECKING, StoredFile.State.WAITING}:
        lacks.append(_("Falta comprobar un archivo. Espere un momento e inténtelo otra vez."))
    try:
        require_answer_date(invitation.answers_by, at=at)
    except ValidationError as refusal:
        lacks += refusal.messages
    return lacks


def require_answer_date(answers_by: datetime, *, at: datetime) -> None:
    """Raise ValidationError unless it is on a business day of Colombia, at least one after today, within a year."""
    today, day = colombian_today(at), colombian_today(answers_by)
    first = add_business_days(today, FEWEST_DAYS)
    if business_days_between(today, day) < FEWEST_DAYS:
        raise ValidationError(
            _("Dé al menos un día hábil para responder: lo más pronto es el %(day)s.")
            % {"day": formats.long_date(first)}
        )
    if not is_business_day(day):
        following = formats.long_date(add_business_days(day, 1))
        raise ValidationError(
            _("Esa fecha no es un día hábil en Colombia. El siguiente es el %(day)s.") % {"day": following}
        )
    if answers_by > at + MOST_AHEAD:
        raise ValidationError(_("Escoja una fecha dentro de un año, a lo sumo."))


@transaction.atomic
def add_suppliers(invitation: Invitation, suppliers: Iterable[Supplier], *, by: User) -> list[Invitee]:
    """Invite more suppliers while answers are received; returns the new ones. Who was invited already is left alone."""
    held = held_for(invitation, by)
    require_open(held, at=timezone.now())
    added = _invite(held, {supplier.pk for supplier in suppliers})
    if not added:
        return []
    if held.invitees.count() > MOST_SUPPLIERS:
        raise ValidationError(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    invitees = [one for one in _invitees(held) if one.supplier_id in added]
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
    tell_suppliers(_invitees(held), lambda one, reader: invitation_mail.extended(one, reader=reader), key=key)
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
        _invitees(held), lambda one, reader: invitation_mail.cancelled(one, reader=reader), key="quote-cancelled"
    )
    ledger.record("quote_invitation.cancelled", str(held.code), {}, by=str(by.code))
    return held


def held_for(invitation: Invitation, by: User) -> Invitation:
    """The invitation read again under its lock. Raises PermissionDenied for who may not invite in the entity's name."""
    rows = Invitation.objects.select_for_update(no_key=True, of=("self",)).select_related("entity", "process")
    held = rows.defer("process__search").get(pk=invitation.pk)
    if not inviting_for(by).filter(pk=held.entity_id).exists():
        raise PermissionDenied
    return held


def require_open(invitation: Invitation, *, at: datetime) -> None:
    """Raise ValidationError, saying why, unless the invitation receives answers at that time."""
    if invitation.sent_at is None:
        raise ValidationError(_("Esta invitación no se ha enviado."), code="draft")
    if invitation.cancelled_at:
        raise ValidationError(_("Esta invitación se canceló."), code="cancelled")
    if not invitation.receives(at):
        raise ValidationError(
            _("Esta invitación dejó de recibir respuestas el %(moment)s.")
            % {"moment": formats.deadline(invitation.answers_by)},
            code="closed",
        )


def _drop(papers: QuerySet[InvitationFile]) -> None:
    for paper in papers.select_related("file"):
        paper.delete()
        erasing.erase(paper.file)


def _require_draft(invitation: Invitation) -> None:
    if invitation.sent_at:
        raise ValidationError(
            _("Esta invitación ya se envió: lo que dice no cambia. Puede ampliar la fecha."), code="sent"
        )


def _invite(invitation: Invitation, suppliers: set[int]) -> set[int]:
    """Make the rows of those that are not there yet; returns which ones. Raises ValidationError for who isn't to be."""
    there = set(invitation.invitees.filter(supplier__in=suppliers).values_list("supplier_id", flat=True))
    new = suppliers - there
    if len(there) + len(new) > MOST_SUPPLIERS:
        raise ValidationError(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    if invitable().filter(pk__in=new).count() != len(new):
        raise ValidationError(_("Uno de los proveedores ya no está en el directorio. Quítelo de la lista."))
    Invitee.objects.bulk_create([Invitee(invitation=invitation, supplier_id=key) for key in sorted(new)])
    return new


def _invitees(invitation: Invitation) -> list[Invitee]:
    """Those of an invitation that is held, with their suppliers, in a fixed order."""
    invitees = list(invitation.invitees.select_related("supplier").order_by("pk"))
    for one in invitees:
        one.invitation = invitation
    return invitees
