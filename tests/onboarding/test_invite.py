"""Inviting somebody to a supplier's team by mail: who may, what leaves, sending again, taking back."""

from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.teams import services
from groundwork.messaging.models import Message
from onboarding.models import Membership, Role, TeamInvitation
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import JoinRequestFactory, MembershipFactory, SupplierFactory, TeamInvitationFactory

pytestmark = pytest.mark.django_db

TEAM = "onboarding:team"


def invite_url(supplier) -> str:
    return supplier.page("team_invite")


def invite(client, supplier, email="Beto@Example.com", role="editor"):
    return client.post(invite_url(supplier), {"email": email, "roles": role})


def test_an_administrator_invites_and_the_mail_says_who_to_what_and_as_what(as_boss, supplier, boss, mailbox):

    assert invite(as_boss, supplier).url == supplier.page("team")
    made = TeamInvitation.objects.get()
    assert (made.email, made.roles, made.invited_by) == ("beto@example.com", ["editor"], boss)
    assert made.expires_at - made.sent_at == timedelta(days=14)
    assert mailbox.subjects("beto@example.com") == ["Invitación al equipo de Vías del Sur S. A. S."]
    text = mailbox.text("beto@example.com")
    for said in ("Ana Peña", "Edita: cambia el expediente", f"http://localhost:8000/equipo/invitacion/{made.code}/"):
        assert said in text


def test_the_page_of_the_team_shows_the_invitation_with_what_became_of_its_mail(as_boss, supplier, mailbox):
    invite(as_boss, supplier)
    assert "En cola: sale en unos segundos" in as_boss.get(supplier.page("team")).content.decode()
    mailbox.messages()
    assert "Entregado al servidor de correo" in as_boss.get(supplier.page("team")).content.decode()


def test_the_mail_is_in_the_language_of_its_reader(as_boss, supplier):
    UserFactory(email="beto@example.com", language="en")
    invite(as_boss, supplier)
    invite(as_boss, supplier, email="otra@example.com")
    assert list(Message.objects.order_by("pk").values_list("language", flat=True)) == ["en", "es-co"]


def test_an_invitation_posted_twice_is_sent_once(as_boss, supplier, mailbox):
    invite(as_boss, supplier)
    again = invite(as_boss, supplier, email="BETO@example.com")
    assert "invitación sin respuesta" in again.content.decode()
    assert TeamInvitation.objects.count() == 1
    assert len(mailbox.messages("beto@example.com")) == 1


def test_who_is_in_the_team_already_is_not_invited(as_boss, supplier, reader):
    response = invite(as_boss, supplier, email=reader.email.upper())
    assert response.context["form"].errors["email"] == ["Esa persona ya está en el equipo."]
    assert not TeamInvitation.objects.exists()


@pytest.mark.parametrize(
    ("email", "role"), [("no es correo", "editor"), ("b@example.com", "jefa"), ("b@example.com", "")]
)
def test_what_is_wrong_is_said_beside_its_field(as_boss, supplier, email, role):
    errors = invite(as_boss, supplier, email=email, role=role).context["form"].errors
    assert set(errors) == {"email" if role == "editor" else "roles"}
    assert not TeamInvitation.objects.exists()


def test_a_line_break_does_not_make_a_header(as_boss, supplier, mailbox):
    invite(as_boss, supplier, email="b@example.com\r\nBcc: x@example.com")
    assert mailbox.messages() == []


def test_a_reader_sees_the_team_and_may_not_act(client, supplier, reader):
    sign_in(client, reader)
    page = client.get(supplier.page("team"))
    assert "Ana Peña" in page.content.decode()
    assert "Invitar a alguien" not in page.content.decode()
    made = TeamInvitationFactory(supplier=supplier)
    assert client.get(invite_url(supplier)).status_code == 403
    assert invite(client, supplier).status_code == 403
    assert client.post(supplier.page("team_resend", made.code)).status_code == 403
    assert client.post(supplier.page("team_withdraw", made.code)).status_code == 403
    assert TeamInvitation.objects.count() == 1


def test_a_stranger_cannot_tell_that_the_team_exists(client, supplier, boss, stranger):
    sign_in(client, stranger)
    made = TeamInvitationFactory(supplier=supplier)
    assert client.get(supplier.page("team")).status_code == 404
    assert invite(client, supplier).status_code == 404
    assert client.post(supplier.page("team_resend", made.code)).status_code == 404
    assert client.post(supplier.page("team_withdraw", made.code)).status_code == 404
    assert client.get(f"{reverse(TEAM)}?proveedor=nada").status_code == 404


def test_a_visitor_signs_in_first(client, supplier):
    assert client.get(supplier.page("team")).url.startswith(reverse("account_login"))


def test_inviting_asks_for_a_fresh_proof_before_anything_is_typed(as_boss, supplier):
    prove_long_ago(as_boss)
    assert as_boss.get(invite_url(supplier)).url.startswith(reverse("account_reauthenticate"))
    assert invite(as_boss, supplier).url.startswith(reverse("account_reauthenticate"))
    assert not TeamInvitation.objects.exists()


def test_the_day_after_a_change_of_mailbox_nobody_changes_the_team(as_boss, supplier, boss):
    boss.email_changed_at = timezone.now() - timedelta(hours=23)
    boss.save()
    assert "menos de 24 horas" in invite(as_boss, supplier).content.decode()
    assert not TeamInvitation.objects.exists()
    boss.email_changed_at = timezone.now() - timedelta(hours=25)
    boss.save()
    invite(as_boss, supplier)
    assert TeamInvitation.objects.exists()


def test_a_team_may_not_write_to_strangers_without_end(as_boss, supplier, monkeypatch):
    monkeypatch.setattr(services, "MOST_WAITING", 1)
    invite(as_boss, supplier)
    assert "sin respuesta" in invite(as_boss, supplier, email="c@example.com").content.decode()
    monkeypatch.setattr(services, "MOST_WAITING", 9)
    monkeypatch.setattr(services, "MOST_A_DAY", 1)
    assert "Siga mañana" in invite(as_boss, supplier, email="c@example.com").content.decode()
    assert TeamInvitation.objects.count() == 1


def test_sending_again_gives_two_more_weeks(as_boss, supplier, mailbox):
    made = TeamInvitationFactory(supplier=supplier, sent_at=timezone.now() - timedelta(days=20))
    as_boss.post(supplier.page("team_resend", made.code))
    made.refresh_from_db()
    assert made.sends == 2
    assert made.expires_at > timezone.now() + timedelta(days=13)
    assert len(mailbox.messages(made.email)) == 1


def test_sending_again_waits_a_minute_and_ends(as_boss, supplier, mailbox):
    made = TeamInvitationFactory(supplier=supplier)
    url = supplier.page("team_resend", made.code)
    as_boss.post(url)
    assert "Espere un minuto" in as_boss.post(url, follow=True).content.decode()
    made.refresh_from_db()
    assert made.sends == 2
    TeamInvitation.objects.update(sends=services.MOST_SENDS, sent_at=timezone.now() - timedelta(hours=1))
    assert "varias veces" in as_boss.post(url, follow=True).content.decode()
    assert len(mailbox.messages(made.email)) == 1


def test_what_is_taken_back_is_of_no_use(as_boss, supplier):
    made = TeamInvitationFactory(supplier=supplier)
    url = supplier.page("team_withdraw", made.code)
    for _time in range(2):
        assert as_boss.post(url).url == supplier.page("team")
    made.refresh_from_db()
    assert made.state == TeamInvitation.State.WITHDRAWN
    assert "ya se había retirado" in as_boss.post(supplier.page("team_resend", made.code), follow=True).content.decode()


def test_what_was_answered_is_neither_sent_nor_taken_back(as_boss, supplier, reader):
    made = TeamInvitationFactory(supplier=supplier, accepted_at=timezone.now(), accepted_by=reader)
    for name in ("team_resend", "team_withdraw"):
        assert "ya aceptó" in as_boss.post(supplier.page(name, made.code), follow=True).content.decode()
    made.refresh_from_db()
    assert (made.sends, made.withdrawn_at) == (1, None)


def test_an_address_whose_invitation_expired_is_invited_anew(as_boss, supplier):
    with time_machine.travel(timezone.now() - timedelta(days=30)):
        old = TeamInvitationFactory(supplier=supplier, email="beto@example.com")
    invite(as_boss, supplier)
    old.refresh_from_db()
    assert old.state == TeamInvitation.State.WITHDRAWN
    assert TeamInvitation.objects.unanswered().count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"roles": []},
        {"roles": ["editor", "reader"]},
        {"roles": ["jefa"]},
        {"email": "Alta@example.com"},
        {"declined_at": timezone.now(), "withdrawn_at": timezone.now()},
        {"accepted_at": timezone.now()},
    ],
)
def test_the_database_refuses_an_impossible_invitation(supplier, fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        TeamInvitationFactory(supplier=supplier, **fields)


def test_who_is_in_several_teams_chooses_which(as_boss, supplier, boss):
    other = MembershipFactory(user=boss, supplier=SupplierFactory(name="Otra S. A. S.")).supplier
    page = as_boss.get(reverse(TEAM)).content.decode()
    assert supplier.page("team") in page
    assert other.page("team") in page
    assert "Equipo de Otra" in as_boss.get(other.page("team")).content.decode()


def test_who_is_in_no_team_is_told_how_one_gets_in(client):
    sign_in(client, UserFactory())
    assert "no está en ningún equipo" in client.get(reverse(TEAM)).content.decode()


def test_the_only_team_needs_no_choice(as_boss, supplier):
    assert "Equipo de Vías del Sur" in as_boss.get(reverse(TEAM)).content.decode()


def test_only_administrators_see_addresses_and_last_sign_ins(client, as_boss, supplier, reader):
    seen = as_boss.get(supplier.page("team")).content.decode()
    assert reader.email in seen
    assert "último ingreso" in seen
    sign_in(client, reader)
    hidden = client.get(supplier.page("team")).content.decode()
    assert Membership.objects.get(role=Role.ADMINISTRATOR).user.email not in hidden
    assert "último ingreso" not in hidden


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_queries_however_many(as_boss, supplier, rows, django_assert_num_queries):
    for _row in range(rows):
        MembershipFactory(supplier=supplier, role=Role.READER)
        TeamInvitationFactory(supplier=supplier)
        JoinRequestFactory(supplier=supplier)
    with django_assert_num_queries(10):
        page = as_boss.get(supplier.page("team"))
    assert len(page.context["members"]) == rows + 1
    assert len(page.context["invitations"]) == len(page.context["requests"]) == rows
