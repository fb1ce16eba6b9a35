"""Precision and recall of matching on real rows of the open data, against a matcher in plain Python."""

import io
import random
from collections import defaultdict
from copy import copy
from datetime import timedelta
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from groundwork.reference import editions
from groundwork.reference.models import Department
from groundwork.reference.services import places
from interests.models import Interest, Mipyme, OpportunityMatch
from interests.queries.wording import compiled
from interests.services import matching
from procurement.models import Modality, Process
from procurement.queries.words import SYNONYMS
from tests.interests.oracle import Said, asked, fits
from tests.onboarding.factories import SupplierFactory
from tests.reference.shared import SECOP, with_shared_data

pytestmark = pytest.mark.django_db

PROCESSES, AREAS, BOTH_WAYS = 5_000, 2_000, 40
MILLION = 1_000_000
# How many of the varied rows are somewhere else, or nobody knows where.
ELSEWHERE = 0.3


@with_shared_data
def test_five_thousand_real_rows_and_two_thousand_areas_find_each_other_exactly():
    places.load(editions.built_in_places(), source=editions.BUILT_IN, official=False)
    chance = random.Random(20_261_124)  # noqa: S311  # the same areas at each run
    _publish(chance)
    said = {pk: answer._replace(stems=_as_one(answer.stems)) for pk, answer in _read().items()}
    areas = _areas(list(said.values()), chance)
    entries = _stems({entry for area in areas for entry in (*area.words, *area.words_excluded)})
    stems = {entry: _as_one(found) for entry, found in entries.items()}
    of_code: dict[str, set[int]] = defaultdict(set)
    for pk, answer in said.items():
        for code in answer.codes:
            of_code[code].add(pk)
    expected = set()
    for area in areas:
        question = asked(area, stems.__getitem__)
        # Ten million pairs one by one would take a minute; only those that share a code can fit one that asks for it.
        candidates = set().union(*(of_code[code] for code in area.codes)) if area.codes else said
        expected |= {(area.pk, pk) for pk in candidates if fits(question, said[pk])}
    assert len(expected) > AREAS

    matching.match_processes(list(said))
    found = set(OpportunityMatch.objects.values_list("interest_id", "process_id"))
    assert (len(found - expected), len(expected - found)) == (0, 0)

    some = chance.sample(areas, BOTH_WAYS)
    OpportunityMatch.objects.all().delete()
    for area in some:
        matching.match_interest(area)
    pairs = set(OpportunityMatch.objects.values_list("interest_id", "process_id"))
    assert pairs == {pair for pair in expected if pair[0] in {area.pk for area in some}}


def _publish(chance: random.Random) -> None:
    """The rows as if they were of today, and again with another budget, place, modality or closing: PROCESSES."""
    call_command("import_secop", *map(str, SECOP), shift_to="hoy", stdout=io.StringIO())
    departments = list(Department.objects.values_list("code", flat=True))
    rows = list(Process.objects.order_by("pk").defer("search"))
    now = timezone.now()
    again = []
    for number in range(PROCESSES - len(rows)):
        one = copy(rows[number % len(rows)])
        one.pk, one.code = None, f"CO1.REQ.{number}"
        one.budget = chance.choice([None, Decimal(0), Decimal(chance.randrange(MILLION, 900 * MILLION))])
        one.modality = chance.choice(Modality.values)
        one.mipyme_only = chance.choice([None, None, True, False])
        one.closes_at = chance.choice([None, now + timedelta(days=3), now + timedelta(days=9)])
        if chance.random() < ELSEWHERE:
            one.department_id, one.municipality_id = chance.choice([None, *departments]), None
        again.append(one)
    Process.objects.bulk_create(again, batch_size=500)


def _read() -> dict[int, Said]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, code_paths, department_id, municipality_id, entity_id, modality, mipyme_only, budget,"
            " tsvector_to_array(search), open_until > %s FROM procurement_process",
            [timezone.now()],
        )
        return {
            pk: Said._make((frozenset(codes), *facts, frozenset(stems), is_open))
            for pk, codes, *facts, stems, is_open in cursor.fetchall()
        }


def _areas(said: list[Said], chance: random.Random) -> list[Interest]:
    """Areas that ask for what the rows have, each filter of them in some."""
    paths = sorted({path for process in said for path in process.codes})
    towns = sorted({process.town for process in said if process.town})
    bodies = sorted({process.entity for process in said})
    words = ["vías", "suministro de papelería", "interventoría", "mantenimiento", "hospital", "vehículos", "obras"]
    queries = {entry: compiled([entry], field="words") for entry in words}
    supplier = SupplierFactory()

    def some(values: list[Any], most: int, share: float) -> list[Any]:
        return sorted(chance.sample(values, chance.randint(1, most))) if chance.random() < share else []

    made: list[Interest] = []
    while len(made) < AREAS:
        least, most = sorted(chance.randrange(MILLION, 900 * MILLION) for _end in range(2))
        area = Interest(
            supplier=supplier,
            name=f"Área {len(made)}",
            codes=some(paths, 4, 0.7),
            places=some([*towns, *{town[:2] for town in towns}], 4, 0.4),
            entities=some(bodies, 3, 0.1),
            entities_excluded=some(bodies, 3, 0.2),
            modalities=some(Modality.values, 4, 0.2),
            mipyme=chance.choice(["", "", *Mipyme.values]),
            value_min=least if chance.random() < 0.3 else None,
            value_max=most if chance.random() < 0.3 else None,
            words=some(words, 2, 0.2),
            words_excluded=some(words, 2, 0.2),
        )
        if area.codes or area.places or area.entities or area.words:
            area.wanted, area.unwanted = (
                " | ".join(queries[entry] for entry in entries) for entries in (area.words, area.words_excluded)
            )
            made.append(area)
    return Interest.objects.bulk_create(made, batch_size=500)


@cache
def _as_one(stems: frozenset[str]) -> frozenset[str]:
    """The same stems, with those of words that stand for one thing as the first of the pair."""
    synonyms = _synonyms()
    return frozenset(synonyms.get(stem, stem) for stem in stems)


@cache
def _synonyms() -> dict[str, str]:
    stems = {word: next(iter(found)) for word, found in _stems({word for pair in SYNONYMS for word in pair}).items()}
    return {stems[synonym]: stems[word] for word, synonym in SYNONYMS}


def _stems(entries: set[str]) -> dict[str, frozenset[str]]:
    """The stems that each entry asks for, as the dictionary has them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT entry, tsvector_to_array(to_tsvector('spanish', translate(lower(entry), 'áéíóú', 'aeiou')))"
            " FROM unnest(%s::text[]) AS entry",
            [sorted(entries)],
        )
        return {entry: frozenset(stems) for entry, stems in cursor.fetchall()}
