"""What the public record says of one firm by its NIT, and the open processes that look like what it was awarded."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import NamedTuple

from django.db.models import Count, Max, Sum
from django.db.models.functions import ExtractYear

from groundwork.reference.codes import CLASS, FAMILY, LENGTH
from groundwork.web.formats import BOGOTA
from groundwork.web.paging import Key, Page, page_of
from interests.queries.reasons import titles_of
from procurement.models import Award, Process
from procurement.queries.statements import Sql, fetch

# As on a supplier's profile: the newest first.
KEYS = (Key("awarded_at", descending=True, nullable=True), Key("pk", descending=True))
SHOWN, SIMILAR = 10, 10
# The codes of a firm: the classes that most of its awards have; families too where they find less than FEW.
MOST_CODES, FEW = 10, 5
# Of the open processes that share a code, those that close first are compared, up to these.
COMPARED = 2_000


class Year(NamedTuple):
    """What was awarded in one year; None for awards without a date."""

    year: int | None
    number: int
    value: Decimal | None


class Code(NamedTuple):
    """A class or a family that the firm was awarded contracts of, and in how many of them."""

    code: str
    title: str
    number: int


@dataclass(frozen=True, slots=True)
class Firm:
    """What the open data says of one NIT: its name there, its awards by year, the newest, and its usual codes."""

    nit: str
    name: str
    count: int
    processes: int
    value: Decimal | None
    years: list[Year]
    page: Page[Award]
    codes: list[Code]


def firm(nit: str, *, cursor: str = "") -> Firm | None:
    """The firm of that NIT (nine digits, no check digit); None when nothing was awarded to it.

    In five queries. Raises BadCursorError for a cursor that this list did not give.
    """
    awards = Award.objects.filter(supplier_nit=nit).exclude(code="")
    whole = awards.aggregate(
        count=Count("pk"), processes=Count("process", distinct=True), value=Sum("value"), name=Max("supplier_name")
    )
    if not whole["count"]:
        return None
    by_year = (
        awards.order_by()
        .values(year=ExtractYear("awarded_at", tzinfo=BOGOTA))
        .annotate(count=Count("pk"), value=Sum("value"))
        .order_by("-year")
    )
    years = [Year(row["year"], row["count"], row["value"]) for row in by_year]
    return Firm(
        nit=nit,
        name=whole["name"],
        count=whole["count"],
        processes=whole["processes"],
        value=whole["value"],
        years=sorted(years, key=lambda one: -(one.year or 0)),
        page=page_of(awards.select_related("process").defer("process__search"), KEYS, cursor=cursor, size=SHOWN),
        codes=_codes(nit, CLASS) or _codes(nit, FAMILY),
    )


def similar(firm: Firm, *, at: datetime) -> list[Process]:
    """The open processes that share its classes (families, where few do), most shared first; each says which.

    Among equals, those of the codes that it was awarded most, and then what closes first. In at most five queries.
    """
    by_class = {code.code: code for code in firm.codes}
    found = _sharing(by_class, at=at)
    if len(found) < FEW:
        families = {code.code: code for code in _codes(firm.nit, FAMILY)}
        known = {process.pk for process in found}
        found += [process for process in _sharing(families, at=at) if process.pk not in known]
    return found[:SIMILAR]


def _codes(nit: str, level: int) -> list[Code]:
    """The codes of that level in the firm's awarded processes, those of the most processes first."""
    digits = 2 * level
    rows = fetch(
        Sql(
            """
            SELECT one.code, count(DISTINCT process.id)
            FROM procurement_award AS award JOIN procurement_process AS process ON process.id = award.process_id,
                unnest(process.code_paths) AS one (code)
            WHERE award.supplier_nit = %s AND award.code <> ''
                AND right(one.code, %s) = %s AND substr(one.code, %s, 2) <> '00'
            GROUP BY one.code ORDER BY 2 DESC, 1 LIMIT %s
            """,
            (nit, LENGTH - digits, "0" * (LENGTH - digits), digits - 1, MOST_CODES),
        )
    )
    titles = titles_of(code for code, _number in rows)
    return [Code(code, titles.get(code, ""), number) for code, number in rows]


def _sharing(codes: dict[str, Code], *, at: datetime) -> list[Process]:
    """The open processes with any of those codes, each with its reason: the codes that it shares."""
    if not codes:
        return []
    rows = fetch(
        Sql(
            """
            SELECT near.id, ARRAY(SELECT code FROM unnest(near.code_paths) AS code WHERE code = ANY (%s)) AS shared
            FROM (
                SELECT id, code_paths FROM procurement_process
                WHERE open_until > %s AND code_paths && %s::varchar[]
                ORDER BY open_until, id LIMIT %s
            ) AS near
            """,
            (list(codes), at, list(codes), COMPARED),
        )
    )
    ranked = sorted(rows, key=lambda row: (-len(row[1]), -sum(codes[code].number for code in row[1])))[:SIMILAR]
    processes = Process.objects.select_related("department", "municipality").defer("search", "description")
    kept = processes.in_bulk([key for key, _shared in ranked])
    return [_with_reason(kept[key], [codes[code] for code in shared]) for key, shared in ranked if key in kept]


def _with_reason(process: Process, shared: Sequence[Code]) -> Process:
    process.reason = " · ".join(f"{code.code} {code.title}".strip() for code in shared)  # type: ignore[attr-defined]  # read by the list of processes
    return process
