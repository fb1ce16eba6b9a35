"""An invitation under its lock, and who may change it until when."""

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.web import formats
from interests.models import Invitation, Invitee, inviting_for
from interests.queries.invitations.suppliers import invitable

MOST_SUPPLIERS = 50


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


def require_draft(invitation: Invitation) -> None:
    if invitation.sent_at:
        raise ValidationError(
            _("Esta invitación ya se envió: lo que dice no cambia. Puede ampliar la fecha."), code="sent"
        )


def invite(invitation: Invitation, suppliers: set[int]) -> set[int]:
    """Make the rows of those that are not there yet; returns which ones. Raises ValidationError for who isn't to be."""
    there = set(invitation.invitees.filter(supplier__in=suppliers).values_list("supplier_id", flat=True))
    new = suppliers - there
    if len(there) + len(new) > MOST_SUPPLIERS:
        raise ValidationError(_("Escoja hasta %(most)d proveedores.") % {"most": MOST_SUPPLIERS})
    if invitable().filter(pk__in=new).count() != len(new):
        raise ValidationError(_("Uno de los proveedores ya no está en el directorio. Quítelo de la lista."))
    Invitee.objects.bulk_create([Invitee(invitation=invitation, supplier_id=key) for key in sorted(new)])
    return new


def invitees_of(invitation: Invitation, among: QuerySet[Invitee] | None = None) -> list[Invitee]:
    """Those of an invitation that is held, all or some, with their suppliers, in a fixed order."""
    chosen = invitation.invitees.all() if among is None else among
    invitees = list(chosen.select_related("supplier").order_by("pk"))
    for one in invitees:
        one.invitation = invitation
    return invitees
