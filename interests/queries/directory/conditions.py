"""The condition that each part of a search sets, about a supplier ("supplier") and one of its areas ("area")."""

from datetime import date
from decimal import Decimal

from interests.queries.directory.asked import Answers, Search
from onboarding.indicators import PERCENTAGES, WHOLE, Key
from onboarding.queries.dates import renewal_deadline
from procurement.models.search import ACCENTED, CONFIG, PLAIN
from procurement.queries.statements import ANYTHING, Sql, joined, put

# The index directory_words has it so, and procurement.queries.words reads the question in the same way.
DOCUMENT = (
    f"to_tsvector('{CONFIG}', regexp_replace(translate(lower(supplier.name || ' ' || supplier.about),"
    rf" '{ACCENTED}', '{PLAIN}'), '(a|u)cion\M', '\1ción', 'g'))"
)
NAME_KEY = f"translate(lower(supplier.name), '{ACCENTED}', '{PLAIN}')"
# Of those that the supplier chose to show; a paused area shows nothing.
SHOWN = "area.visible AND area.status = 'active'"
# What a supplier's parts in its contracts add up to, in pesos.
PARTS = "round(sum(contract.value * contract.share) / 100, 2)"
# A value rounds half up at the second decimal, away from zero.
HALF = Decimal("0.005")
ABOVE_AND_BELOW = {
    Key.LIQUIDITY: ("current_assets", "current_liabilities"),
    Key.INDEBTEDNESS: ("total_liabilities", "total_assets"),
    Key.INTEREST_COVER: ("operating_profit", "interest_expense"),
    Key.RETURN_ON_EQUITY: ("operating_profit", "equity"),
    Key.RETURN_ON_ASSETS: ("operating_profit", "total_assets"),
}
# Nothing owed at once, or no interest paid and no loss, meets any minimum (onboarding.indicators.MEETS_ANY_MINIMUM).
MEETS_ANY = {
    Key.LIQUIDITY: "statement.current_liabilities = 0",
    Key.INTEREST_COVER: "statement.interest_expense = 0 AND statement.operating_profit >= 0",
}


def conditions(search: Search, answers: Answers, *, today: date) -> Sql:
    """All that the search asks of the supplier and of the area that finds it, but experience and papers."""
    parts = [
        Sql(SHOWN),
        among("area.codes", answers) if answers else None,
        Sql(f"{DOCUMENT} @@ %s::tsquery", (search.tsquery,)) if search.tsquery else None,
        _place(search),
        Sql("supplier.size = ANY (%s)", (list(search.sizes),)) if search.sizes else None,
        _indicators(search),
        rup_in_force(today) if search.rup else None,
    ]
    return joined(" AND ", [part for part in parts if part is not None])


def among(column: str, answers: Answers) -> Sql:
    """Whether one of the codes in an array answers."""
    if not answers.ranges:
        return Sql(f"{column} && %s::varchar[]", (list(answers.codes),))
    return put(
        f"EXISTS (SELECT FROM unnest({column}) AS one (code) WHERE {{answers}})",
        answers=answering("one.code", answers),
    )


def answering(code: str, answers: Answers) -> Sql:
    """Whether a code is one of those that answer."""
    ranges = [Sql(f"{code} BETWEEN %s AND %s", limits) for limits in answers.ranges]
    return joined(" OR ", [Sql(f"{code} = ANY (%s::varchar[])", (list(answers.codes),)), *ranges])


def rup_in_force(today: date) -> Sql:
    """Whether the supplier's RUP counts on that day, as onboarding.rup tells it."""
    first_year = today.year if today > renewal_deadline(today.year) else today.year - 1
    return Sql(
        "EXISTS (SELECT FROM onboarding_rupregistration AS rup WHERE rup.supplier_id = supplier.id"
        " AND rup.in_force_on <= %s AND rup.renewed_on >= %s)",
        (today, date(first_year, 1, 1)),
    )


def contracts(answers: Answers) -> Sql:
    """Of "contract": whether it is experience in what is asked for; any is, when nothing is."""
    return among("contract.commodities", answers) if answers else ANYTHING


def meets(key: Key, limit: Decimal) -> Sql:
    """Whether the figures of "statement" meet a limit, exactly as onboarding.indicators rounds them.

    Without a division: above / below rounds to the limit or beyond it where `above` reaches the edge of rounding
    times `below`, and numeric products are exact.
    """
    above, below = ABOVE_AND_BELOW[key]
    scale = WHOLE if key in PERCENTAGES else Decimal(1)
    if key == Key.INDEBTEDNESS:
        comparison, edge = ("<" if limit >= 0 else "<="), limit + HALF
    else:
        comparison, edge = (">=" if limit > 0 else ">"), limit - HALF
    ratio = Sql(f"statement.{below} > 0 AND statement.{above} * %s {comparison} %s * statement.{below}", (scale, edge))
    return put("({any} OR {ratio})", any=Sql(MEETS_ANY[key]), ratio=ratio) if key in MEETS_ANY else ratio


def _indicators(search: Search) -> Sql | None:
    if not search.indicators:
        return None
    return put(
        "EXISTS (SELECT FROM onboarding_financialstatement AS statement WHERE statement.supplier_id = supplier.id"
        " AND statement.cut_off_on = (SELECT max(latest.cut_off_on) FROM onboarding_financialstatement AS latest"
        " WHERE latest.supplier_id = supplier.id) AND {met})",
        met=joined(" AND ", [meets(key, limit) for key, limit in search.indicators]),
    )


def _place(search: Search) -> Sql | None:
    """Its address in the place, or its area there: named, around it, inside it, or anywhere in the country."""
    towns, departments = list(search.municipalities), list(search.departments)
    if not towns and not departments:
        return None
    if towns:  # which says more than its department: that only told it from others of the name
        seat = Sql("supplier.municipality_id = ANY (%s)", (towns,))
        works = Sql("area.places && %s::varchar[]", ([*towns, *{town[:2] for town in towns}],))
    else:
        seat = Sql("left(supplier.municipality_id, 2) = ANY (%s)", (departments,))
        works = Sql(
            "EXISTS (SELECT FROM unnest(area.places) AS place (code) WHERE left(place.code, 2) = ANY (%s))",
            (departments,),
        )
    if search.seated:
        return seat
    return put("({seat} OR cardinality(area.places) = 0 OR {works})", seat=seat, works=works)
