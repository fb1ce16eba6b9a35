"""The log of outages, each outage and each incident under an address that can be cited."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from groundwork.ledger.models import Entry
from groundwork.web.components import Cell, Column, Crumb, SummaryRow, cells
from groundwork.web.paging import CURSOR_PARAMETER, Key, capped_count, page_of
from support.models import Component, Incident, Outage
from support.queries.status import times
from support.queries.status.chart import lasting_words
from support.queries.status.now import MEASURES

KEYS = [Key("began_at", descending=True), Key("pk", descending=True)]
COLUMNS = [
    Column(gettext_lazy("Desde")),
    Column(gettext_lazy("Hasta")),
    Column(gettext_lazy("Qué")),
    Column(gettext_lazy("Duración"), numeric=True),
    Column(gettext_lazy("Qué se encontró")),
]


class Table(NamedTuple):
    """What components/table.html asks for."""

    columns: list[Column]
    rows: list[list[Cell]]


def outage_table(outages: Sequence[Outage], *, at: datetime) -> Table:
    """A row for each, in Colombia's legal time; its first cell leads to its page."""
    return Table(COLUMNS, cells(COLUMNS, *(_row(outage, at) for outage in outages)))


@login_not_required
@require_safe
def outage_list(request: HttpRequest) -> HttpResponse:
    """Every outage that the service noted, the newest first."""
    outages = Outage.objects.all()
    page = page_of(outages, KEYS, cursor=request.GET.get(CURSOR_PARAMETER, ""))
    context = {
        "page": page,
        "count": capped_count(outages),
        "table": outage_table(page.items, at=timezone.now()),
        "crumbs": [_above()],
    }
    return render(request, "support/status_outages.html", context)


@login_not_required
@require_safe
def outage(request: HttpRequest, code: UUID) -> HttpResponse:
    """One outage as evidence: from when to when, what, how it was measured, and its entries in the record."""
    found = get_object_or_404(Outage, code=code)
    entries = list(Entry.objects.filter(subject=str(code)).order_by("sequence"))
    context = {
        "outage": found,
        "rows": _facts(found, at=timezone.now()),
        "measure": MEASURES[Component(found.component)] if found.component else "",
        "entries": entries,
        "crumbs": [_above()],
    }
    return render(request, "support/status_outage.html", context)


@login_not_required
@require_safe
def incident(request: HttpRequest, code: UUID) -> HttpResponse:
    """One incident or announcement with all that staff said of it, the newest first."""
    found = get_object_or_404(Incident.objects.prefetch_related("updates"), code=code)
    now = timezone.now()
    context = {
        "incident": found,
        "is_over": found.is_over(now),
        "is_ahead": found.begins_at > now,
        "crumbs": [_above()],
    }
    return render(request, "support/status_incident.html", context)


def _above() -> Crumb:
    return Crumb(_("Estado del servicio"), reverse("support:status"))


def _row(outage: Outage, at: datetime) -> tuple[object, ...]:
    link = format_html(
        '<a class="govuk-link" href="{}">{}</a>',
        reverse("support:outage", args=[outage.code]),
        times.short(outage.began_at),
    )
    ended = times.short(outage.ended_at) if outage.ended_at else _("sigue")
    lasted = lasting_words((outage.ended_at or at) - outage.began_at)
    return link, ended, outage.what, lasted, _found(outage)


def _found(outage: Outage) -> str:
    return _("No se hizo ninguna comprobación.") if outage.unseen else outage.get_fault_display()


def _facts(outage: Outage, *, at: datetime) -> list[SummaryRow]:
    """What somebody writes into a request, with nothing rounded."""
    ended = outage.ended_at
    rows = [
        SummaryRow(_("Qué"), outage.what),
        SummaryRow(_("Desde, hora legal colombiana"), times.legal(outage.began_at)),
        SummaryRow(_("Hasta, hora legal colombiana"), times.legal(ended) if ended else _("Sigue sin funcionar")),
        SummaryRow(_("Desde, UTC"), times.utc(outage.began_at)),
        *([SummaryRow(_("Hasta, UTC"), times.utc(ended))] if ended else []),
        SummaryRow(_("Duración") if ended else _("Hasta ahora"), lasting_words((ended or at) - outage.began_at)),
        SummaryRow(_("Qué se encontró"), _found(outage)),
    ]
    if outage.worked_at:
        rows.append(SummaryRow(_("Última comprobación buena antes, hora legal"), times.legal(outage.worked_at)))
    return [*rows, SummaryRow(_("Código"), outage.code)]
