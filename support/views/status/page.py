"""/estado/: how the service is, and what its log says."""

import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from groundwork.web import formats
from groundwork.web.components import Cell, Column, cells
from support.forms.status import SubscribeForm
from support.models import Component, Incident
from support.queries.status import banner, history, times
from support.queries.status.chart import Chart, lasting_words
from support.queries.status.history import Day, Month
from support.queries.status.now import service_now
from support.queries.status.reading import Read, read
from support.views.status.log import Table, outage_table

logger = logging.getLogger(__name__)

SHOWN = 10
MOST_HIDDEN = 5
DAY_COLUMNS = [
    Column(gettext_lazy("Día")),
    Column(gettext_lazy("Qué")),
    Column(gettext_lazy("Sin funcionar"), numeric=True),
    Column(gettext_lazy("Sin mediciones"), numeric=True),
]


@login_not_required
@never_cache
@require_safe
def status(request: HttpRequest) -> HttpResponse:
    """One sentence, each component, incidents, the log; with the database away, that much and no more."""
    try:
        return _drawn(request, SubscribeForm())
    except DatabaseError:
        logger.exception("The state of the service cannot be read.")
        response = HttpResponse(render_to_string("support/status_blind.html"), status=503)
        response["Retry-After"] = "60"
        return response


def with_form(request: HttpRequest, form: SubscribeForm) -> HttpResponse:
    """The same page with what was wrong in the form."""
    return _drawn(request, form)


@login_not_required
@require_POST
def announcement_hide(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put one announcement away in this browser, and go back to the page."""
    incident = get_object_or_404(Incident, code=code, kind=Incident.Kind.ANNOUNCEMENT)
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        target = "/"
    before = [one for one in request.COOKIES.get(banner.HIDDEN, "").split(".") if one]
    kept = [*(one for one in before if one != str(incident.code)), str(incident.code)][-MOST_HIDDEN:]
    response = HttpResponseRedirect(target)
    response.set_cookie(
        banner.HIDDEN,
        ".".join(kept),
        max_age=timedelta(days=banner.HIDDEN_DAYS),
        secure=request.is_secure(),
        httponly=True,
        samesite="Lax",
    )
    return response


def _drawn(request: HttpRequest, form: SubscribeForm) -> HttpResponse:
    at = timezone.now()
    known = read(at)
    now = service_now(known.pulses, known.lasting(), known.current(at), at=at)
    days = {component: _days(known, component, at) for component in Component}
    charts = [Chart(str(component.label), theirs) for component, theirs in days.items()]
    window = at - timedelta(days=history.DAYS)
    log = [outage for outage in known.outages if outage.ended_at is None or outage.ended_at > window]
    context = {
        "now": now,
        "parts": list(zip(now.components, charts, strict=True)),
        "current": known.current(at),
        "planned": known.planned(at),
        "news": known.news(at),
        "past": known.past(at)[:SHOWN],
        "months": _month_table(history.months(known.pulses, known.outages, at=at)),
        "measured_since": min((pulse.watched_since for pulse in known.pulses), default=None),
        "log": outage_table(log[:SHOWN], at=at) if log else None,
        "log_count": len(log),
        "log_has_more": len(log) > SHOWN,
        "day_columns": DAY_COLUMNS,
        "day_rows": _day_rows(days),
        "form": form,
    }
    return render(request, "support/status.html", context)


def _days(known: Read, component: Component, at: datetime) -> list[Day]:
    pulse = next((pulse for pulse in known.pulses if pulse.component == component), None)
    return history.days(component, pulse, known.outages, at=at)


def _day_rows(days: Mapping[Component, Sequence[Day]]) -> list[list[Cell]]:
    """The days of the drawing on which something failed or was not measured, the newest first."""
    told: list[tuple[date, object, str, str]] = []
    for component, theirs in days.items():
        told += [(day.date, component.label, lasting_words(day.failed), "—") for day in theirs if day.failed]
    # What nobody looked at was not looked at in any component.
    every = next(iter(days.values()))
    told += [(day.date, _("Todo, sin vigilancia"), "—", lasting_words(day.unseen)) for day in every if day.unseen]
    told.sort(key=lambda row: row[0], reverse=True)
    return cells(DAY_COLUMNS, *((formats.short_date(day), *rest) for day, *rest in told))


def _month_table(months: Sequence[Month]) -> Table:
    columns = [
        Column(_("Mes")),
        *(Column(component.label, numeric=True) for component in Component),
        Column(_("Tiempo medido"), numeric=True),
    ]
    rows = [
        (times.month(month.first), *map(_percent, month.worked.values()), formats.percent(month.measured))
        for month in months
    ]
    return Table(columns, cells(columns, *rows))


def _percent(share: Decimal | None) -> str:
    return "—" if share is None else formats.percent(share)
