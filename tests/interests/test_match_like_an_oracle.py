"""Matching against a plain matcher that anybody can read, on whatever hypothesis thinks of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interests.models import Mipyme, OpportunityMatch
from interests.queries.wording import compile_words
from interests.services import matching
from procurement.models import Modality, Process
from tests.interests.factories import InterestFactory
from tests.interests.oracle import Said, asked, fits
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

CODES = ["72000000", "72140000", "72141100", "72141103", "72141104", "81000000", "81101500", "81101501"]
TOWNS = ["25777", "25001", "15001", "15002"]
VALUES = st.none() | st.sampled_from([0, 1, 5, 10, 50]).map(Decimal)
# None of them is another's stem, so that what a title says is the words that it is made of.
WORDS = ["puente", "vía", "papel", "salud"]
MODALITIES = [Modality.MINIMUM, Modality.TENDER, Modality.MERIT]


entries: st.SearchStrategy[list[str]] = st.just([]) | st.lists(
    st.lists(st.sampled_from(WORDS), min_size=1, max_size=2, unique=True).map(" ".join), max_size=2, unique=True
)
interests = st.fixed_dictionaries(
    {
        "codes": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
        "places": st.lists(st.sampled_from(["25", "15", *TOWNS]), max_size=3, unique=True),
        "entities": st.lists(st.sampled_from([0, 1]), max_size=2, unique=True),
        "range": st.tuples(VALUES, VALUES),
        "excluded": st.lists(st.sampled_from([0, 1]), max_size=1),
        "modalities": st.lists(st.sampled_from(MODALITIES), max_size=2, unique=True),
        "mipyme": st.sampled_from(Mipyme.values),
        "words": entries,
        "words_excluded": entries,
    }
).filter(lambda one: one["codes"] or one["places"] or one["entities"] or one["words"])
processes = st.fixed_dictionaries(
    {
        "codes": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
        "place": st.sampled_from([None, "25", "15", *TOWNS]),
        "entity": st.sampled_from([0, 1]),
        "budget": VALUES,
        "days": st.sampled_from([-1, 1, None]),
        "modality": st.sampled_from(MODALITIES),
        "mipyme_only": st.sampled_from([None, True, False]),
        "title": st.lists(st.sampled_from(WORDS), max_size=3, unique=True).map(" ".join),
    }
)


@pytest.mark.django_db
@given(st.lists(interests, min_size=1, max_size=6), st.lists(processes, min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_both_ways_of_matching_find_what_the_oracle_finds(wanted, published):
    places = {code: town(code, f"Municipio {code}", f"Departamento {code[:2]}") for code in TOWNS}
    entities = [EntityFactory(), EntityFactory()]
    supplier = SupplierFactory()
    areas = [_area(supplier, entities, one) for one in wanted]
    offered = [_process(places, entities, one) for one in published]
    questions = {area.pk: asked(area, _words) for area in areas}
    answers = {process.pk: _said(process) for process in offered}
    expected = {
        (area, process) for area, asks in questions.items() for process, says in answers.items() if fits(asks, says)
    }

    matching.match_processes([process.pk for process in offered])
    ours = OpportunityMatch.objects.filter(supplier=supplier)
    assert set(ours.values_list("interest_id", "process_id")) == expected

    ours.delete()
    for area in areas:
        matching.match_interest(area)
    found = ours.filter(process__in=offered)
    assert set(found.values_list("interest_id", "process_id")) == expected


def _area(supplier, entities, one):
    least, most = one["range"]
    if least is not None and most is not None and least > most:
        least, most = most, least
    area = InterestFactory.build(
        supplier=supplier,
        entities=[entities[number].pk for number in one["entities"]],
        entities_excluded=[entities[number].pk for number in one["excluded"]],
        value_min=least,
        value_max=most,
        **{name: one[name] for name in ("codes", "places", "modalities", "mipyme", "words", "words_excluded")},
    )
    compile_words(area)
    area.save()
    return area


def _process(places, entities, one):
    code = one["place"]
    place = {} if code is None else places.get(code) or {"department": places[f"{code}001"]["department"]}
    closes_at = None if one["days"] is None else timezone.now() + timedelta(days=one["days"])
    return ProcessFactory(
        codes=one["codes"],
        entity=entities[one["entity"]],
        buyer_name="",
        closes_at=closes_at,
        **{name: one[name] for name in ("budget", "modality", "mipyme_only", "title")},
        **place,
    )


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


def _said(process: Process) -> Said:
    return Said(
        codes=frozenset(process.code_paths),
        department=process.department_id,
        town=process.municipality_id,
        entity=process.entity_id,
        modality=process.modality,
        mipyme=process.mipyme_only,
        budget=process.budget,
        stems=_words(process.title),
        open=process.closes_at is None or process.closes_at > timezone.now(),
    )
