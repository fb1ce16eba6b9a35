"""Answering an invitation to a supplier's team, from the link of its mail."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.urls import reverse
from django.utils import timezone

from accounts.models import Activity
from groundwork.ledger.models import Entry
from onboarding.models import Membership, Role, TeamInvitation
from tests.accounts.factories import PASSWORD, UserFactory, sign_in
from tests.accounts.test_register import registration
from tests.onboarding.factories import MembershipFactory, TeamInvitationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(supplier, boss) -> TeamInvitation:
    return TeamInvitationFactory(supplier=supplier, email="beto@example.com", invited_by=boss)


@pytest.fixture
def beto(client):
    person = UserFactory(email="Beto@example.com", full_name="Beto Ruiz")
    sign_in(client, person)
    return person


def answer(client, invitation, word="accept"):
    return client.post(invitation.url, {"answer": word})


def test_the_invited_person_sees_who_invites_to_what_and_as_what(client, beto, invitation):
    page = client.get(invitation.url).content.decode()
    for said in ("Vías del Sur S. A. S.", "Ana Peña", "Edita: cambia el expediente"):
        assert said in page
    assert not Membership.objects.filter(user=beto).exists()


def test_accepting_makes_a_member_and_tells_both_sides(client, beto, boss, supplier, invitation, mailbox):
    assert answer(client, invitation).url == reverse("onboarding:supplier")
    assert Membership.objects.get(user=beto, supplier=supplier).role == Role.EDITOR
    invitation.refresh_from_db()
    assert (invitation.state, invitation.accepted_by) == (TeamInvitation.State.ACCEPTED, beto)
    assert mailbox.subjects(beto.email) == ["Ya está en el equipo de Vías del Sur S. A. S."]
    assert mailbox.subjects(boss.email) == ["Beto Ruiz entró al equipo de Vías del Sur S. A. S."]
    assert Activity.objects.of(beto).get(kind=Activity.Kind.TEAM_JOINED).detail == "Vías del Sur S. A. S."
    entry = Entry.objects.get(verb="supplier.member_added")
    assert entry.subject == str(supplier.code)
    assert str(beto.code) in entry.evidence.content
    assert "example.com" not in entry.evidence.content
    assert "Beto" not in entry.evidence.content


def test_accepting_twice_changes_nothing(client, beto, invitation, mailbox):
    answer(client, invitation)
    assert answer(client, invitation).url == reverse("onboarding:supplier")
    assert Membership.objects.filter(user=beto).count() == 1
    assert len(mailbox.messages(beto.email)) == 1
    assert Entry.objects.filter(verb="supplier.member_added").count() == 1
    assert "ya aceptó" in client.get(invitation.url).content.decode()


def test_declining_tells_who_invited(client, beto, boss, invitation, mailbox):
    for _time in range(2):
        answer(client, invitation, "decline")
    assert not Membership.objects.filter(user=beto).exists()
    assert mailbox.subjects(boss.email) == ["No aceptaron su invitación al equipo de Vías del Sur S. A. S."]
    assert "no aceptó" in client.get(invitation.url).content.decode()
    assert "ya no se puede responder" in answer(client, invitation).content.decode()
    assert not Membership.objects.filter(user=beto).exists()


def test_another_answer_is_no_answer(client, beto, invitation):
    answer(client, invitation, "quizás")
    invitation.refresh_from_db()
    assert invitation.state == TeamInvitation.State.OPEN


def test_what_expired_says_so_and_whom_to_ask(client, beto, invitation):
    with time_machine.travel(timezone.now() + timedelta(days=15), tick=False):
        sign_in(client, beto)
        page = client.get(invitation.url).content.decode()
        assert "venció el" in page
        assert "Ana Peña" in page
        assert "ya no se puede responder" in answer(client, invitation).content.decode()
    assert not Membership.objects.filter(user=beto).exists()


def test_what_was_taken_back_says_so(client, beto, invitation):
    TeamInvitation.objects.update(withdrawn_at=timezone.now())
    assert "retiró esta invitación" in client.get(invitation.url).content.decode()
    answer(client, invitation)
    assert not Membership.objects.filter(user=beto).exists()


def test_an_invitation_of_who_no_longer_administers_is_of_no_use(client, beto, boss, supplier, invitation):
    MembershipFactory(supplier=supplier)
    boss.is_active = False
    boss.save()
    assert "ya no se puede responder" in answer(client, invitation).content.decode()
    assert not Membership.objects.filter(user=beto).exists()


def test_somebody_else_sees_only_the_name_and_cannot_answer(client, stranger, invitation):
    sign_in(client, stranger)
    page = client.get(invitation.url).content.decode()
    assert "Vías del Sur" in page
    assert "Ana Peña" not in page
    assert "beto@example.com" not in page
    assert answer(client, invitation).status_code == 403
    assert not Membership.objects.filter(user=stranger, supplier=invitation.supplier).exists()


def test_the_address_must_be_proved(client, beto, invitation):
    EmailAddress.objects.filter(user=beto).update(verified=False)
    assert "Ana Peña" not in client.get(invitation.url).content.decode()
    assert answer(client, invitation).status_code == 403


def test_a_visitor_is_led_in_and_back(client, invitation):
    page = client.get(invitation.url).content.decode()
    assert f"/ingresar/?next={invitation.url}" in page
    assert f"/registro/?next={invitation.url}" in page
    assert "Ana Peña" not in page
    assert answer(client, invitation).status_code == 403


def test_who_registers_with_that_address_lands_on_the_invitation(client, invitation, mailbox):
    client.get(f"/registro/?next={invitation.url}")
    client.post("/registro/", registration(email="beto@example.com", username="beto"))
    client.post("/registro/revisar/")
    response = client.post("/registro/verificar/", {"code": mailbox.code("beto@example.com")})
    assert response.url == invitation.url
    assert "Ana Peña" in client.get(response.url).content.decode()
    answer(client, invitation)
    assert Membership.objects.filter(user__username="beto", supplier=invitation.supplier).exists()


def test_who_signs_in_lands_on_the_invitation(client, invitation, mailbox):
    UserFactory(username="beto", email="beto@example.com")
    client.post("/ingresar/", {"login": "beto", "password": PASSWORD, "next": invitation.url})
    assert client.post("/ingresar/codigo/", {"code": mailbox.code()}).url == invitation.url


def test_the_page_of_suppliers_shows_what_waits_for_an_answer(client, beto, invitation):
    assert invitation.url in client.get(reverse("onboarding:supplier")).content.decode()
    answer(client, invitation, "decline")
    assert invitation.url not in client.get(reverse("onboarding:supplier")).content.decode()


def test_who_came_in_another_way_meanwhile_keeps_their_role(client, beto, supplier, invitation):
    MembershipFactory(supplier=supplier, user=beto, role=Role.SIGNER)
    answer(client, invitation)
    assert Membership.objects.get(user=beto, supplier=supplier).role == Role.SIGNER


def test_an_unknown_invitation_is_nothing(client, beto):
    assert client.get("/equipo/invitacion/00000000-0000-0000-0000-000000000000/").status_code == 404
