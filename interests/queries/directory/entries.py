"""An entry of the directory worked out from what its supplier says, and all of them as they are now.

What is stored counts but for the suppliers that changed since, of whom it is worked out anew in the same statement:
so the directory is exact whenever it is read, and quick while few of them wait (docs/adr/0099).
"""

from collections.abc import Sequence
from datetime import date

from interests.models import DirectoryChange, DirectoryEntry
from interests.queries.directory.conditions import NAME_KEY, PARTS, SHOWN
from interests.queries.directory.papers import papers_until, rules, rules_until
from onboarding.indicators import PERCENTAGES, Key
from procurement.queries.statements import Sql, fetch, put

TABLE = DirectoryEntry._meta.db_table  # noqa: SLF001  # documented API
COLUMNS = tuple(field.attname for field in DirectoryEntry._meta.concrete_fields)  # noqa: SLF001  # idem
_NAMED = ", ".join(COLUMNS)
# What meets any minimum is above every limit that can be written.
BOUNDLESS = "1e36"
_RATIOS = {
    Key.LIQUIDITY: ("current_assets", "current_liabilities"),
    Key.INDEBTEDNESS: ("total_liabilities", "total_assets"),
    Key.INTEREST_COVER: ("operating_profit", "interest_expense"),
    Key.RETURN_ON_EQUITY: ("operating_profit", "equity"),
    Key.RETURN_ON_ASSETS: ("operating_profit", "total_assets"),
}
# Nothing owed at once, or no interest paid and no loss (onboarding.indicators.MEETS_ANY_MINIMUM).
_MEETS_ANY = {
    Key.LIQUIDITY: "statement.current_liabilities = 0",
    Key.INTEREST_COVER: "statement.interest_expense = 0 AND statement.operating_profit >= 0",
}


def shown_indicator(key: Key) -> str:
    """The indicator of "statement" as onboarding.indicators shows it; NULL where no limit can be compared with it.

    Twice the figure above in hundredths, and half of the one below, by the one below: half up, away from zero, and
    exact, since div() of numerics is.
    """
    above, below = (f"statement.{name}" for name in _RATIOS[key])
    doubled = 2 * 100 * (100 if key in PERCENTAGES else 1)
    rounded = f"sign({above}) * div(abs({above}) * {doubled} + {below}, 2 * {below}) * 0.01"
    boundless = f"WHEN {_MEETS_ANY[key]} THEN {BOUNDLESS} " if key in _MEETS_ANY else ""
    return f"CASE {boundless}WHEN {below} > 0 THEN {rounded} END"


_ENTRY = f"""
    SELECT supplier.id, shown.since, {{papers}}, {{rules_until}}, rup.renewed_on, rup.in_force_on, shown.nationwide,
        supplier.size, supplier.person_type, left(coalesce(supplier.municipality_id, ''), 2), reach.departments,
        coalesce(supplier.municipality_id, ''), coalesce(done.value, 0), {", ".join(map(shown_indicator, Key))},
        reach.places, {NAME_KEY}
    FROM onboarding_supplier AS supplier
    CROSS JOIN LATERAL (
        SELECT min(coalesce(area.visible_since, area.created_at)) AS since,
            bool_or(cardinality(area.places) = 0) AS nationwide
        FROM interests_interest AS area WHERE area.supplier_id = supplier.id AND {SHOWN}
    ) AS shown
    CROSS JOIN LATERAL (
        SELECT coalesce(array_agg(DISTINCT named.code) FILTER (WHERE named.is_of_area), '{{{{}}}}') AS places,
            coalesce(array_agg(DISTINCT left(named.code, 2)), '{{{{}}}}') AS departments
        FROM (
            SELECT one.code, true FROM interests_interest AS area, unnest(area.places) AS one (code)
            WHERE area.supplier_id = supplier.id AND {SHOWN}
            UNION ALL SELECT supplier.municipality_id, false WHERE supplier.municipality_id IS NOT NULL
        ) AS named (code, is_of_area)
    ) AS reach
    CROSS JOIN LATERAL (
        SELECT {PARTS} AS value FROM onboarding_pastcontract AS contract WHERE contract.supplier_id = supplier.id
    ) AS done
    LEFT JOIN LATERAL (
        SELECT * FROM onboarding_financialstatement AS latest
        WHERE latest.supplier_id = supplier.id ORDER BY latest.cut_off_on DESC LIMIT 1
    ) AS statement ON true
    LEFT JOIN onboarding_rupregistration AS rup ON rup.supplier_id = supplier.id
    WHERE supplier.id = ANY ({{ids}}) AND shown.since IS NOT NULL
"""  # noqa: S608  # constants of this room


def worked_out(ids: Sequence[int], *, today: date) -> Sql:
    """The entries of those suppliers that can be found, from what they say; beside rules()."""
    return put(
        _ENTRY, papers=papers_until(today), rules_until=rules_until(today), ids=Sql("%s::bigint[]", (list(ids),))
    )


def stale(*, today: date, limit: int | None = None) -> list[int]:
    """The suppliers whose entry is not, or may not be, what they say now; up to so many."""
    changed = DirectoryChange.objects.values_list("supplier_id")
    ruled = DirectoryEntry.objects.filter(rules_until__lt=today).values_list("supplier_id")
    return [supplier for (supplier,) in changed.union(ruled)[:limit]]


def entries(ids: Sequence[int], *, today: date) -> list[Sql]:
    """The parts of a WITH that make "entry", all of the directory as it is now, when those suppliers are stale."""
    stored = f"SELECT {_NAMED} FROM {TABLE}"  # noqa: S608  # our own table
    if not ids:
        return [Sql(f"entry AS NOT MATERIALIZED ({stored})")]
    return [
        rules(today),
        put(f"fresh ({_NAMED}) AS MATERIALIZED ({{fresh}})", fresh=worked_out(ids, today=today)),
        Sql(f"entry AS NOT MATERIALIZED ({stored} WHERE supplier_id <> ALL (%s) UNION ALL TABLE fresh)", (list(ids),)),
    ]


def write(ids: Sequence[int], *, today: date) -> None:
    """Have the entries of those suppliers say what they say now; inside a transaction, and one writer at a time."""
    DirectoryEntry.objects.filter(supplier__in=ids).delete()
    statement = put(
        f"WITH {{rules}} INSERT INTO {TABLE} ({_NAMED}) {{fresh}} RETURNING supplier_id",  # our own table
        rules=rules(today),
        fresh=worked_out(ids, today=today),
    )
    fetch(statement)
