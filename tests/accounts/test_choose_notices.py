"""Which notices one wants by mail and when: from what every room says, save those of security, which always come."""

from datetime import time, timedelta

import pytest
from django.utils import timezone

from accounts.models import Activity, User
from accounts.services import notices, profile
from accounts.services.notices import Notice
from accounts.services.profile import REVIEW
from groundwork.messaging.models import Message
from groundwork.messaging.models import Notice as MessagingNotice
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import InterestFactory
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/avisos/"
# What other rooms offer to mute: wanted throughout.
REST = {kind.kind: "on" for kind in notices.registered() if kind.mutable and kind.kind != REVIEW}


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


def test_a_muted_kind_is_told_of_by_its_mails_names(ana):
    ana.muted_notices = ["expiry"]
    assert not notices.wants_mail(ana, "documents-expiring")
    assert not notices.wants_mail(ana, "rup-renewal")
    assert notices.wants_mail(ana, "data-review")
    assert notices.wants_mail(ana, "unheard-of")


def test_who_mutes_the_yearly_review_finds_it_on_screen(ana):
    User.objects.filter(pk=ana.pk).update(
        muted_notices=[REVIEW], date_joined=timezone.now() - timedelta(days=366), reviewed_at=None
    )
    profile.owe_reviews()
    profile.owe_reviews()
    assert not Message.objects.exists()
    notice = MessagingNotice.objects.of(ana).get()
    assert (notice.kind, notice.path) == (REVIEW, "/cuenta/datos/")


def test_quiet_hours_are_kept_with_the_rest_and_given_up(client, ana):
    hours = {"quiet_from": "22:00", "quiet_until": "06:30"}
    assert client.post(PAGE, REST | {REVIEW: "on"} | hours).url == PAGE
    ana.refresh_from_db()
    assert (ana.quiet_from, ana.quiet_until) == (time(22), time(6, 30))
    assert ana.muted_notices == []
    page = client.get(PAGE)
    assert 'value="22:00"' in page.content.decode()
    assert "America/Bogota" in page.content.decode()
    client.post(PAGE, REST | {REVIEW: "on"} | hours)
    client.post(PAGE, REST | {REVIEW: "on"})
    ana.refresh_from_db()
    assert (ana.quiet_from, ana.quiet_until) == (None, None)
    assert Activity.objects.filter(user=ana, kind=Activity.Kind.NOTICES_CHANGED).count() == 2


@pytest.mark.parametrize(
    ("hours", "field", "words"),
    [
        ({"quiet_from": "22:00"}, "quiet_until", "hasta qué hora"),
        ({"quiet_until": "22:00"}, "quiet_from", "desde qué hora"),
        ({"quiet_from": "22:00", "quiet_until": "22:00"}, "quiet_until", "distinta"),
        ({"quiet_from": "25:00", "quiet_until": "22:00"}, "quiet_from", "válida"),
    ],
    ids=["no end", "no beginning", "alike", "no such hour"],
)
def test_hours_that_say_nothing_are_refused_beside_their_field(client, ana, hours, field, words):
    page = client.post(PAGE, REST | hours)
    assert page.status_code == 200
    assert any(words in error for error in page.context["form"].errors[field])
    ana.refresh_from_db()
    assert ana.quiet_from is None
    assert ana.muted_notices == []


def test_a_kind_that_nobody_registered_is_wanted(ana):
    assert notices.wants(ana, "unheard-of")


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).url == f"/ingresar/?next={PAGE}"
