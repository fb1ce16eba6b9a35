"""The same search for machines: JSON, CSV and RSS."""

import csv
import re
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpResponse, JsonResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from groundwork.web import formats
from groundwork.web.paging import CURSOR_PARAMETER
from procurement.forms.search import JSON, Parameter, SearchForm
from procurement.models import Process
from procurement.queries.rows import ROW
from procurement.queries.searching import Found, find

JSON_SIZE, FEED_SIZE, BATCH = 50, 50, 500
CSV_ROWS = 5_000
MORE = (
    "reference", "official_url", "description", "main_code", "contract_type", "open_until", "last_published_at",
    "department_id", "municipality_id", "entity__code", "entity__nit", "entity__name",
)  # fmt: skip
# What a spreadsheet would run as a formula.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def as_json(form: SearchForm, cursor: str) -> HttpResponse:
    """One page: {"results", "count", "capped", "next"}; values are strings, dates ISO 8601."""
    found = _find(form, cursor=cursor, size=JSON_SIZE)
    following = address([*form.parameters(), Parameter("formato", JSON), Parameter(CURSOR_PARAMETER, found.page.next)])
    content: dict[str, Any] = {
        "results": [_facts(process) for process in found.page.items],
        "count": found.tally.count,
        "capped": found.tally.capped,
        "next": following if found.page.next else None,
    }
    if form.unknown:
        content["ignored"] = form.unknown
    return JsonResponse(content, json_dumps_params={"ensure_ascii": False})


def json_refusal(fields: dict[str, list[str]]) -> HttpResponse:
    """400, with what is wrong in each parameter."""
    return _json_error({"error": _("Hay parámetros con errores."), "fields": fields}, status=400)


def json_wait(seconds: int) -> HttpResponse:
    """429, with the seconds to wait."""
    response = _json_error({"error": _("Demasiadas búsquedas seguidas."), "seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def text_refusal(form: SearchForm) -> HttpResponse:
    """400 for a feed or a table, a line for each error."""
    lines = [f"{name}: {error}" for name, errors in form.errors.items() for error in errors]
    return HttpResponse("\n".join(lines), status=400, content_type="text/plain; charset=utf-8")


def as_csv(form: SearchForm) -> StreamingHttpResponse:
    """The first 5,000 rows of the search, sent as they are read; a spreadsheet runs none of its cells."""
    # Streamed after the language of the request is gone.
    rows = _csv_lines(form, get_language() or settings.LANGUAGE_CODE)
    response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="procesos.csv"'
    return response


def as_rss(form: SearchForm) -> HttpResponse:
    """The first 50 of the search as a feed."""
    found = _find(form, cursor="", size=FEED_SIZE)
    words = form.cleaned_data["q"]
    feed = Rss201rev2Feed(
        title=_clean(_("Procesos: %(words)s") % {"words": words} if words else _("Procesos de contratación")),
        link=address(form.parameters()),
        description=_("Portal de Contratación. Implementación independiente, no es el SECOP II oficial."),
        language=get_language(),
        feed_url=address([*form.parameters(), Parameter("formato", "rss")]),
    )
    for process in found.page.items:
        link = settings.PORTAL_URL + process.get_absolute_url()
        closes = formats.deadline(process.closes_at, hour_known=process.closing_hour_known)
        facts = [process.buyer_name, *_places(process), formats.money(process.budget)]
        if closes:
            facts.append(_("cierra el %(when)s") % {"when": closes})
        feed.add_item(
            title=_clean(process.title),
            link=link,
            description=_clean(" · ".join(facts)),
            pubdate=process.published_at,
            unique_id=link,
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def address(parameters: Iterable[Parameter]) -> str:
    """The whole address of a search."""
    query = urlencode(list(parameters))
    return f"{settings.PORTAL_URL}{reverse('procurement:process_list')}{'?' if query else ''}{query}"


def _find(form: SearchForm, *, cursor: str, size: int) -> Found:
    return find(form.search(), at=timezone.now(), cursor=cursor, size=size, facets=(), columns=(*ROW, *MORE))


def _json_error(content: dict[str, Any], *, status: int) -> HttpResponse:
    return JsonResponse(content, status=status, json_dumps_params={"ensure_ascii": False})


def _facts(process: Process) -> dict[str, Any]:
    known = process.closing_hour_known
    return {
        "code": process.code,
        "title": process.title,
        "description": process.description,
        "entity": {"code": process.entity.code, "nit": process.entity.nit, "name": process.buyer_name},
        "department": {"code": process.department_id, "name": process.department.name} if process.department else None,
        "municipality": (
            {"code": process.municipality_id, "name": process.municipality.name} if process.municipality else None
        ),
        "modality": process.modality,
        "contract_type": process.contract_type,
        "unspsc": process.main_code or None,
        "value": None if process.budget is None else str(process.budget),
        "currency": "COP",
        "published_at": _iso(process.published_at),
        "closes_at": _iso(process.closes_at),
        "closing_hour_known": known if process.closes_at else None,
        "open": process.open_until is not None and process.open_until > timezone.now(),
        "decision": process.decision or None,
        "reference": process.reference,
        "source": process.source,
        "sample": process.is_sample,
        "url": settings.PORTAL_URL + process.get_absolute_url(),
        "official_url": process.official_url or None,
    }


def _iso(moment: Any) -> str | None:
    return moment.astimezone(formats.BOGOTA).isoformat() if moment else None


def _places(process: Process) -> list[str]:
    return list(dict.fromkeys(place.name for place in (process.municipality, process.department) if place))


def _clean(text: str) -> str:
    return NOT_IN_XML.sub("", text)


class _Line:
    """A file that only keeps the last line written to it."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(form: SearchForm, language: str) -> Iterator[str]:
    writer, cursor, left = csv.writer(_Line()), "", CSV_ROWS
    with override(language):
        # Spreadsheets take the text for UTF-8 only after this mark.
        yield "\ufeff" + writer.writerow(
            [
                _("código"), _("nombre"), _("entidad"), _("NIT"), _("departamento"), _("municipio"), _("modalidad"),
                _("código UNSPSC"), _("valor"), _("publicación"), _("cierre"), _("decisión"), _("fuente"),
                _("dirección"), _("publicación oficial"),
            ]
        )  # fmt: skip
    while left:
        found = _find(form, cursor=cursor, size=min(BATCH, left))
        for process in found.page.items:
            with override(language):
                cells = _cells(process)
            yield writer.writerow(map(_inert, cells))
        cursor, left = found.page.next, left - len(found.page.items)
        if not cursor:
            return


def _cells(process: Process) -> list[str]:
    return [
        process.code,
        process.title,
        process.buyer_name,
        process.entity.nit,
        process.department.name if process.department else "",
        process.municipality.name if process.municipality else "",
        process.get_modality_display(),
        process.main_code,
        "" if process.budget is None else str(process.budget),
        _iso(process.published_at) or "",
        _iso(process.closes_at) or "",
        process.get_decision_display() if process.decision else "",
        process.get_source_display(),
        settings.PORTAL_URL + process.get_absolute_url(),
        process.official_url,
    ]


def _inert(cell: str) -> str:
    return f"'{cell}" if cell.startswith(FORMULA) else cell
