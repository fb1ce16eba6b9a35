"""Experience from a spreadsheet: read in memory, shown with its bad cells marked, corrected in place, then saved."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.files.tables import MOST_MEGABYTES
from groundwork.reference.business_days import colombian_today
from groundwork.web import limits
from groundwork.web.actor import UserRequest
from groundwork.web.responses import too_many_requests
from onboarding.experience_cells import COLUMNS, HEADINGS
from onboarding.experience_table import JudgedRow, judge, parsed_codes
from onboarding.forms.experience_import import TableForm, carried, cell_name, corrected
from onboarding.models import PastContract, Supplier
from onboarding.queries import experience as queries
from onboarding.services import experience as services
from onboarding.views.current import Current, begin_first
from onboarding.views.experience import crumbs, csv_response, editing

TABLES_AN_HOUR = 60  # a large workbook takes a second or more to read
# How many are drawn at once: a form has room for so many controls, and a person for fewer.
BAD_SHOWN = 40
GOOD_SHOWN = 200


@dataclass(frozen=True, slots=True)
class Control:
    """A cell of a row to correct, as its control needs it."""

    name: str
    label: object
    text: str
    reason: str
    is_long: bool


@dataclass(frozen=True, slots=True)
class Correction:
    """A row to correct."""

    number: int
    drop: str
    controls: list[Control]


@require_http_methods(["GET", "POST"])
def experience_import(request: UserRequest) -> HttpResponse:
    """Paste or upload a table; then, as often as it takes, correct what cannot be taken and save what can."""
    here = editing(request)
    if here is None:
        return begin_first(request)
    if "table" in request.POST:
        rows = corrected(request.POST)
        return _save(request, here, rows) if request.POST.get("do") == "save" else _preview(request, here, rows)
    if request.method == "POST" and (
        seconds := limits.seconds_to_wait(request, "table", limit=TABLES_AN_HOUR, window=3600)
    ):
        return too_many_requests(request, seconds=seconds)
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        return _preview(request, here, form.table.rows, unused=form.table.unused)
    context = {
        "here": here,
        "above": crumbs(here),
        "form": form,
        "columns": COLUMNS,
        "megabytes": MOST_MEGABYTES,
        "template_url": here.supplier.page("experience_template"),
    }
    return render(request, "onboarding/experience_import.html", context)


@require_safe
def experience_template(request: UserRequest) -> HttpResponse:
    """An empty table with its headings."""
    here = editing(request)
    return begin_first(request) if here is None else csv_response([HEADINGS], "plantilla-experiencia.csv")


def _save(request: UserRequest, here: Current, rows: list[list[str]]) -> HttpResponse:
    """Save the rows that can be taken and go on with the others; sent twice, they are saved once."""
    judged = _judge(here.supplier, rows)
    contracts = [PastContract(**row.values) for row in judged if row.values is not None and row.is_good]
    try:
        saved = services.add_pasted(here.supplier, contracts, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return _preview(request, here, rows)
    said = ngettext("Guardamos %(count)d contrato.", "Guardamos %(count)d contratos.", saved) % {"count": saved}
    left = [row for row, verdict in zip(rows, judged, strict=True) if verdict.values is None]
    if saved or not left:
        messages.success(request, said if saved else _("Todos esos contratos ya estaban en su lista."))
    return _preview(request, here, left) if left else redirect(here.supplier.page("experience"))


def _preview(request: UserRequest, here: Current, rows: list[list[str]], *, unused: Sequence[str] = ()) -> HttpResponse:
    judged = _judge(here.supplier, rows)
    good = [row for row in judged if row.is_good]
    bad = [row for row in judged if row.values is None]
    context = {
        "here": here,
        "above": crumbs(here),
        "carried": carried(rows),
        "total": len(judged),
        "good": good[:GOOD_SHOWN],
        "good_count": len(good),
        "good_more": max(0, len(good) - GOOD_SHOWN),
        "corrections": [_correction(row) for row in bad[:BAD_SHOWN]],
        "bad_count": len(bad),
        "bad_more": max(0, len(bad) - BAD_SHOWN),
        "there_count": sum(row.is_there for row in judged),
        "unused": ", ".join(unused),
        "again_url": here.supplier.page("experience_import"),
    }
    return render(request, "onboarding/experience_preview.html", context)


def _judge(supplier: Supplier, rows: list[list[str]]) -> list[JudgedRow]:
    return judge(
        rows,
        known_codes=queries.known_codes(parsed_codes(rows)),
        wages=queries.minimum_wages(),
        today=colombian_today(timezone.now()),
        there=queries.identities(supplier),
    )


def _correction(row: JudgedRow) -> Correction:
    place = row.number - 1
    controls = [
        Control(
            cell_name(place, cell.column.name), cell.column.label, cell.text, cell.reason, cell.column.name == "subject"
        )
        for cell in row.cells
    ]
    return Correction(row.number, cell_name(place, "drop"), controls)
