"""What the directory says of a supplier. Never a person's number, address, phone or mail."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.web import formats
from interests.queries.directory.asked import Answers
from interests.queries.directory.conditions import PARTS, SHOWN, answering, contracts, rup_in_force
from interests.queries.directory.papers import papers_until, rules
from interests.queries.reasons import titles_of
from onboarding.identity import shown_nit
from onboarding.indicator_rows import result
from onboarding.indicators import Key, indicators
from onboarding.models import NATURAL_PERSONS, PersonType, Supplier
from procurement.queries.statements import Sql, fetch, put

SHOWN_CODES, SHOWN_PLACES = 3, 3

_ROWS = f"""
    WITH {{rules}}
    SELECT
        supplier.id, supplier.code, supplier.name, supplier.person_type, supplier.nit, supplier.size,
        supplier.published_at, town.name, department.name,
        ARRAY(
            SELECT offer.code FROM (
                SELECT DISTINCT one.code FROM interests_interest AS area, unnest(area.codes) AS one (code)
                WHERE area.supplier_id = supplier.id AND {SHOWN}
            ) AS offer
            ORDER BY ({{answers}}) DESC, offer.code LIMIT {SHOWN_CODES}
        ),
        (
            SELECT count(DISTINCT one.code) FROM interests_interest AS area, unnest(area.codes) AS one (code)
            WHERE area.supplier_id = supplier.id AND {SHOWN}
        ),
        (
            SELECT bool_or(cardinality(area.places) = 0) FROM interests_interest AS area
            WHERE area.supplier_id = supplier.id AND {SHOWN}
        ),
        ARRAY(
            SELECT DISTINCT coalesce(m.name, d.name, one.code)
            FROM interests_interest AS area, unnest(area.places) AS one (code)
            LEFT JOIN reference_municipality AS m ON m.code = one.code
            LEFT JOIN reference_department AS d ON d.code = one.code
            WHERE area.supplier_id = supplier.id AND {SHOWN}
            ORDER BY 1 LIMIT {SHOWN_PLACES + 1}
        ),
        done.number, done.value, {{rup}}, {{papers}} IS NOT NULL, statement.cut_off_on,
        statement.current_assets, statement.total_assets, statement.current_liabilities, statement.total_liabilities,
        statement.equity, statement.operating_profit, statement.interest_expense
    FROM onboarding_supplier AS supplier
    LEFT JOIN reference_municipality AS town ON town.code = supplier.municipality_id
    LEFT JOIN reference_department AS department ON department.code = town.department_id
    CROSS JOIN LATERAL (
        SELECT count(*) AS number, {PARTS} AS value
        FROM onboarding_pastcontract AS contract WHERE contract.supplier_id = supplier.id AND {{contracts}}
    ) AS done
    LEFT JOIN LATERAL (
        SELECT * FROM onboarding_financialstatement AS latest
        WHERE latest.supplier_id = supplier.id ORDER BY latest.cut_off_on DESC LIMIT 1
    ) AS statement ON true
    LEFT JOIN onboarding_rupregistration AS rup ON rup.supplier_id = supplier.id
    WHERE supplier.id = ANY ({{ids}})
"""  # noqa: S608  # constants of this module


@dataclass(slots=True)
class _Figures:
    """What the latest statements say."""

    current_assets: Decimal
    total_assets: Decimal
    current_liabilities: Decimal
    total_liabilities: Decimal
    equity: Decimal
    operating_profit: Decimal
    interest_expense: Decimal


class _Stored(NamedTuple):
    """One row of the statement, without the figures at its end."""

    id: int
    code: UUID
    name: str
    person_type: str
    nit: str
    size: str
    published_at: datetime | None
    town: str | None
    department: str | None
    codes: list[str]
    codes_in_all: int
    nationwide: bool
    places: list[str]
    contracts: int
    experience: Decimal | None
    rup: bool
    papers: bool
    cut_off_on: date | None


class Offer(NamedTuple):
    """A code with its title."""

    code: str
    title: str


class SupplierRow(NamedTuple):
    """One supplier as the directory draws it."""

    code: UUID
    name: str
    who: str
    offers: list[Offer]
    more_offers: int
    works_in: str
    experience: str
    value: str
    value_words: str
    rup: bool
    papers: bool
    finance: str
    is_published: bool


def drawn(ids: Sequence[int], answers: Answers, *, today: date) -> dict[int, SupplierRow]:
    """The rows of those suppliers by their keys, in two statements; none without suppliers."""
    if not ids:
        return {}
    found = fetch(
        put(
            _ROWS,
            rules=rules(today),
            answers=answering("offer.code", answers),
            rup=rup_in_force("rup.renewed_on", "rup.in_force_on", today),
            papers=papers_until(today),
            contracts=contracts(answers),
            ids=Sql("%s", (list(ids),)),
        )
    )
    fields = len(_Stored._fields)
    stored = [(_Stored(*row[:fields]), row[fields:]) for row in found]
    titles = titles_of(code for one, _figures in stored for code in one.codes)
    return {one.id: _row(one, figures, titles) for one, figures in stored}


def _row(one: _Stored, figures: Sequence[Decimal], titles: dict[str, str]) -> SupplierRow:
    # Bogotá is a municipality and a department at once: said once.
    places = dict.fromkeys(place for place in (one.town, one.department) if place)
    kind, size = PersonType(one.person_type), Supplier.Size(one.size) if one.size else None
    nit = "" if kind in NATURAL_PERSONS else shown_nit(one.nit)
    facts = [
        ", ".join(places),
        str(kind.label),
        str(size.label) if size else "",
        f"NIT\N{NO-BREAK SPACE}{nit}" if nit else "",
    ]
    return SupplierRow(
        code=one.code,
        name=one.name,
        who=" · ".join(filter(None, facts)),
        offers=[Offer(code, titles.get(code, "")) for code in one.codes],
        more_offers=one.codes_in_all - len(one.codes),
        works_in=_works_in(one),
        experience=_experience(one.contracts),
        value=formats.money(one.experience) if one.experience else "",
        value_words=formats.money_words(one.experience) if one.experience else "",
        rup=one.rup,
        papers=one.papers,
        finance=_finance(one.cut_off_on, figures),
        is_published=one.published_at is not None,
    )


def _works_in(one: _Stored) -> str:
    if one.nationwide:
        return _("todo el país")
    more = len(one.places) > SHOWN_PLACES
    return ", ".join(one.places[:SHOWN_PLACES]) + (f" {_('y otros lugares')}" if more else "")


def _experience(count: int) -> str:
    if not count:
        return _("Sin contratos")
    return ngettext("%(count)s contrato", "%(count)s contratos", count) % {"count": formats.whole_number(count)}


def _finance(cut_off_on: date | None, figures: Sequence[Decimal]) -> str:
    """The first two indicators of the latest statements, with their day."""
    if cut_off_on is None:
        return ""
    found = {one.key: one for one in indicators(_Figures(*figures))}
    words = _("liquidez %(liquidity)s · endeudamiento %(indebtedness)s · corte al %(day)s")
    return words % {
        "liquidity": result(Key.LIQUIDITY, found[Key.LIQUIDITY].value),
        "indebtedness": result(Key.INDEBTEDNESS, found[Key.INDEBTEDNESS].value),
        "day": formats.short_date(cut_off_on),
    }
