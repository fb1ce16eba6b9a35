"""The condition that each part of a search sets: of an entry of the directory ("one"), of areas, or of contracts."""

from collections.abc import Sequence
from datetime import date

from interests.queries.directory.asked import Answers, Search
from onboarding.indicators import Key
from onboarding.queries.dates import renewal_deadline
from procurement.models.search import ACCENTED, CONFIG, PLAIN
from procurement.queries.statements import ANYTHING, Sql, joined

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


FACETS = ("departments", "sizes", "kinds", "papers")


def facets(search: Search, *, today: date) -> dict[str, Sql]:
    """What the search asks that a facet shows, of "one", by the facet; those that ask nothing are not there."""
    asked = {
        "departments": _place(search),
        "sizes": _one_of("one.size", search.sizes),
        "kinds": _one_of("one.person_type", search.kinds),
        "papers": in_force(today) if search.papers else ANYTHING,
    }
    return {name: part for name, part in asked.items() if part != ANYTHING}


def in_force(today: date) -> Sql:
    """Whether every required paper of "one" is approved and has not ended on that day."""
    return Sql("coalesce(one.papers_until >= %s, false)", (today,))


def rest(search: Search, *, today: date) -> Sql:
    """What the search asks that no facet shows, of "one"; but codes."""
    parts = [meets(key, limit) for key, limit in search.indicators]
    if search.experience is not None:
        parts.append(Sql("one.experience >= %s", (search.experience,)))
    if search.tsquery:
        found = "SELECT supplier.id FROM onboarding_supplier AS supplier WHERE"
        parts.append(Sql(f"one.supplier_id IN ({found} {DOCUMENT} @@ %s::tsquery)", (search.tsquery,)))  # constants
    if search.rup:
        parts.append(rup_in_force("one.rup_renewed_on", "one.rup_in_force_on", today))
    return joined(" AND ", parts) if parts else ANYTHING


def offered(answers: Answers) -> Sql:
    """Whether one of the codes of "area" answers, each way by its index."""
    return Sql(
        "(area.codes && %s::varchar[] OR interests_headings(area.codes) && %s::varchar[])",
        (answers.covering, list(answers.codes)),
    )


def answering(code: str, answers: Answers) -> Sql:
    """Whether a code is one of those that answer; none does when nothing is asked for."""
    if not answers:
        return Sql(f"{code} IS NULL")
    return Sql(f"({code} = ANY (%s::varchar[]) OR {code} ~ %s)", (answers.covering, f"^({answers.prefixes})"))


def rup_in_force(renewed_on: str, in_force_on: str, today: date) -> Sql:
    """Whether a registration with those dates counts on that day, as onboarding.rup tells it."""
    first_year = today.year if today > renewal_deadline(today.year) else today.year - 1
    return Sql(
        f"coalesce({in_force_on} <= %s AND {renewed_on} >= %s, false)",
        (today, date(first_year, 1, 1)),
    )


def contracts(answers: Answers) -> Sql:
    """Of "contract": whether it is experience in what is asked for; any is, when nothing is."""
    if not answers:
        return ANYTHING
    # As text: far quicker than to look at each of its codes.
    return Sql(
        "(contract.commodities && %s::varchar[] OR contract.commodities::text ~ %s)",
        (answers.covering, f"[{{,]({answers.prefixes})"),
    )


def meets(key: Key, limit: object) -> Sql:
    """Whether the indicator of "one", as it is shown, keeps within the limit: at most it for debt, else at least."""
    return Sql(f"one.{key} {'<=' if key == Key.INDEBTEDNESS else '>='} %s", (limit,))


def _one_of(column: str, values: Sequence[str]) -> Sql:
    return Sql(f"{column} = ANY (%s)", (list(values),)) if values else ANYTHING


def _place(search: Search) -> Sql:
    """Its address in the place, or its area there: named, around it, inside it, or anywhere in the country."""
    towns, departments = list(search.municipalities), list(search.departments)
    if towns:  # which says more than its department: that only told it from others of the name
        if search.seated:
            return Sql("one.municipality = ANY (%s)", (towns,))
        around = [*towns, *{town[:2] for town in towns}]
        return Sql("(one.nationwide OR one.municipality = ANY (%s) OR one.places && %s::varchar[])", (towns, around))
    if departments and search.seated:
        return Sql("one.department = ANY (%s)", (departments,))
    if departments:
        return Sql("(one.nationwide OR one.departments && %s::varchar[])", (departments,))
    return ANYTHING
