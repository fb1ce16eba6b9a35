"""The published profiles as anybody finds them: by words or NIT, by what they offer, by where they are."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchQuery, SearchVectorField
from django.db.models import CharField, Count, F, Func, Q, QuerySet, Value
from django.db.models.functions import Lower

from groundwork.reference.codes import ancestors_of
from groundwork.web.paging import CappedCount, Key, Page, capped_count, page_of
from interests.queries.reasons import titles_of
from onboarding.models import NATURAL_PERSONS, PersonType, Supplier
from procurement.models import Award
from procurement.models.search import ACCENTED, CONFIG, PLAIN, Translate

# Served by the index published_by_name.
NAME_KEY = Translate(Lower("name"), Value(ACCENTED), Value(PLAIN))
KEYS = (Key("name_key"), Key("id"))
SHOWN, SHOWN_CODES = 20, 3


class Document(Func):
    """The words of a profile, as the index directory_words has them (interests.queries.directory.conditions)."""

    template = (
        f"to_tsvector('{CONFIG}', regexp_replace(translate(lower(%(expressions)s), '{ACCENTED}', '{PLAIN}'),"
        r" '(a|u)cion\M', '\1ción', 'g'))"
    )
    arg_joiner = " || ' ' || "
    output_field = SearchVectorField()


class Headings(Func):
    """Some codes with all that stands above them: the index published_headings has those of what is offered."""

    function = "interests_headings"
    output_field = ArrayField(CharField())


@dataclass(frozen=True, slots=True)
class Asked:
    """What is looked for; what is empty asks nothing."""

    tsquery: str = ""  # from procurement.queries.words.parse
    nit: str = ""  # of a firm, with its check digit or without
    code: str = ""  # eight digits
    department: str = ""


@dataclass(frozen=True, slots=True)
class Found:
    """A page of profiles, with the titles of the codes that its rows show and the awards of its firms by their code."""

    count: CappedCount
    page: Page[Supplier]
    titles: dict[str, str]
    awards: dict[str, int]


def find(asked: Asked, cursor: str = "") -> Found:
    """The profiles that are asked for, by name. Raises BadCursorError for a cursor that this list did not give."""
    profiles = asked_for(asked)
    page: Page[Supplier] = page_of(
        profiles.select_related("municipality__department").annotate(name_key=NAME_KEY),
        KEYS,
        cursor=cursor,
        size=SHOWN,
    )
    titles = titles_of(code for one in page.items for code in one.offers[:SHOWN_CODES])
    return Found(capped_count(profiles), page, titles, _awards(page.items))


def asked_for(asked: Asked) -> QuerySet[Supplier]:
    """The profiles that are asked for, in no order."""
    found = Supplier.objects.published()
    if asked.tsquery:
        question = SearchQuery(asked.tsquery, search_type="raw", config="simple")  # stemmed already
        found = found.alias(document=Document(F("name"), F("about"))).filter(document=question)
    if asked.nit:  # a natural person's number is nobody else's to look up
        found = found.filter(nit__startswith=asked.nit).exclude(person_type__in=NATURAL_PERSONS)
    if asked.code:
        offered = found.alias(headings=Headings(F("offers")))
        found = offered.filter(Q(headings__contains=[asked.code]) | Q(offers__overlap=ancestors_of(asked.code)))
    if asked.department:
        found = found.filter(municipality__department=asked.department)
    return found


def _awards(suppliers: Sequence[Supplier]) -> dict[str, int]:
    """How many awards each firm has, as its profile counts them, by its public code, in one query."""
    numbers = {one.nit[:-1]: str(one.code) for one in suppliers if one.nit and one.person_type == PersonType.LEGAL}
    if not numbers:
        return {}
    found = Award.objects.filter(supplier_nit__in=numbers).exclude(code="").values("supplier_nit")
    return {
        numbers[nit]: count for nit, count in found.annotate(count=Count("pk")).values_list("supplier_nit", "count")
    }
