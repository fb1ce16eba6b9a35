"""The first three steps of each role, and the notices that teach once."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Lesson
from accounts.services.lessons import SLUGS
from interests.models import Interest
from onboarding.models import Review
from procurement.models import EntityRole
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.interests.factories import InvitationFactory
from tests.onboarding.factories import DocumentVersionFactory, MembershipFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db

HOME, LEARN = "/inicio/", "/cuenta/aprendido/"
FIRST = {"lesson": "first-steps", "next": HOME}


@pytest.fixture
def ana(client):
    ana = UserFactory()
    sign_in(client, ana)
    return ana


def steps(client):
    """Where each step leads; empty for one that is done; None once there are none."""
    found = client.get(HOME).context["today"].steps
    return found and [task.url for task in found.tasks]


def test_a_newcomer_sees_three_steps_and_how_many_are_done(client, ana):
    assert steps(client) == [
        reverse("onboarding:supplier_new"),
        reverse("interests:interest_new"),
        "/cuenta/seguridad/",
    ]
    assert "Pasos hechos: 0 de 3" in client.get(HOME).content.decode()


def test_a_step_that_was_taken_is_no_longer_a_link_and_counts(client, ana):
    MembershipFactory(user=ana)
    assert steps(client) == ["", reverse("interests:interest_new"), "/cuenta/seguridad/"]
    assert "Pasos hechos: 1 de 3" in client.get(HOME).content.decode()


def test_the_steps_go_away_once_taken(client, ana):
    supplier = MembershipFactory(user=ana).supplier
    Interest.objects.create(supplier=supplier, name="Vías", codes=["72141000"], created_by=ana)
    AuthenticatorFactory(user=ana)
    assert steps(client) is None


def test_what_a_mate_did_for_the_supplier_counts_and_what_a_stranger_did_does_not(client, ana):
    stranger = MembershipFactory()
    Interest.objects.create(supplier=stranger.supplier, name="Vías", codes=["72141000"], created_by=stranger.user)
    mine = MembershipFactory(user=ana).supplier
    assert steps(client)[1]
    Interest.objects.create(supplier=mine, name="Vías", codes=["72141000"], created_by=stranger.user)
    assert not steps(client)[1]


def test_entity_staff_have_their_own_steps(client, ana):
    entity = EntityMembershipFactory(user=ana, role=EntityRole.BUYER).entity
    EntityMembershipFactory(user=ana, entity=entity, role=EntityRole.SUPERVISOR)
    EntityMembershipFactory()
    assert steps(client) == ["/cuenta/seguridad/", reverse("procurement:team"), reverse("interests:directory")]
    EntityMembershipFactory(entity=entity)
    invitation = InvitationFactory(entity=entity)
    assert steps(client)[1] == ""
    invitation.sent_at = timezone.now()
    invitation.save()
    assert steps(client)[1:] == ["", ""]


def test_reviewers_have_their_own_steps(client):
    reviewer = AuthenticatorFactory(user=UserFactory(is_reviewer=True)).user
    sign_in(client, reviewer, reviewer.authenticator_set.get())
    assert steps(client) == ["", reverse("support:shortcuts"), reverse("onboarding:review_queue")]
    client.post(LEARN, {"lesson": "review-keys", "next": HOME})
    assert steps(client) == ["", "", reverse("onboarding:review_queue")]
    Review.objects.create(version=DocumentVersionFactory(), reviewer=reviewer, approved=True)
    assert steps(client) is None


def test_an_administrator_who_offers_nothing_has_none(client):
    boss = AuthenticatorFactory(user=UserFactory(is_staff=True)).user
    sign_in(client, boss, boss.authenticator_set.get())
    assert steps(client) is None


def test_who_puts_the_steps_away_sees_them_never_again_in_any_browser(client, ana):
    assert client.post(LEARN, FIRST).url == HOME
    assert client.post(LEARN, FIRST).url == HOME
    assert steps(client) is None
    assert Lesson.objects.filter(user=ana).count() == 1
    later = Client()
    sign_in(later, ana)
    assert steps(later) is None
    other = Client()
    sign_in(other, UserFactory())
    assert steps(other) is not None


def test_put_away_costs_one_question_less(client, ana):
    counts = []
    for _time in range(2):
        with CaptureQueriesContext(connection) as captured:
            client.get(HOME)
            counts.append(len(captured))
        client.post(LEARN, FIRST)
    assert counts[1] == counts[0] - 1


def test_a_lesson_is_shown_until_it_is_put_away_where_it_stood(client, ana):
    MembershipFactory(user=ana)
    page = "/proveedor/"
    assert "Un documento a la vez" in client.get(page).content.decode()
    assert client.post(LEARN, {"lesson": "one-paper", "next": page}).url == page
    assert "Un documento a la vez" not in client.get(page).content.decode()


def test_a_visitor_is_taught_nothing_that_has_to_be_put_away(client):
    assert LEARN not in client.get("/procesos/?q=vias").content.decode()


@pytest.mark.parametrize("given", [{}, {"lesson": "otra"}, {"lesson": "x" * 500}], ids=["none", "unknown", "long"])
def test_a_lesson_that_there_is_not_is_not_found(client, ana, given):
    assert client.post(LEARN, given).status_code == 404
    assert not Lesson.objects.exists()


def test_putting_away_is_posted_by_who_is_signed_in_and_leads_nowhere_else(client, ana):
    assert client.get(LEARN).status_code == 405
    assert client.post(LEARN, {"lesson": "areas", "next": "https://malo.example/"}).url == HOME
    client.logout()
    assert client.post(LEARN, FIRST).url.startswith("/ingresar/")


def test_every_lesson_is_shown_somewhere_and_every_one_shown_can_be_put_away():
    templates = Path(settings.BASE_DIR, "templates").rglob("*.html")
    shown = {slug for file in templates for slug in re.findall(r'with lesson="([\w-]+)"', file.read_text("utf-8"))}
    assert shown == SLUGS
