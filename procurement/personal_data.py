"""What this room keeps about a person: the public bodies that they work for here."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import WHILE_OPEN, Section
from procurement.models import EntityInvitation, EntityMembership


def forget(user: User, *, address: str) -> None:
    """Take the person out of every body's team; invitations to them say that address instead."""
    EntityMembership.objects.filter(user=user).delete()
    theirs = EntityInvitation.objects.filter(email=user.email.lower())
    theirs.unanswered().update(withdrawn_at=timezone.now())
    theirs.update(email=address)


def _memberships(user: User) -> Iterable[Sequence[Any]]:
    memberships = EntityMembership.objects.filter(user=user).select_related("entity").order_by("entity__name", "role")
    return [
        (membership.entity.name, membership.entity.nit, membership.get_role_display(), membership.since)
        for membership in memberships
    ]


def _invitations(user: User) -> Iterable[Sequence[Any]]:
    invitations = (
        EntityInvitation.objects.filter(email=user.email.lower()).select_related("entity").order_by("-asked_at")
    )
    return [
        (
            invitation.entity.name,
            ", ".join(map(str, invitation.role_labels)),
            invitation.asked_at,
            invitation.state.label,
        )
        for invitation in invitations
    ]


SECTIONS = (
    Section(
        key="entity_teams",
        title=_("Entidades en cuyo equipo está"),
        purpose=_("Para saber qué puede hacer por cada una."),
        kept=_("Mientras esté en el equipo."),
        columns={"entity": _("Entidad"), "nit": _("NIT"), "role": _("Rol"), "since": _("Desde")},
        rows=_memberships,
        tables=(EntityMembership,),
    ),
    Section(
        key="entity_invitations",
        title=_("Invitaciones a equipos de entidades"),
        purpose=_("Para que pueda aceptarlas o no."),
        kept=WHILE_OPEN,
        columns={"entity": _("Entidad"), "roles": _("Roles"), "asked_at": _("Hecha"), "state": _("Estado")},
        rows=_invitations,
        tables=(EntityInvitation,),
    ),
)
