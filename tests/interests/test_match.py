"""What fits what, case by case: docs/matching.md."""

import threading
import time
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from interests.models import Fit, Opportunity, OpportunityMatch, Status
from interests.services import areas, matching
from tests.interests.factories import ROADS, InterestFactory
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

PAVING = "72141103"


def matches(interest, process) -> OpportunityMatch | None:
    matching.match_processes([process.pk])
    return OpportunityMatch.objects.filter(interest=interest, process=process).first()


@pytest.mark.parametrize("code", ["72000000", "72140000", "72141100", PAVING])
def test_a_code_covers_what_is_below_it(code):
    reason = matches(InterestFactory(codes=[code]), ProcessFactory(codes=(PAVING,)))
    assert reason is not None
    assert reason.codes == [code]


@pytest.mark.parametrize("code", ["72141104", "72141200", "72150000", "73000000"])
def test_a_code_covers_nothing_beside_it(code):
    assert matches(InterestFactory(codes=[code]), ProcessFactory(codes=(PAVING,))) is None


def test_a_code_does_not_cover_what_is_above_it():
    assert matches(InterestFactory(codes=[PAVING]), ProcessFactory(codes=("72141100",))) is None


def test_the_secondary_codes_of_a_process_count():
    reason = matches(InterestFactory(codes=["81101500", "44000000"]), ProcessFactory(codes=(PAVING, "81101500")))
    assert reason is not None
    assert reason.codes == ["81101500"]


def test_a_process_without_codes_fits_no_area_that_asks_for_them():
    assert matches(InterestFactory(), ProcessFactory()) is None


@pytest.mark.parametrize(
    ("least", "most", "fits"),
    [(50, 50, True), (None, 50, True), (50, None, True), (51, None, False), (None, 49, False), (10, 90, True)],
)
def test_a_value_fits_from_the_least_to_the_most_both_included(least, most, fits):
    interest = InterestFactory(
        value_min=least and Decimal(least * 1_000_000), value_max=most and Decimal(most * 1_000_000)
    )
    reason = matches(interest, ProcessFactory(codes=(ROADS,), budget=Decimal(50_000_000)))
    assert (reason is not None) is fits
    assert reason is None or reason.value == Fit.MATCHED


@pytest.mark.parametrize("budget", [None, Decimal(0)])
def test_an_unknown_value_fits_and_is_said(budget):
    reason = matches(InterestFactory(value_min=Decimal(1)), ProcessFactory(codes=(ROADS,), budget=budget))
    assert reason is not None
    assert reason.value == Fit.UNKNOWN


def test_a_value_that_nobody_asked_for_is_not_a_reason():
    reason = matches(InterestFactory(), ProcessFactory(codes=(ROADS,), budget=None))
    assert reason is not None
    assert (reason.value, reason.place, reason.entity) == (Fit.ANY, Fit.ANY, Fit.ANY)


def test_a_department_covers_its_municipalities():
    process = ProcessFactory(codes=(ROADS,), **town("25777", "Supatá", "Cundinamarca"))
    reason = matches(InterestFactory(places=["25"]), process)
    assert reason is not None
    assert reason.place == Fit.MATCHED


@pytest.mark.parametrize(("places", "fits"), [(["25777"], True), (["25001"], False), (["15"], False)])
def test_a_municipality_is_itself_and_no_other(places, fits):
    process = ProcessFactory(codes=(ROADS,), **town("25777", "Supatá", "Cundinamarca"))
    assert (matches(InterestFactory(places=places), process) is not None) is fits


def test_a_process_that_says_no_place_fits_and_is_said():
    reason = matches(InterestFactory(places=["25777"]), ProcessFactory(codes=(ROADS,)))
    assert reason is not None
    assert reason.place == Fit.UNKNOWN


@pytest.mark.parametrize(
    ("places", "fit"), [(["25777"], Fit.UNKNOWN), (["25"], Fit.MATCHED), (["15"], None), (["15001"], None)]
)
def test_a_process_that_says_only_its_department_may_be_in_any_of_its_municipalities(places, fit):
    department = town("25777", "Supatá", "Cundinamarca")["department"]
    town("15001", "Tunja", "Boyacá")
    reason = matches(InterestFactory(places=places), ProcessFactory(codes=(ROADS,), department=department))
    assert (reason.place if reason else None) == fit


def test_only_the_chosen_entities_fit():
    chosen, other = EntityFactory(), EntityFactory()
    interest = InterestFactory(entities=[chosen.pk])
    reason = matches(interest, ProcessFactory(codes=(ROADS,), entity=chosen))
    assert reason is not None
    assert reason.entity == Fit.MATCHED
    assert matches(interest, ProcessFactory(codes=(ROADS,), entity=other)) is None


def test_an_area_may_ask_only_for_entities():
    entity = EntityFactory()
    interest = InterestFactory(codes=[], entities=[entity.pk])
    assert matches(interest, ProcessFactory(entity=entity)) is not None
    assert matches(interest, ProcessFactory(codes=(ROADS,))) is None


def test_an_area_may_ask_only_for_places():
    interest = InterestFactory(codes=[], places=["25777"])
    here = town("25777", "Supatá", "Cundinamarca")
    assert matches(interest, ProcessFactory(codes=(PAVING,), **here)) is not None
    assert matches(interest, ProcessFactory(department=here["department"])) is not None
    assert matches(interest, ProcessFactory()) is not None
    assert matches(interest, ProcessFactory(codes=(PAVING,), **town("15001", "Tunja", "Boyacá"))) is None


def test_every_filter_must_fit():
    process = ProcessFactory(codes=(ROADS,), **town("25777", "Supatá", "Cundinamarca"))
    assert matches(InterestFactory(places=["25"], value_max=Decimal(1)), process) is None
    assert matches(InterestFactory(places=["15"], value_min=Decimal(1)), process) is None


@pytest.mark.parametrize(
    "facts",
    [
        {"closes_at": timezone.now() - timedelta(minutes=1)},
        {"decision": "cancelled"},
        {"decision": "awarded"},
        {"closes_at": None, "said_closed": True},
    ],
)
def test_a_process_that_receives_no_proposals_is_no_opportunity(facts):
    assert matches(InterestFactory(), ProcessFactory(codes=(ROADS,), **facts)) is None
    assert not Opportunity.objects.exists()


def test_a_process_that_closes_this_very_moment_is_no_opportunity():
    process = ProcessFactory(codes=(ROADS,))
    InterestFactory()
    assert matching.match_processes([process.pk], at=process.closes_at).matches == 0
    assert matching.match_processes([process.pk], at=process.closes_at - timedelta(microseconds=1)).matches == 1


def test_a_process_without_a_closing_date_is_open():
    assert matches(InterestFactory(), ProcessFactory(codes=(ROADS,), closes_at=None)) is not None


def test_a_paused_area_finds_nothing():
    assert matches(InterestFactory(status=Status.PAUSED), ProcessFactory(codes=(ROADS,))) is None


def test_two_areas_of_a_supplier_make_one_opportunity_with_two_reasons():
    wide = InterestFactory(codes=["72000000"])
    narrow = InterestFactory(codes=[PAVING], supplier=wide.supplier)
    other = InterestFactory(codes=["81000000"], supplier=wide.supplier)
    process = ProcessFactory(codes=(PAVING,))
    found = matching.match_processes([process.pk])
    assert (found.opportunities, found.matches) == (1, 2)
    reasons = OpportunityMatch.objects.filter(supplier=wide.supplier, process=process)
    assert set(reasons.values_list("interest", flat=True)) == {wide.pk, narrow.pk} - {other.pk}


def test_two_suppliers_have_an_opportunity_each():
    InterestFactory()
    InterestFactory()
    assert matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).opportunities == 2


def test_matching_again_finds_nothing_and_changes_nothing():
    InterestFactory()
    process = ProcessFactory(codes=(ROADS,))
    matching.match_processes([process.pk])
    opportunity = Opportunity.objects.get()
    opportunity.state = "discarded"
    opportunity.save()
    again = matching.match_processes([process.pk, process.pk])
    assert (again.opportunities, again.matches) == (0, 0)
    opportunity.refresh_from_db()
    assert opportunity.state == "discarded"


def test_a_process_that_changed_finds_the_areas_that_it_did_not_fit_before():
    interest = InterestFactory(value_max=Decimal(10))
    process = ProcessFactory(codes=(ROADS,), budget=Decimal(20))
    assert matches(interest, process) is None
    process.budget = Decimal(5)
    process.save()
    assert matches(interest, process) is not None


def test_a_match_cannot_be_without_its_opportunity():
    interest, process = InterestFactory(), ProcessFactory(codes=(ROADS,))
    with transaction.atomic(), pytest.raises(IntegrityError, match="without its opportunity"):
        OpportunityMatch.objects.create(interest=interest, supplier=interest.supplier, process=process)
    assert matches(interest, process) is not None


def test_an_opportunity_takes_its_matches_with_it_and_no_others():
    interest, other = InterestFactory(), InterestFactory()
    process = ProcessFactory(codes=(ROADS,))
    assert matches(interest, process) is not None
    Opportunity.objects.get(supplier=interest.supplier).delete()
    assert [match.interest_id for match in OpportunityMatch.objects.all()] == [other.pk]


def test_every_opportunity_has_a_code_of_its_own():
    for _area in range(3):
        InterestFactory()
    processes = [ProcessFactory(codes=(ROADS,)).pk for _process in range(2)]
    matching.match_processes(processes[:1])
    matching.match_processes(processes)
    assert len(set(Opportunity.objects.values_list("code", flat=True))) == 6


@pytest.mark.django_db(transaction=True)
def test_a_reason_found_while_its_opportunity_is_taken_away_has_a_new_one():
    first, process = InterestFactory(), ProcessFactory(codes=(ROADS,))
    assert matches(first, process) is not None
    second = InterestFactory(supplier=first.supplier)
    taken = threading.Event()

    def take_away() -> None:
        with transaction.atomic():
            OpportunityMatch.objects.filter(interest=first).delete()
            Opportunity.objects.select_for_update().get().delete()
            taken.set()
            time.sleep(0.5)
        connection.close()

    thread = threading.Thread(target=take_away)
    thread.start()
    assert taken.wait(10)
    found = matching.match_processes([process.pk])
    thread.join()
    assert found.opportunities == 1
    assert second.pk in OpportunityMatch.objects.values_list("interest_id", flat=True)
    assert Opportunity.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_opportunity_that_a_batch_gives_another_reason_is_not_taken_away_meanwhile():
    member = MembershipFactory()
    first = InterestFactory(supplier=member.supplier)
    process = ProcessFactory(codes=(ROADS,))
    assert matches(first, process) is not None
    second = InterestFactory(supplier=member.supplier)

    def take_away() -> None:
        areas.delete(first, by=member.user)
        connection.close()

    thread = threading.Thread(target=take_away)
    with transaction.atomic():
        assert matching.match_processes([process.pk]).matches == 1
        thread.start()
        time.sleep(0.5)
        assert thread.is_alive()
    thread.join()
    assert [match.interest_id for match in OpportunityMatch.objects.all()] == [second.pk]
    assert Opportunity.objects.count() == 1
