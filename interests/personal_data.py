"""What this room keeps about a person: the areas of their suppliers, the mails that they want, what was decided."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import WHILE_OPEN, Section
from interests import quotes_personal_data
from interests.models import AlertSubscription, Interest, Mute, Opportunity, OpportunityNote, PendingAlert, State
from interests.queries import mutes
from procurement.models import Entity, Modality


def forget(user: User, *, address: str) -> None:
    """Send the person no more mails and leave nothing in their charge; the areas and notes are their suppliers'."""
    AlertSubscription.objects.filter(user=user).delete()
    Mute.objects.filter(user=user).delete()
    OpportunityNote.objects.filter(author=user).update(author=None)
    Opportunity.objects.filter(assigned_to=user).update(assigned_to=None)
    PendingAlert.objects.filter(user=user).delete()


def _areas(user: User) -> Iterable[Sequence[Any]]:
    areas = list(Interest.objects.of(user).select_related("supplier").order_by("supplier__name", "name"))
    bodies = {pk for area in areas for pk in (*area.entities, *area.entities_excluded)}
    names = dict(Entity.objects.filter(pk__in=bodies).values_list("pk", "name"))
    modalities = dict(Modality.choices)
    return [
        (
            area.supplier.name,
            area.name,
            ", ".join(area.codes),
            ", ".join(area.places),
            area.value_min,
            area.value_max,
            ", ".join(names.get(pk, "") for pk in area.entities),
            ", ".join(names.get(pk, "") for pk in area.entities_excluded),
            ", ".join(str(modalities.get(value, value)) for value in area.modalities),
            area.get_mipyme_display(),
            ", ".join(area.words),
            ", ".join(area.words_excluded),
            area.visible,
            area.reviewed_at,
            area.get_status_display(),
            area.created_by_id == user.pk,
        )
        for area in areas
    ]


def _subscriptions(user: User) -> Iterable[Sequence[Any]]:
    wanted = AlertSubscription.objects.of(user).order_by("interest__name")
    return [
        (
            one.interest.supplier.name,
            one.interest.name,
            one.active,
            one.get_cadence_display(),
            one.hour,
            one.get_weekday_display(),
        )
        for one in wanted.select_related("interest__supplier")
    ]


def _waiting(user: User) -> Iterable[Sequence[Any]]:
    rows = PendingAlert.objects.filter(user=user).select_related("process", "interest").defer("process__search")
    return [
        (row.interest.name, row.process.code, row.process.title, row.get_about_display(), row.found_at, row.due_at)
        for row in rows.order_by("due_at", "pk")
    ]


def _decisions(user: User) -> Iterable[Sequence[Any]]:
    decided = Opportunity.objects.of(user).filter(~Q(state=State.NEW) | Q(assigned_to=user))
    decided = decided.select_related("supplier", "process")
    return [
        (
            found.supplier.name,
            found.process.code,
            found.process.title,
            found.get_state_display(),
            found.matched_at,
            found.assigned_to_id == user.pk,
        )
        for found in decided.defer("process__search").order_by("-matched_at", "pk")
    ]


def _mutes(user: User) -> Iterable[Sequence[Any]]:
    silences = mutes.silences_of(user)
    return [(one.mute.supplier.name, one.mute.get_kind_display(), one.name, one.mute.since) for one in silences]


def _notes(user: User) -> Iterable[Sequence[Any]]:
    notes = OpportunityNote.objects.filter(author=user).order_by("-at", "pk")
    return notes.values_list("opportunity__supplier__name", "opportunity__process__code", "text", "at")


SECTIONS = (
    Section(
        key="areas",
        title=_("Áreas de interés de sus proveedores"),
        purpose=_("Para encontrar los procesos que les sirven."),
        kept=_("Mientras el proveedor las tenga: son suyas, no de una persona."),
        columns={
            "supplier": _("Proveedor"),
            "name": _("Área"),
            "codes": _("Códigos UNSPSC"),
            "places": _("Lugares"),
            "value_min": _("Valor mínimo"),
            "value_max": _("Valor máximo"),
            "entities": _("Solo estas entidades"),
            "entities_excluded": _("Nunca estas entidades"),
            "modalities": _("Modalidades"),
            "mipyme": _("Limitado a MiPyme"),
            "words": _("Palabras que deben aparecer"),
            "words_excluded": _("Palabras que no deben aparecer"),
            "visible": _("Visible para entidades"),
            "reviewed_at": _("Revisada"),
            "status": _("Estado"),
            "created_by_you": _("La creó usted"),
        },
        rows=_areas,
        tables=(Interest,),
    ),
    Section(
        key="alerts",
        title=_("Avisos de oportunidades"),
        purpose=_("Para escribirle solo sobre las áreas que pidió."),
        kept=WHILE_OPEN,
        columns={
            "supplier": _("Proveedor"),
            "area": _("Área"),
            "active": _("Activo"),
            "cadence": _("Cuándo"),
            "hour": _("Hora del resumen"),
            "weekday": _("Día del resumen semanal"),
        },
        rows=_subscriptions,
        tables=(AlertSubscription,),
    ),
    Section(
        key="pending_alerts",
        title=_("Avisos que esperan su resumen"),
        purpose=_("Para enviarle un solo correo a la hora que eligió."),
        kept=_("Hasta que sale el resumen, deja de querer el aviso o sale del equipo."),
        columns={
            "area": _("Área"),
            "process": _("Proceso"),
            "title": _("Objeto"),
            "about": _("Qué pasó"),
            "found_at": _("Encontrada"),
            "due_at": _("Sale"),
        },
        rows=_waiting,
        tables=(PendingAlert,),
    ),
    Section(
        key="decisions",
        title=_("Oportunidades guardadas y descartadas"),
        purpose=_("Para no mostrarle de nuevo lo que ya se decidió en sus proveedores."),
        kept=_("Mientras el proveedor las tenga: son suyas, no de una persona."),
        columns={
            "supplier": _("Proveedor"),
            "process": _("Proceso"),
            "title": _("Objeto"),
            "decision": _("Decisión"),
            "found_at": _("Encontrada"),
            "in_your_charge": _("Está a su cargo"),
        },
        rows=_decisions,
        tables=(Opportunity,),
    ),
    Section(
        key="silences",
        title=_("Lo que silenció"),
        purpose=_("Para no mostrarle ni avisarle lo que usted no quiere ver."),
        kept=_("Hasta que lo quite, deje el equipo o cierre la cuenta."),
        columns={
            "supplier": _("Proveedor"),
            "kind": _("Tipo"),
            "name": _("Silencio"),
            "since": _("Desde"),
        },
        rows=_mutes,
        tables=(Mute,),
    ),
    Section(
        key="opportunity_notes",
        title=_("Notas que escribió en oportunidades"),
        purpose=_("Para que su equipo las lea."),
        kept=_("Hasta que las borre. Al cerrar la cuenta quedan sin su nombre: son del proveedor."),
        columns={
            "supplier": _("Proveedor"),
            "process": _("Proceso"),
            "text": _("Nota"),
            "written_at": _("Escrita"),
        },
        rows=_notes,
        tables=(OpportunityNote,),
    ),
    *quotes_personal_data.SECTIONS,
)
