"""The legal figures that a contractor meets in each modality, as they are in force on a day."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from groundwork.reference.models import Parameter

SMMLV, LESSER, SHARE = "smmlv", "menor_cuantia", "minima_cuantia_parte_de_menor"
# What each figure is, in the order of the steps.
FIGURES: dict[str, Promise] = {
    "minima_invitacion_dias": _("Mínima cuantía: lo menos que dura la invitación"),
    "minima_ofertas_dias": _("Mínima cuantía: lo menos que hay para ofertar"),
    "minima_informe_dias": _("Mínima cuantía: lo menos que hay para observar el informe"),
    "manifestacion_interes_dias": _("Menor cuantía: plazo para manifestar interés"),
    "traslado_informe_menor_dias": _("Menor cuantía: traslado del informe de evaluación"),
    "traslado_informe_licitacion_dias": _("Licitación: traslado del informe de evaluación"),
    "licitacion_sin_adendas_dias": _("Licitación: días antes del cierre en que ya no hay adendas"),
    "mipyme_umbral": _("Convocatoria limitada a MiPyme: valor por debajo del cual se puede pedir"),
    "mipyme_solicitudes": _("Convocatoria limitada a MiPyme: cuántas deben pedirla"),
    "garantia_seriedad_minima": _("Garantía de seriedad: parte del presupuesto que cubre, al menos"),
}


@dataclass(frozen=True, slots=True)
class Bracket:
    """Up to how much the two lesser modalities go, in pesos, for bodies from a yearly budget on (in SMMLV)."""

    budget_from: Decimal
    budget_below: Decimal | None
    lesser: Decimal
    minimum: Decimal


@dataclass(frozen=True, slots=True)
class Figures:
    """The parameters in force, by key, each with its source; and the ceilings in pesos."""

    rows: list[tuple[Promise, Parameter]]
    brackets: list[Bracket]
    smmlv: Parameter | None


def figures(on: date) -> Figures:
    """Those of that day; what has no value then is left out. One query."""
    keys = [*FIGURES, SMMLV, LESSER, SHARE]
    newest = Parameter.objects.filter(key__in=keys, valid_from__lte=on).order_by("key", "bracket", "-valid_from")
    held: dict[str, list[Parameter]] = {}
    for parameter in newest.distinct("key", "bracket"):
        held.setdefault(parameter.key, []).append(parameter)
    rows = [(label, held[key][0]) for key, label in FIGURES.items() if key in held]
    smmlv = held[SMMLV][0] if SMMLV in held else None
    return Figures(rows, _brackets(held, smmlv), smmlv)


def _brackets(held: dict[str, list[Parameter]], smmlv: Parameter | None) -> list[Bracket]:
    ceilings, share = held.get(LESSER, []), held.get(SHARE, [])
    if smmlv is None or not share:
        return []
    ends = [one.bracket for one in ceilings[1:]]
    found = []
    for one, end in zip(ceilings, [*ends, None], strict=True):
        lesser = one.value * smmlv.value
        found.append(Bracket(one.bracket, end, lesser, lesser * share[0].value))
    return found
