"""What this room keeps about a person: what they asked for help with, and what they answered to others."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import FOR_GOOD, Section
from support.models import IncidentUpdate, StatusSubscription, Ticket, TicketMessage
from support.services.status import subscribing
from support.services.tickets import retention

KEPT = format_lazy(
    _("{years} años desde que se cierra. Al cerrar la cuenta se borran, salvo lo que la ley manda responder."),
    years=retention.kept_years(),
)


def forget(user: User, *, address: str) -> None:
    """Erase what the person asked, and tell them of no more incidents."""
    retention.forget_person(user)
    subscribing.forget_mailbox(user.email)


def _requests(user: User) -> Iterable[Sequence[Any]]:
    return [
        (
            one.get_kind_display(),
            one.system,
            one.name,
            f"{one.document_type} {one.document_number}".strip(),
            one.phone,
            one.email,
            one.page,
            one.happened_at,
            one.browser,
            one.get_state_display(),
            one.asked_at,
            one.due_at,
            one.closed_at,
        )
        for one in Ticket.objects.of(user).order_by("-asked_at")
    ]


def _messages(user: User) -> Iterable[Sequence[Any]]:
    of_theirs = TicketMessage.objects.filter(ticket__in=Ticket.objects.of(user))
    readable = of_theirs.exclude(side=TicketMessage.Side.NOTE).order_by("-at", "-pk")
    return [(one.get_side_display(), one.text, one.at) for one in readable]


def _answers(user: User) -> Iterable[Sequence[Any]]:
    written = TicketMessage.objects.filter(author=user).exclude(side=TicketMessage.Side.PERSON).order_by("-at", "-pk")
    return [(one.get_side_display(), one.text, one.at) for one in written]


def _incidents(user: User) -> Iterable[Sequence[Any]]:
    told = IncidentUpdate.objects.filter(author=user).order_by("-at")
    return told.values_list("incident__title_es", "text_es", "at")


def _subscriptions(user: User) -> Iterable[Sequence[Any]]:
    theirs = StatusSubscription.objects.filter(email=user.email.lower())
    return theirs.values_list("email", "asked_at", "confirmed_at")


SECTIONS = (
    Section(
        key="support_requests",
        title=_("Solicitudes de ayuda que hizo"),
        purpose=_("Para responderle."),
        kept=KEPT,
        columns={
            "kind": _("Tipo"),
            "system": _("Sistema"),
            "name": _("Nombre"),
            "document": _("Documento"),
            "phone": _("Teléfono"),
            "email": _("Correo"),
            "page": _("Página"),
            "happened_at": _("Momento"),
            "browser": _("Navegador"),
            "state": _("Estado"),
            "asked_at": _("Recibida"),
            "due_at": _("Respuesta prometida"),
            "closed_at": _("Cerrada"),
        },
        rows=_requests,
        tables=(Ticket,),
    ),
    Section(
        key="support_messages",
        title=_("Lo que se dijo en sus solicitudes de ayuda"),
        purpose=_("Para que usted y el equipo de ayuda sepan en qué van."),
        kept=KEPT,
        columns={"from": _("De"), "text": _("Mensaje"), "at": _("Fecha")},
        rows=_messages,
        tables=(TicketMessage,),
    ),
    Section(
        key="support_answers",
        title=_("Respuestas y notas que escribió en solicitudes de otros"),
        purpose=_("Para saber quién respondió."),
        kept=KEPT,
        columns={"kind": _("Tipo"), "text": _("Mensaje"), "at": _("Fecha")},
        rows=_answers,
        tables=(TicketMessage,),
    ),
    Section(
        key="support_incidents",
        title=_("Anuncios e incidentes sobre los que escribió"),
        purpose=_("Para saber quién los publicó."),
        kept=FOR_GOOD,
        columns={"title": _("Título"), "text": _("Texto"), "at": _("Fecha")},
        rows=_incidents,
        tables=(IncidentUpdate,),
    ),
    Section(
        key="support_status_mails",
        title=_("Avisos del estado del servicio"),
        purpose=_("Para escribirle cuando algo falla."),
        kept=_("Hasta que los detenga o cierre la cuenta."),
        columns={"email": _("Correo"), "asked_at": _("Pedido"), "confirmed_at": _("Confirmado")},
        rows=_subscriptions,
        tables=(StatusSubscription,),
    ),
)
