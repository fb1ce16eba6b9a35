"""Passing one opportunity to a member of the team, who is told once."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from groundwork.messaging.models import Message, Notice
from interests.models import Opportunity
from interests.services import departures, handing_over
from onboarding.models import Role
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import ROADS, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def found(supplier) -> Opportunity:
    process = ProcessFactory(codes=(ROADS,), title="Placa huella en Supatá")
    return opportunity(InterestFactory(supplier=supplier), process)


@pytest.fixture
def eva(supplier):
    return MembershipFactory(supplier=supplier, role=Role.SIGNER, user=UserFactory(full_name="Eva Ruiz")).user


def url(one: Opportunity) -> str:
    return f"/oportunidades/{one.code}/encargo/"


def page(one: Opportunity) -> str:
    return reverse("interests:opportunity", args=[one.code])


def test_whoever_gets_it_is_told_by_mail_and_on_screen(as_ana, ana, found, eva):
    assert as_ana.post(url(found), {"to": eva.code}).url == page(found)
    found.refresh_from_db()
    assert found.assigned_to == eva
    message = Message.objects.get()
    assert (message.recipient, message.subject) == (eva, "A su cargo: Placa huella en Supatá")
    for told in (ana.full_name, found.supplier.name, page(found), "cierra el"):
        assert told in message.text
    assert page(found) in message.html
    assert Notice.objects.get(recipient=eva).path == page(found)
    content = as_ana.get(page(found)).content.decode()
    assert "Quedó a cargo de Eva Ruiz." in content
    assert "Está a cargo de Eva Ruiz." in content


def test_the_mail_speaks_its_readers_language(as_ana, found, eva):
    type(eva).objects.filter(pk=eva.pk).update(language="en")
    as_ana.post(url(found), {"to": eva.code})
    assert "hora legal colombiana" not in Message.objects.get().text


def test_the_same_twice_tells_once_and_back_again_tells_again(as_ana, found, eva):
    for _twice in range(2):
        as_ana.post(url(found), {"to": eva.code})
    assert Message.objects.count() == 1
    as_ana.post(url(found), {"to": ""})
    found.refresh_from_db()
    assert found.assigned_to is None
    as_ana.post(url(found), {"to": eva.code})
    assert Message.objects.filter(recipient=eva).count() == 2


def test_whoever_takes_it_themselves_is_told_nothing(as_ana, ana, found):
    as_ana.post(url(found), {"to": ana.code})
    assert Opportunity.objects.get().assigned_to == ana
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_its_mail_may_be_muted_and_the_screen_tells_it_still(as_ana, found, eva):
    eva.muted_notices = ["opportunity-handed"]
    eva.save()
    as_ana.post(url(found), {"to": eva.code})
    assert not Message.objects.exists()
    assert Notice.objects.get(recipient=eva).path == page(found)


def test_nobody_outside_the_team_may_have_it(as_ana, ana, found, stranger):
    response = as_ana.post(url(found), {"to": stranger.code})
    assert response.status_code == 200
    assert "Esa persona no está en el equipo." in response.content.decode()
    with pytest.raises(ValidationError):
        handing_over.hand_over(found, stranger.code, by=ana)
    assert Opportunity.objects.get().assigned_to is None


def test_who_cannot_sign_in_may_not_have_it(ana, found, eva):
    type(eva).objects.filter(pk=eva.pk).update(is_active=False)
    with pytest.raises(ValidationError):
        handing_over.hand_over(found, eva.code, by=ana)


@pytest.mark.parametrize("to", ["x", "00000000-0000-0000-0000-000000000000"])
def test_who_does_not_exist_may_not_have_it(as_ana, found, to):
    assert as_ana.post(url(found), {"to": to}).status_code == 200
    assert Opportunity.objects.get().assigned_to is None


def test_a_reader_may_not_pass_it(client, reader, found, eva):
    sign_in(client, reader)
    assert "Quién se ocupa" not in client.get(page(found)).content.decode()
    assert client.post(url(found), {"to": eva.code}).status_code == 403
    with pytest.raises(PermissionDenied):
        handing_over.hand_over_several([found.code], eva.code, by=reader)
    assert Opportunity.objects.get().assigned_to is None


def test_a_stranger_cannot_tell_that_it_exists(client, stranger, found, eva):
    sign_in(client, stranger)
    assert client.post(url(found), {"to": eva.code}).status_code == 404
    assert client.get(url(found)).status_code == 405


def test_who_leaves_the_team_has_nothing_in_their_charge(as_ana, found, eva):
    as_ana.post(url(found), {"to": eva.code})
    elsewhere = opportunity(InterestFactory(supplier=MembershipFactory(user=eva).supplier), found.process)
    Opportunity.objects.filter(pk=elsewhere.pk).update(assigned_to=eva)
    found.supplier.memberships.filter(user=eva).delete()
    departures.forget(eva)
    assert list(Opportunity.objects.filter(assigned_to=eva)) == [elsewhere]
