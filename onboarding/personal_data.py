"""What this room keeps about a person: the teams of suppliers that they are in, or asked to be in."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import WHILE_OPEN, Section
from onboarding.models import JoinRequest, Membership, TeamInvitation


def forget(user: User, *, address: str) -> None:
    """Take the person out of every team, their requests with them; invitations to them say that address instead."""
    Membership.objects.filter(user=user).delete()
    JoinRequest.objects.filter(user=user).delete()
    theirs = TeamInvitation.objects.filter(email=user.email.lower())
    theirs.unanswered().update(withdrawn_at=timezone.now())
    theirs.update(email=address)


def _memberships(user: User) -> Iterable[Sequence[Any]]:
    memberships = Membership.objects.filter(user=user).select_related("supplier").order_by("supplier__name")
    return [
        (membership.supplier.name, membership.supplier.nit, membership.get_role_display(), membership.since)
        for membership in memberships
    ]


def _requests(user: User) -> Iterable[Sequence[Any]]:
    requests = JoinRequest.objects.made_by(user).order_by("-asked_at")
    return requests.values_list("supplier__name", "asked_at", "note", "decided_at", "accepted", "reason")


def _invitations(user: User) -> Iterable[Sequence[Any]]:
    invitations = (
        TeamInvitation.objects.filter(email=user.email.lower()).select_related("supplier").order_by("-asked_at")
    )
    return [
        (
            invitation.supplier.name,
            ", ".join(map(str, invitation.role_labels)),
            invitation.asked_at,
            invitation.state.label,
        )
        for invitation in invitations
    ]


SECTIONS = (
    Section(
        key="supplier_teams",
        title=_("Proveedores en cuyo equipo está"),
        purpose=_("Para saber qué puede hacer por cada uno."),
        kept=_("Mientras esté en el equipo."),
        columns={"supplier": _("Proveedor"), "nit": _("NIT"), "role": _("Rol"), "since": _("Desde")},
        rows=_memberships,
        tables=(Membership,),
    ),
    Section(
        key="join_requests",
        title=_("Solicitudes para entrar a un equipo"),
        purpose=_("Para que quien lo administra le responda."),
        kept=WHILE_OPEN,
        columns={
            "supplier": _("Proveedor"),
            "asked_at": _("Pedida"),
            "note": _("Mensaje"),
            "decided_at": _("Respondida"),
            "accepted": _("Aceptada"),
            "reason": _("Motivo"),
        },
        rows=_requests,
        tables=(JoinRequest,),
    ),
    Section(
        key="supplier_invitations",
        title=_("Invitaciones a equipos de proveedores"),
        purpose=_("Para que pueda aceptarlas o no."),
        kept=WHILE_OPEN,
        columns={
            "supplier": _("Proveedor"),
            "roles": _("Roles"),
            "asked_at": _("Hecha"),
            "state": _("Estado"),
        },
        rows=_invitations,
        tables=(TeamInvitation,),
    ),
)
