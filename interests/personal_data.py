"""What this room keeps about a person: the areas of their suppliers, the mails that they want, what was decided."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import WHILE_OPEN, Section
from interests.models import AlertSubscription, Interest, Opportunity, State


def forget(user: User, *, address: str) -> None:
    """Send the person no more mails; the areas are their suppliers'."""
    AlertSubscription.objects.filter(user=user).delete()


def _areas(user: User) -> Iterable[Sequence[Any]]:
    areas = Interest.objects.of(user).select_related("supplier").order_by("supplier__name", "name")
    return [
        (
            area.supplier.name,
            area.name,
            ", ".join(area.codes),
            ", ".join(area.places),
            area.value_min,
            area.value_max,
            area.get_status_display(),
            area.created_by_id == user.pk,
        )
        for area in areas
    ]


def _subscriptions(user: User) -> Iterable[Sequence[Any]]:
    wanted = AlertSubscription.objects.of(user).order_by("interest__name")
    return wanted.values_list("interest__supplier__name", "interest__name", "active")


def _decisions(user: User) -> Iterable[Sequence[Any]]:
    decided = Opportunity.objects.of(user).exclude(state=State.NEW).select_related("supplier", "process")
    return [
        (found.supplier.name, found.process.code, found.process.title, found.get_state_display(), found.matched_at)
        for found in decided.defer("process__search").order_by("-matched_at", "pk")
    ]


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
        columns={"supplier": _("Proveedor"), "area": _("Área"), "active": _("Activo")},
        rows=_subscriptions,
        tables=(AlertSubscription,),
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
        },
        rows=_decisions,
        tables=(Opportunity,),
    ),
)
