"""What this room keeps about a person: their teams, what they asked for, and what they did for suppliers."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import FOR_GOOD, WHILE_OPEN, Section
from onboarding.models import (
    BankAccount,
    CalendarFeed,
    DocumentVersion,
    DocumentView,
    Escalation,
    JoinRequest,
    JointMember,
    Membership,
    NumberClaim,
    Review,
    TeamInvitation,
)


def forget(user: User, *, address: str) -> None:
    """Take the person out of every team, their requests with them; invitations to them say that address instead."""
    Membership.objects.filter(user=user).delete()
    JoinRequest.objects.filter(user=user).delete()
    CalendarFeed.objects.filter(user=user).delete()
    NumberClaim.objects.made_by(user).open().delete()
    NumberClaim.objects.made_by(user).update(name="", words="")
    theirs = TeamInvitation.objects.filter(email=user.email.lower())
    theirs.unanswered().update(withdrawn_at=timezone.now())
    theirs.update(email=address)
    DocumentVersion.objects.filter(claimed_by=user).update(claimed_by=None, claimed_until=None)


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


def _reviews(user: User) -> Iterable[Sequence[Any]]:
    reviews = Review.objects.filter(reviewer=user).select_related("version__document__document_type").order_by("-at")
    return [(one.version.document.document_type.label, one.at, one.approved, one.words) for one in reviews.iterator()]


def _suspicions(user: User) -> Iterable[Sequence[Any]]:
    raised = Escalation.objects.filter(raised_by=user).order_by("-raised_at")
    return raised.values_list("raised_at", "words", "settled_at", "outcome")


def _views(user: User) -> Iterable[Sequence[Any]]:
    views = DocumentView.objects.filter(viewer=user).select_related("version__document__document_type").order_by("-at")
    return [(one.version.document.document_type.label, one.what, one.at) for one in views.iterator()]


def _uploads(user: User) -> Iterable[Sequence[Any]]:
    versions = DocumentVersion.objects.filter(uploaded_by=user).order_by("-uploaded_at")
    related = versions.select_related("document__document_type", "document__supplier", "file").defer("file__sealed_key")
    return [
        (version.document.supplier.name, version.document.document_type.label, version.file.name, version.uploaded_at)
        for version in related.iterator()
    ]


def _feeds(user: User) -> Iterable[Sequence[Any]]:
    return CalendarFeed.objects.filter(user=user).values_list("created_at")


def _claims(user: User) -> Iterable[Sequence[Any]]:
    claims = NumberClaim.objects.made_by(user).order_by("-asked_at")
    return claims.values_list("supplier__nit", "name", "words", "asked_at", "decided_at", "granted", "reason")


def _accounts(user: User) -> Iterable[Sequence[Any]]:
    accounts = BankAccount.objects.filter(set_by=user).defer("number").select_related("supplier").order_by("-set_at")
    return [(account.supplier.name, account.masked, account.set_at, account.ended_at) for account in accounts]


def _parts(user: User) -> Iterable[Sequence[Any]]:
    theirs = JointMember.objects.filter(Q(asked_by=user) | Q(accepted_by=user)).order_by("-asked_at")
    return theirs.values_list("joint__name", "member__name", "share", "asked_at", "accepted_at")


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
    Section(
        key="document_reviews",
        title=_("Documentos que revisó"),
        purpose=_("Para que cada decisión tenga quien responda por ella."),
        kept=FOR_GOOD,
        columns={
            "document": _("Documento"),
            "at": _("Cuándo"),
            "approved": _("Legible y completo"),
            "words": _("En sus palabras"),
        },
        rows=_reviews,
        tables=(Review,),
    ),
    Section(
        key="document_suspicions",
        title=_("Sospechas que informó"),
        purpose=_("Para que los administradores las estudien."),
        kept=FOR_GOOD,
        columns={
            "raised_at": _("Cuándo"),
            "words": _("Qué se sospecha"),
            "settled_at": _("Cerrada"),
            "outcome": _("Qué se encontró"),
        },
        rows=_suspicions,
        tables=(Escalation,),
    ),
    Section(
        key="document_views",
        title=_("Documentos de identidad que miró al revisar"),
        purpose=_("Para que se sepa quién miró los datos de otra persona."),
        kept=FOR_GOOD,
        columns={"document": _("Documento"), "what": _("Qué parte"), "at": _("Cuándo")},
        rows=_views,
        tables=(DocumentView,),
    ),
    Section(
        key="documents_given",
        title=_("Documentos que subió"),
        purpose=_("Para que el expediente de cada proveedor diga quién lo formó."),
        kept=FOR_GOOD,
        columns={
            "supplier": _("Proveedor"),
            "document": _("Documento"),
            "file": _("Archivo"),
            "at": _("Cuándo"),
        },
        rows=_uploads,
        tables=(DocumentVersion,),
    ),
    Section(
        key="calendar_address",
        title=_("Dirección privada de su calendario"),
        purpose=_("Para que su programa de calendario lea sus fechas sin ingresar."),
        kept=WHILE_OPEN,
        columns={"created_at": _("Desde")},
        rows=_feeds,
        tables=(CalendarFeed,),
    ),
    Section(
        key="number_claims",
        title=_("NIT que reclamó"),
        purpose=_("Para que un administrador del portal decida de quién es."),
        kept=FOR_GOOD,
        columns={
            "nit": _("NIT"),
            "name": _("Nombre o razón social"),
            "words": _("Por qué es suyo"),
            "asked_at": _("Pedido"),
            "decided_at": _("Decidido"),
            "granted": _("Aceptado"),
            "reason": _("Motivo"),
        },
        rows=_claims,
        tables=(NumberClaim,),
    ),
    Section(
        key="joint_parts",
        title=_("Participaciones en proponentes plurales que propuso o aceptó"),
        purpose=_("Para que cada acuerdo tenga quien responda por él."),
        kept=FOR_GOOD,
        columns={
            "joint": _("Proponente plural"),
            "member": _("Integrante"),
            "share": _("Participación (%)"),
            "asked_at": _("Pedido"),
            "accepted_at": _("Aceptado"),
        },
        rows=_parts,
        tables=(JointMember,),
    ),
    Section(
        key="bank_accounts_set",
        title=_("Cuentas bancarias que puso a un proveedor"),
        purpose=_("Para que cada cambio tenga quien responda por él."),
        kept=FOR_GOOD,
        columns={
            "supplier": _("Proveedor"),
            "account": _("Cuenta"),
            "set_at": _("Desde"),
            "ended_at": _("Hasta"),
        },
        rows=_accounts,
        tables=(BankAccount,),
    ),
)
