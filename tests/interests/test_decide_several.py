"""The same act for several opportunities at once."""

import uuid

import pytest
from django.core.exceptions import PermissionDenied

from groundwork.messaging.models import Message, Notice
from interests.models import Opportunity, State
from interests.services import opportunities
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import ROADS, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

LIST, BULK = "/oportunidades/", "/oportunidades/varias/"


@pytest.fixture
def three(supplier) -> list[Opportunity]:
    interest = InterestFactory(supplier=supplier)
    return [opportunity(interest, ProcessFactory(codes=(ROADS,), title=f"Vía {number}")) for number in range(3)]


def chosen(ones, **given):
    return {"chosen": [str(one.code) for one in ones], **given}


def said(client) -> str:
    return client.get(LIST).content.decode()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        ("saved", "2 oportunidades quedaron guardadas."),
        ("preparing", "2 oportunidades quedaron en preparación."),
        ("discarded", "2 oportunidades quedaron descartadas."),
        ("new", "2 oportunidades volvieron a las nuevas."),
    ],
)
def test_all_that_were_chosen_go_there_and_no_other(as_ana, three, state, words):
    other = State.SAVED if state == "new" else State.NEW
    Opportunity.objects.update(state=other)
    response = as_ana.post(BULK, chosen(three[:2], act=state, back="orden=valor&elegir=todas"))
    assert response.url == f"{LIST}?orden=valor"
    assert [one.state for one in Opportunity.objects.order_by("pk")] == [state, state, other]
    assert words in said(as_ana)


def test_the_same_twice_is_calm(as_ana, three):
    for _twice in range(2):
        as_ana.post(BULK, chosen(three[:1], act="saved"))
    assert "1 oportunidad quedó guardada." in said(as_ana)
    assert Opportunity.objects.filter(state=State.SAVED).count() == 1


def test_nothing_chosen_says_so(as_ana, three):
    as_ana.post(BULK, {"act": "saved"})
    assert "No eligió ninguna oportunidad." in said(as_ana)
    assert not Opportunity.objects.exclude(state=State.NEW).exists()


@pytest.mark.parametrize(
    "given",
    [{"act": "", "chosen": []}, {"act": "borrar"}, {"act": "saved", "chosen": ["x"]}, {"act": "hand-over", "to": "x"}],
    ids=["no act", "unknown act", "no code", "nobody"],
)
def test_what_cannot_be_is_said_and_changes_nothing(as_ana, three, given):
    response = as_ana.post(BULK, {**chosen(three), **given})
    assert response.status_code == 302
    assert '<div class="notice notice--error"' in said(as_ana)
    assert not Opportunity.objects.exclude(state=State.NEW, assigned_to=None).exists()


def test_too_many_at_once_is_said(as_ana, three):
    as_ana.post(BULK, {"act": "saved", "chosen": [str(uuid.uuid4()) for _each in range(101)]})
    assert "Elija a lo sumo 100 a la vez." in said(as_ana)


def test_those_of_others_count_for_nothing(as_ana, three):
    theirs = opportunity(InterestFactory(), ProcessFactory(codes=(ROADS,)))
    as_ana.post(BULK, chosen([three[0], theirs], act="discarded"))
    theirs.refresh_from_db()
    assert theirs.state == State.NEW
    assert "1 oportunidad quedó descartada." in said(as_ana)


def test_a_stranger_decides_nothing(client, stranger, three):
    sign_in(client, stranger)
    client.post(BULK, chosen(three, act="discarded"))
    assert not Opportunity.objects.exclude(state=State.NEW).exists()
    assert "0 oportunidades quedaron descartadas." in said(client)


def test_who_may_only_look_is_refused(client, reader, three):
    sign_in(client, reader)
    assert client.post(BULK, chosen(three, act="saved")).status_code == 403
    assert 'name="chosen"' not in said(client)
    with pytest.raises(PermissionDenied):
        opportunities.decide_several([three[0].code], State.SAVED, by=reader)


def test_several_are_handed_over_with_one_mail(as_ana, supplier, three):
    eva = MembershipFactory(supplier=supplier, user=UserFactory(full_name="Eva Ruiz")).user
    as_ana.post(BULK, chosen(three, act="hand-over", to=str(eva.code)))
    assert set(Opportunity.objects.values_list("assigned_to", flat=True)) == {eva.pk}
    message = Message.objects.get(recipient=eva)
    assert message.subject == "3 oportunidades a su cargo"
    assert all(one.process.title in message.text for one in three)
    assert Notice.objects.get(recipient=eva).path == f"{LIST}?estado=nuevas&mias=1"
    assert "Pasó 3 oportunidades." in said(as_ana)
    as_ana.post(BULK, chosen(three, act="hand-over", to=""))
    assert set(Opportunity.objects.values_list("assigned_to", flat=True)) == {None}


def test_nobody_outside_the_team_is_given_them(as_ana, three, stranger):
    as_ana.post(BULK, chosen(three, act="hand-over", to=str(stranger.code)))
    assert "Esa persona no está en el equipo." in said(as_ana)
    assert not Message.objects.exists()


def test_those_of_two_suppliers_go_only_to_who_is_in_both(as_ana, ana, supplier, three):
    second = MembershipFactory(user=ana).supplier
    theirs = opportunity(InterestFactory(supplier=second), ProcessFactory(codes=(ROADS,)))
    eva = MembershipFactory(supplier=supplier).user
    as_ana.post(BULK, chosen([*three, theirs], act="hand-over", to=str(eva.code)))
    assert "Esa persona no está en el equipo." in said(as_ana)
    MembershipFactory(supplier=second, user=eva)
    as_ana.post(BULK, chosen([*three, theirs], act="hand-over", to=str(eva.code)))
    assert Opportunity.objects.filter(assigned_to=eva).count() == 4
    assert Message.objects.filter(recipient=eva).count() == 2


def test_a_link_does_nothing(as_ana, three):
    assert as_ana.get(BULK, chosen(three, act="discarded")).status_code == 405


@pytest.mark.parametrize("act", ["saved", "hand-over"])
def test_it_costs_the_same_queries_however_many(as_ana, supplier, three, act, django_assert_max_num_queries):
    eva = MembershipFactory(supplier=supplier).user
    as_ana.get(LIST)
    for many in (1, 3):
        Opportunity.objects.update(state=State.NEW, assigned_to=None)
        with django_assert_max_num_queries(9 if act == "saved" else 17):
            as_ana.post(BULK, chosen(three[:many], act=act, to=str(eva.code)))
    assert Opportunity.objects.filter(state=State.SAVED if act == "saved" else State.NEW).count() == 3
