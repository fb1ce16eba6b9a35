"""Which notices one wants: from what every room says, save those of security, which always come."""

import pytest

from accounts.models import Activity
from accounts.services import notices
from accounts.services.notices import Notice
from accounts.services.profile import REVIEW
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import InterestFactory
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/avisos/"
# What other rooms offer to mute: wanted throughout.
REST = {"expiry": "on"}


@pytest.fixture
def ana(client):
    ana = UserFactory(email="ana@example.com")
    sign_in(client, ana)
    return ana


def test_one_that_may_be_muted_is_muted_and_wanted_again(client, ana):
    assert notices.wants(ana, REVIEW)
    assert client.post(PAGE, REST).url == PAGE
    ana.refresh_from_db()
    assert ana.muted_notices == [REVIEW]
    assert not notices.wants(ana, REVIEW)
    assert not client.get(PAGE).context["form"][REVIEW].value()
    assert "Todos menos 1" in client.get("/cuenta/").content.decode()
    client.post(PAGE, REST | {REVIEW: "on"})
    ana.refresh_from_db()
    assert notices.wants(ana, REVIEW)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.NOTICES_CHANGED).count() == 2


def test_choosing_what_was_chosen_is_no_change(client, ana):
    client.post(PAGE, REST | {REVIEW: "on"})
    assert not Activity.objects.filter(kind=Activity.Kind.NOTICES_CHANGED).exists()


def test_those_of_security_cannot_be_muted_and_the_page_says_why(client, ana):
    page = client.get(PAGE)
    assert "security" not in page.context["form"].fields
    assert "Así se entera si alguien más entra." in page.content.decode()
    ana.muted_notices = ["security", "sign-in-code"]
    assert notices.wants(ana, "security")
    assert notices.wants(ana, "sign-in-code")


def test_opportunities_are_decided_in_each_area_by_who_has_one(client, ana):
    areas = 'href="/intereses/"'
    assert "Elegir en mis áreas" not in client.get(PAGE).content.decode()
    InterestFactory(supplier=MembershipFactory(user=ana).supplier)
    page = client.get(PAGE).content.decode()
    assert "Elegir en mis áreas" in page
    assert areas in page


def test_a_room_that_registers_a_kind_has_it_on_the_page(client, ana, monkeypatch):
    monkeypatch.setattr(notices, "_notices", dict(notices._notices))
    notices.register(Notice(kind="invoices", label="Facturas", help="Cuando se pagan."))
    client.post(PAGE, REST | {REVIEW: "on"})
    ana.refresh_from_db()
    assert ana.muted_notices == ["invoices"]
    assert "Facturas" in client.get(PAGE).content.decode()


def test_a_kind_that_nobody_registered_is_wanted(ana):
    assert notices.wants(ana, "unheard-of")


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).url == f"/ingresar/?next={PAGE}"
