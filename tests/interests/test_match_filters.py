"""What fits the finer filters of an area, and who hears of it: docs/matching.md."""

from typing import Any

import pytest

from interests.models import Cadence, Fit, Interest, Mipyme, Mute, OpportunityMatch
from interests.queries.wording import compile_words
from interests.services import matching
from procurement.models import Modality
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

pytestmark = pytest.mark.django_db


def matches(interest: Interest, process: Any) -> OpportunityMatch | None:
    matching.match_processes([process.pk])
    return OpportunityMatch.objects.filter(interest=interest, process=process).first()


def worded(**fields: Any) -> Interest:
    """An area with its words as saving compiles them."""
    area = InterestFactory.build(supplier=SupplierFactory(), **fields)
    compile_words(area)
    area.save()
    return area


def test_an_excluded_entity_never_fits():
    wanted, excluded = EntityFactory(), EntityFactory()
    interest = InterestFactory(entities_excluded=[excluded.pk])
    assert matches(interest, ProcessFactory(codes=(ROADS,), entity=excluded)) is None
    reason = matches(interest, ProcessFactory(codes=(ROADS,), entity=wanted))
    assert reason is not None
    assert reason.entity == Fit.ANY


def test_only_the_chosen_modalities_fit():
    interest = InterestFactory(modalities=[Modality.TENDER, Modality.MERIT])
    assert matches(interest, ProcessFactory(codes=(ROADS,), modality=Modality.TENDER)) is not None
    assert matches(interest, ProcessFactory(codes=(ROADS,), modality=Modality.MINIMUM)) is None


@pytest.mark.parametrize(
    ("asked", "said", "fit"),
    [
        (Mipyme.ANY, None, Fit.ANY),
        (Mipyme.ANY, True, Fit.ANY),
        (Mipyme.ONLY, True, Fit.MATCHED),
        (Mipyme.ONLY, False, None),
        (Mipyme.ONLY, None, Fit.UNKNOWN),
        (Mipyme.NOT, True, None),
        (Mipyme.NOT, False, Fit.MATCHED),
        (Mipyme.NOT, None, Fit.UNKNOWN),
    ],
)
def test_being_limited_to_mipyme_fits_as_asked_and_not_knowing_is_said(asked, said, fit):
    reason = matches(InterestFactory(mipyme=asked), ProcessFactory(codes=(ROADS,), mipyme_only=said))
    assert (reason.mipyme if reason else None) == fit


@pytest.mark.parametrize(
    ("words", "fits"),
    [
        (["papelería"], True),
        (["PAPELERIAS"], True),
        (["suministro papelería"], True),
        (["suministro tóner"], False),
        (["tóner", "papelería"], True),
        (["tóner"], False),
    ],
)
def test_any_entry_of_words_fits_and_all_the_words_of_an_entry_must(words, fits):
    reason = matches(worded(codes=[], words=words), ProcessFactory(title="Suministro de papelería"))
    assert (reason is not None) is fits
    assert reason is None or reason.words == Fit.MATCHED


def test_words_are_asked_besides_the_codes():
    interest = worded(words=["pavimento"])
    assert matches(interest, ProcessFactory(codes=(ROADS,), title="Pavimento de la vereda")) is not None
    assert matches(interest, ProcessFactory(codes=(ROADS,), title="Interventoría")) is None
    assert matches(interest, ProcessFactory(codes=("81101500",), title="Pavimento de la vereda")) is None


def test_a_process_with_an_excluded_word_does_not_fit():
    interest = worded(words_excluded=["interventoría", "mantenimiento vial"])
    assert matches(interest, ProcessFactory(codes=(ROADS,), title="Interventorías de puentes")) is None
    assert matches(interest, ProcessFactory(codes=(ROADS,), title="Mantenimientos viales")) is None
    reason = matches(interest, ProcessFactory(codes=(ROADS,), title="Obra civil"))
    assert reason is not None
    assert reason.words == Fit.ANY


@pytest.mark.parametrize("by", ["process", "interest"])
def test_an_area_of_words_alone_is_found_both_ways(by):
    interest = worded(codes=[], words=["papelería"])
    process = ProcessFactory(title="Suministro de papelería")
    if by == "process":
        matching.match_processes([process.pk])
    else:
        matching.match_interest(interest)
    assert OpportunityMatch.objects.get().words == Fit.MATCHED


def test_the_news_come_with_when_each_person_wants_them():
    interest = InterestFactory()
    wants = {}
    for cadence, hour, weekday in ((Cadence.AT_ONCE, 7, 0), (Cadence.DAILY, 6, 0), (Cadence.WEEKLY, 18, 4)):
        member = MembershipFactory(supplier=interest.supplier)
        AlertSubscriptionFactory(interest=interest, user=member.user, cadence=cadence, hour=hour, weekday=weekday)
        wants[member.user_id] = (cadence, hour, weekday)
    news = matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).news
    assert {one.user_id: (one.cadence, one.hour, one.weekday) for one in news} == wants
    assert {(one.codes[0], one.place, one.mipyme, one.words) for one in news} == {(ROADS, Fit.ANY, Fit.ANY, Fit.ANY)}


@pytest.mark.parametrize("kind", Mute.Kind.values)
def test_who_muted_it_is_not_told_and_the_others_are(kind):
    interest = InterestFactory()
    members = [MembershipFactory(supplier=interest.supplier) for _member in range(2)]
    for member in members:
        AlertSubscriptionFactory(interest=interest, user=member.user)
    process = ProcessFactory(codes=(ROADS,))
    value = {"code": ROADS[:4] + "0000", "entity": str(process.entity_id), "modality": process.modality}[kind]
    Mute.objects.create(user=members[0].user, supplier=interest.supplier, kind=kind, value=value)
    Mute.objects.create(user=members[1].user, supplier=SupplierFactory(), kind=kind, value=value)
    found = matching.match_processes([process.pk])
    assert [one.user_id for one in found.news] == [members[1].user_id]
    assert found.opportunities == 1
