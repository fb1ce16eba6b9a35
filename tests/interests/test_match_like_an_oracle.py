"""Matching against a matcher of ten lines that anybody can read, on whatever hypothesis thinks of."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from interests.models import Interest, OpportunityMatch
from interests.services import matching
from procurement.models import Process
from tests.interests.factories import InterestFactory
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

CODES = ["72000000", "72140000", "72141100", "72141103", "72141104", "81000000", "81101500", "81101501"]
TOWNS = ["25777", "25001", "15001", "15002"]
VALUES = st.none() | st.sampled_from([0, 1, 5, 10, 50]).map(Decimal)


def fits(interest: Interest, process: Process) -> bool:
    """docs/matching.md, word for word."""
    if interest.codes and not any(code in process.code_paths for code in interest.codes):
        return False
    if interest.entities and process.entity_id not in interest.entities:
        return False
    if process.municipality_id:
        answers = {process.municipality_id, process.municipality_id[:2]}
    elif process.department_id:
        answers = {place for place in interest.places if place[:2] == process.department_id}
    else:
        answers = set(interest.places)
    if interest.places and not answers & set(interest.places):
        return False
    if process.budget:
        if interest.value_min is not None and process.budget < interest.value_min:
            return False
        if interest.value_max is not None and process.budget > interest.value_max:
            return False
    return process.closes_at is None or process.closes_at > timezone.now()


interests = st.fixed_dictionaries(
    {
        "codes": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
        "places": st.lists(st.sampled_from(["25", "15", *TOWNS]), max_size=3, unique=True),
        "entities": st.lists(st.sampled_from([0, 1]), max_size=2, unique=True),
        "range": st.tuples(VALUES, VALUES),
    }
).filter(lambda one: one["codes"] or one["places"] or one["entities"])
processes = st.fixed_dictionaries(
    {
        "codes": st.lists(st.sampled_from(CODES), max_size=3, unique=True),
        "place": st.sampled_from([None, "25", "15", *TOWNS]),
        "entity": st.sampled_from([0, 1]),
        "budget": VALUES,
        "days": st.sampled_from([-1, 1, None]),
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
    expected = {(area.pk, process.pk) for area in areas for process in offered if fits(area, process)}

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
    return InterestFactory(
        supplier=supplier,
        codes=one["codes"],
        places=one["places"],
        entities=[entities[number].pk for number in one["entities"]],
        value_min=least,
        value_max=most,
    )


def _process(places, entities, one):
    code = one["place"]
    place = {} if code is None else places.get(code) or {"department": places[f"{code}001"]["department"]}
    closes_at = None if one["days"] is None else timezone.now() + timedelta(days=one["days"])
    return ProcessFactory(
        codes=one["codes"], entity=entities[one["entity"]], budget=one["budget"], closes_at=closes_at, **place
    )
