"""Asking to join the team of a supplier that somebody has registered already, and answering."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.services.activity import Origin
from accounts.teams import services as teams
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import JoinRequest, Role, Supplier

MOST_OPEN = 5
ASK_AGAIN_AFTER = timedelta(days=7)


@transaction.atomic
def ask(nit: str, *, by: User, note: str = "") -> JoinRequest:
    """Ask the administrators of the supplier with that number to be added; each gets one mail.

    Raises ValidationError when nobody has that number, when the person is in the team, has asked already or was
    refused within a week, or when too many of their requests wait. Who is in the team is never said.
    """
    supplier = Supplier.objects.filter(nit=nit).exclude(nit="").select_for_update(no_key=True).first()
    if supplier is None:
        raise ValidationError({"nit": _("Nadie ha registrado ese NIT: puede registrarlo usted.")}, code="unknown")
    if supplier.memberships.filter(user=by).exists():
        raise ValidationError({"nit": _("Usted ya está en el equipo de ese proveedor.")})
    mine = JoinRequest.objects.made_by(by)
    if mine.filter(supplier=supplier, accepted=False, decided_at__gt=timezone.now() - ASK_AGAIN_AFTER).exists():
        raise ValidationError({"nit": _("Ya le respondieron que no. Puede volver a pedirlo en una semana.")})
    if mine.open().exclude(supplier=supplier).count() >= MOST_OPEN:
        raise ValidationError(_("Tiene varias solicitudes sin respuesta. Espere, o retire alguna."))
    made = JoinRequest(supplier=supplier, user=by, note=note)
    made.full_clean()
    made.save(force_insert=True)
    for reader in supplier.administrators():
        messaging.send(mail.join_asked(made, reader=reader), dedupe=f"join-asked:{made.code}:{reader.pk}")
    return made


@transaction.atomic
def withdraw(request: JoinRequest, *, by: User) -> None:
    """Take one's own request back; doing it twice changes nothing."""
    mine = JoinRequest.objects.made_by(by).open().select_for_update().filter(pk=request.pk)
    mine.update(withdrawn_at=timezone.now())


@transaction.atomic
def accept(request: JoinRequest, role: str, *, by: Actor) -> None:
    """Add who asked to the team in that role. Both sides are told.

    Raises PermissionDenied for who does not administer the team, ValidationError when it was answered.
    """
    held = _lock(request, by)
    if role not in Role.values:
        raise ValidationError({"role": _("Escoja qué puede hacer en el equipo.")})
    held.decided_at, held.decided_by, held.accepted = timezone.now(), by.user, True
    held.save(update_fields=["decided_at", "decided_by", "accepted"])
    teams.add(held.supplier, held.user, [role], by=by.user, origin=Origin())


@transaction.atomic
def refuse(request: JoinRequest, reason: str, *, by: Actor) -> None:
    """Say no, with the reason, which the person is told. Raises as accept does."""
    held = _lock(request, by)
    if not reason.strip():
        raise ValidationError({"reason": _("Diga por qué: la persona leerá el motivo.")})
    held.decided_at, held.decided_by, held.accepted, held.reason = timezone.now(), by.user, False, reason.strip()
    held.save(update_fields=["decided_at", "decided_by", "accepted", "reason"])
    messaging.send(mail.join_refused(held), dedupe=f"join-refused:{held.code}")


def _lock(request: JoinRequest, by: Actor) -> JoinRequest:
    """The request, unanswered and held after its team."""
    supplier = teams.lock(request.supplier)
    teams.authorise(supplier, by)
    held = JoinRequest.objects.select_for_update(of=("self",)).select_related("user").get(pk=request.pk)
    held.supplier = supplier
    if held.decided_at or held.withdrawn_at:
        raise ValidationError(_("Esta solicitud ya se respondió o se retiró."))
    return held
