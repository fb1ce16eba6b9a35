"""Changing what a member may do for a supplier: by its administrators, at once, and never so that nobody is left."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groundwork.ledger.models import Entry
from onboarding.models import Membership, Role, TeamInvitation
from tests.accounts.factories import sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import MembershipFactory, TeamInvitationFactory

pytestmark = pytest.mark.django_db


def roles_url(supplier, person) -> str:
    return supplier.page("team_roles", person.code)


def change(client, supplier, person, role):
    return client.post(roles_url(supplier, person), {"roles": role})


def role_of(person) -> str:
    return str(Membership.objects.get(user=person).role)


def test_an_administrator_changes_a_role_at_once_and_the_person_is_told(as_boss, client, supplier, reader, mailbox):
    since = Membership.objects.get(user=reader).since
    assert as_boss.get(roles_url(supplier, reader)).context["form"]["roles"].value() == Role.READER
    assert change(as_boss, supplier, reader, "editor").url == supplier.page("team")
    assert role_of(reader) == Role.EDITOR
    assert Membership.objects.get(user=reader).since == since
    assert mailbox.subjects(reader.email) == ["Cambió su rol en el equipo de Vías del Sur S. A. S."]
    assert "Edita: cambia el expediente" in mailbox.text(reader.email)
    entry = Entry.objects.get(verb="supplier.role_changed")
    assert "editor" in entry.evidence.content
    assert "example.com" not in entry.evidence.content
    sign_in(client, reader)
    assert client.get(reverse("interests:interest_new")).status_code == 200


def test_the_same_role_again_changes_nothing(as_boss, supplier, reader, mailbox):
    for _time in range(2):
        change(as_boss, supplier, reader, "editor")
    assert len(mailbox.messages(reader.email)) == 1
    assert Entry.objects.filter(verb="supplier.role_changed").count() == 1


def test_the_last_administrator_keeps_the_role(as_boss, supplier, boss):
    assert "Nadie más administra" in change(as_boss, supplier, boss, "reader").content.decode()
    assert role_of(boss) == Role.ADMINISTRATOR


def test_a_closed_account_is_no_other_administrator(as_boss, supplier, boss):
    other = MembershipFactory(supplier=supplier).user
    other.is_active = False
    other.save()
    assert "Nadie más administra" in change(as_boss, supplier, boss, "reader").content.decode()


def test_one_of_two_administrators_may_give_the_role_up(as_boss, supplier, boss):
    MembershipFactory(supplier=supplier)
    mine = TeamInvitationFactory(supplier=supplier, invited_by=boss)
    change(as_boss, supplier, boss, "reader")
    assert role_of(boss) == Role.READER
    mine.refresh_from_db()
    assert mine.state == TeamInvitation.State.WITHDRAWN
    assert as_boss.get(supplier.page("team_invite")).status_code == 403


@pytest.mark.parametrize("role", ["", "jefa"])
def test_an_unknown_role_is_refused(as_boss, supplier, reader, role):
    assert "roles" in change(as_boss, supplier, reader, role).context["form"].errors
    assert role_of(reader) == Role.READER


def test_a_reader_may_not_give_themselves_a_role(client, supplier, reader):
    sign_in(client, reader)
    assert client.get(roles_url(supplier, reader)).status_code == 403
    assert change(client, supplier, reader, "administrator").status_code == 403
    assert role_of(reader) == Role.READER


def test_a_stranger_cannot_tell_that_the_member_exists(client, supplier, reader, stranger):
    sign_in(client, stranger)
    assert change(client, supplier, reader, "editor").status_code == 404
    own = stranger.suppliers.get()
    assert change(client, own, reader, "editor").status_code == 404
    assert role_of(reader) == Role.READER


def test_who_is_not_in_the_team_has_no_role(as_boss, supplier, stranger):
    assert change(as_boss, supplier, stranger, "editor").status_code == 404


def test_it_asks_for_a_fresh_proof(as_boss, supplier, reader):
    prove_long_ago(as_boss)
    assert change(as_boss, supplier, reader, "editor").url.startswith(reverse("account_reauthenticate"))
    assert role_of(reader) == Role.READER


def test_not_in_the_day_after_a_change_of_mailbox(as_boss, supplier, boss, reader):
    boss.email_changed_at = timezone.now() - timedelta(hours=1)
    boss.save()
    assert "menos de 24 horas" in change(as_boss, supplier, reader, "editor").content.decode()
    assert role_of(reader) == Role.READER
