"""The public page of one process."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from groundwork.web import formats
from groundwork.web.components import Column, Crumb, SummaryRow, cells
from onboarding.identity import shown_firm
from procurement.models import Award, Process
from procurement.queries.changes import changes_of
from procurement.queries.details import code_paths
from procurement.queries.suppliers import profiles_of
from procurement.standing import standing, timeline

TITLE_LENGTH = 70


@login_not_required
@require_safe
def process_detail(request: HttpRequest, code: str) -> HttpResponse:
    """Where the process stands, what the reader can do, and everything that was published about it."""
    published = Process.objects.select_related("entity", "department", "municipality").defer("search")
    process = get_object_or_404(published, code=code)
    now = timezone.now()
    return render(
        request,
        "procurement/process_detail.html",
        {
            "process": process,
            "short_title": Truncator(process.title).chars(TITLE_LENGTH),
            "crumbs": [Crumb(_("Procesos"), reverse("procurement:process_list"))],
            "standing": standing(process, at=now),
            "steps": timeline(process, at=now),
            "rows": _summary(process),
            "codes": code_paths(process),
            "changes": changes_of(process),
            "awards": _awards([award for award in process.awards.order_by("awarded_at", "code") if award.code]),
        },
    )


def _summary(process: Process) -> list[SummaryRow]:
    """Everything that the process says of itself; what is not said is left out."""
    same_body = f"{reverse('procurement:process_list')}?entidad={process.entity.code}&estado=todos"
    # Bogotá is a municipality and a department at once.
    places = dict.fromkeys(place.name for place in (process.municipality, process.department) if place)
    return [
        SummaryRow(key, value, url, action)
        for key, value, url, action in (
            (_("Entidad"), process.buyer_name, same_body, _("Ver procesos")),
            (_("NIT de la entidad"), process.entity.nit, "", ""),
            (_("Unidad de contratación"), process.unit_name, "", ""),
            (_("Valor"), _value(process), "", ""),
            (_("Lugar"), ", ".join(places) or _("Sin informar"), "", ""),
            (_("Modalidad"), process.get_modality_display(), "", ""),
            (_("Justificación de la modalidad"), process.modality_detail, "", ""),
            (_("Tipo de contrato"), process.contract_type, "", ""),
            (_("Duración"), _duration(process), "", ""),
            (_("Lotes"), process.lots or "", "", ""),
            (_("Respuestas recibidas"), process.responses or "", "", ""),
            (_("Fase según la fuente"), process.source_phase, "", ""),
            (_("Estado según la fuente"), process.source_state, "", ""),
            (_("Referencia"), process.reference, "", ""),
            (_("Código"), process.code, "", ""),
            (_("Expediente"), process.portfolio, "", ""),
            (_("Fuente"), process.get_source_display(), "", ""),
        )
        if value
    ]


def _value(process: Process) -> str:
    """In figures and, from a thousand up, in words."""
    figures, words = formats.money(process.budget), formats.money_words(process.budget)
    return figures if figures == words else _("%(figures)s (%(words)s de pesos)") % {"figures": figures, "words": words}


def _duration(process: Process) -> str:
    if not process.duration:
        return ""
    units = {
        "día": ngettext("%(count)d día", "%(count)d días", process.duration),
        "dia": ngettext("%(count)d día", "%(count)d días", process.duration),
        "semana": ngettext("%(count)d semana", "%(count)d semanas", process.duration),
        "mes": ngettext("%(count)d mes", "%(count)d meses", process.duration),
        "año": ngettext("%(count)d año", "%(count)d años", process.duration),
    }
    # The source writes "Mes(es)", "Dia(s)".
    unit = process.duration_unit.partition("(")[0].strip().lower()
    return units.get(unit, f"%(count)d {process.duration_unit}") % {"count": process.duration}


def _awards(awards: list[Award]) -> dict[str, object] | None:
    """The table of who was awarded what; None without awards."""
    if not awards:
        return None
    columns = (Column(_("Proveedor")), Column(_("NIT")), Column(_("Fecha")), Column(_("Valor"), numeric=True))
    profiles = profiles_of(award.supplier_nit for award in awards)
    rows = (
        (
            _winner(award, profiles.get(award.supplier_nit, "")),
            shown_firm(award.supplier_nit) or "—",
            formats.short_date(award.awarded_at) or "—",
            formats.money(award.value),
        )
        for award in awards
    )
    return {"columns": columns, "rows": cells(columns, *rows)}


def _winner(award: Award, profile: str) -> str:
    """The name, which leads to the firm's profile where it published one."""
    name = award.supplier_name or _("Sin informar")
    return format_html('<a class="govuk-link" href="{}">{}</a>', profile, name) if profile else name
