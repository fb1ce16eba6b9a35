"""Leaving a supplier's team, by oneself or taken out: at once, told, and never the last administrator."""

import threading
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from accounts.models import Activity
from accounts.services.activity import Origin
from accounts.teams import services
from groundwork.ledger.models import Entry
from groundwork.web.actor import PROVED_AT, Actor
from onboarding.models import Membership, Role, TeamInvitation
from tests.accounts.factories import sign_in
from tests.interests.factories import InterestFactory
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import JoinRequestFactory, MembershipFactory, TeamInvitationFactory

pytestmark = pytest.mark.django_db


def remove_url(supplier, person) -> str:
    return supplier.page("team_remove", person.code)


def is_member(person, supplier) -> bool:
    return Membership.objects.filter(user=person, supplier=supplier).exists()


def test_the_page_asks_before_it_removes(as_boss, supplier, reader):
    assert "¿Retirar a Rita Rojas?" in as_boss.get(remove_url(supplier, reader)).content.decode()
    assert is_member(reader, supplier)


def test_a_removed_member_sees_nothing_from_the_very_next_request(client, as_boss, supplier, boss, reader):
    area = InterestFactory(supplier=supplier)
    member = type(client)()
    sign_in(member, reader)
    pages = [supplier.page("team"), supplier.page("team_leave")]
    assert [member.get(page).status_code for page in pages] == [200, 200]
    assert area.name in member.get(reverse("interests:interest_list")).content.decode()
    assert as_boss.post(remove_url(supplier, reader)).url == supplier.page("team")
    assert [member.get(page).status_code for page in pages] == [404, 404]
    assert member.post(reverse("interests:interest_alert", args=[area.code])).status_code == 404
    assert area.name not in member.get(reverse("interests:interest_list")).content.decode()
    assert supplier.name not in member.get(reverse("onboarding:supplier")).content.decode()


def test_the_removed_member_is_told_and_the_act_is_written_down(as_boss, supplier, reader, mailbox):
    as_boss.post(remove_url(supplier, reader))
    assert mailbox.subjects(reader.email) == ["Ya no está en el equipo de Vías del Sur S. A. S."]
    activity = Activity.objects.of(reader).get(kind=Activity.Kind.TEAM_LEFT)
    assert (activity.detail, activity.device, activity.address) == (supplier.name, "", None)
    entry = Entry.objects.get(verb="supplier.member_removed")
    assert str(reader.code) in entry.evidence.content
    assert "Rita" not in entry.evidence.content


def test_a_removal_posted_twice_is_one(as_boss, supplier, reader, mailbox):
    as_boss.post(remove_url(supplier, reader))
    assert as_boss.post(remove_url(supplier, reader)).status_code == 404
    actor = Actor(Membership.objects.get().user, as_boss.session)
    services.remove(supplier, reader, by=actor)
    assert len(mailbox.messages(reader.email)) == 1
    assert Entry.objects.filter(verb="supplier.member_removed").count() == 1


def test_what_a_removed_administrator_invited_is_taken_back(as_boss, supplier):
    other = MembershipFactory(supplier=supplier).user
    theirs = TeamInvitationFactory(supplier=supplier, invited_by=other)
    as_boss.post(remove_url(supplier, other))
    theirs.refresh_from_db()
    assert theirs.state == TeamInvitation.State.WITHDRAWN


def test_who_was_removed_may_be_invited_or_ask_again(as_boss, supplier, reader):
    as_boss.post(remove_url(supplier, reader))
    as_boss.post(supplier.page("team_invite"), {"email": reader.email, "roles": "reader"})
    assert TeamInvitation.objects.waiting_for(reader).exists()
    JoinRequestFactory(supplier=supplier, user=reader)


def test_removing_oneself_is_leaving(as_boss, supplier, boss):
    MembershipFactory(supplier=supplier)
    assert as_boss.post(remove_url(supplier, boss)).url == supplier.page("team_leave")
    assert is_member(boss, supplier)


def test_a_reader_may_not_remove(client, supplier, boss, reader):
    sign_in(client, reader)
    assert client.get(remove_url(supplier, boss)).status_code == 403
    assert client.post(remove_url(supplier, boss)).status_code == 403
    assert is_member(boss, supplier)


def test_a_stranger_cannot_tell_that_the_member_exists(client, supplier, reader, stranger):
    sign_in(client, stranger)
    assert client.post(remove_url(supplier, reader)).status_code == 404
    assert client.post(remove_url(stranger.suppliers.get(), reader)).status_code == 404
    assert client.post(supplier.page("team_leave")).status_code == 404
    assert is_member(reader, supplier)


def test_removing_and_leaving_ask_for_a_fresh_proof(client, as_boss, supplier, reader):
    prove_long_ago(as_boss)
    assert as_boss.post(remove_url(supplier, reader)).url.startswith(reverse("account_reauthenticate"))
    assert as_boss.post(supplier.page("team_leave")).url.startswith(reverse("account_reauthenticate"))
    assert Membership.objects.count() == 2


def test_not_in_the_day_after_a_change_of_mailbox(client, as_boss, supplier, boss, reader):
    MembershipFactory(supplier=supplier)
    boss.email_changed_at = timezone.now() - timedelta(hours=1)
    boss.save()
    assert "menos de 24 horas" in as_boss.post(remove_url(supplier, reader)).content.decode()
    assert "menos de 24 horas" in as_boss.post(supplier.page("team_leave")).content.decode()
    assert Membership.objects.count() == 3


def test_a_member_leaves_and_the_administrators_are_told(client, supplier, boss, reader, mailbox):
    sign_in(client, reader)
    assert "¿Salir del equipo" in client.get(supplier.page("team_leave")).content.decode()
    assert is_member(reader, supplier)
    assert client.post(supplier.page("team_leave")).url == reverse("onboarding:supplier")
    assert not is_member(reader, supplier)
    assert mailbox.subjects(boss.email) == ["Rita Rojas salió del equipo de Vías del Sur S. A. S."]
    assert mailbox.messages(reader.email) == []
    assert Activity.objects.of(reader).get(kind=Activity.Kind.TEAM_LEFT).address == "127.0.0.1"
    assert client.post(supplier.page("team_leave")).status_code == 404


def test_the_only_administrator_does_not_leave(as_boss, supplier, boss, reader):
    assert "Nadie más administra" in as_boss.post(supplier.page("team_leave")).content.decode()
    assert is_member(boss, supplier)


def in_parallel(*acts) -> list[object]:
    """Do them at the same moment, each on a connection of its own; what each raised, or None."""
    start = threading.Barrier(len(acts))
    outcomes: list[object] = []

    def run(act):
        try:
            start.wait()
            act()
            outcomes.append(None)
        except (ValidationError, PermissionDenied) as refusal:
            outcomes.append(refusal)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def actor(person) -> Actor:
    return Actor(person, {PROVED_AT: timezone.now().timestamp()})


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_remove_each_other_at_once_leave_one(supplier, boss):
    other = MembershipFactory(supplier=supplier).user
    outcomes = in_parallel(
        lambda: services.remove(supplier, other, by=actor(boss)),
        lambda: services.remove(supplier, boss, by=actor(other)),
    )
    assert sum(outcome is None for outcome in outcomes) == 1
    assert Membership.objects.filter(supplier=supplier, role=Role.ADMINISTRATOR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_leave_at_once_leave_one(supplier, boss):
    other = MembershipFactory(supplier=supplier).user
    outcomes = in_parallel(
        lambda: services.leave(supplier, by=actor(boss), origin=Origin()),
        lambda: services.leave(supplier, by=actor(other), origin=Origin()),
    )
    (refusal,) = [outcome for outcome in outcomes if outcome]
    assert isinstance(refusal, ValidationError)
    assert refusal.code == "last_administrator"
    assert Membership.objects.filter(supplier=supplier, role=Role.ADMINISTRATOR).count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_invitation_accepted_twice_at_once_makes_one_member(supplier, boss):
    beto = MembershipFactory().user
    invitation = TeamInvitationFactory(supplier=supplier, email=beto.email, invited_by=boss)
    outcomes = in_parallel(*[lambda: services.accept(invitation, by=beto, origin=Origin())] * 2)
    assert outcomes == [None, None]
    assert Membership.objects.filter(supplier=supplier, user=beto).count() == 1
    assert Entry.objects.filter(verb="supplier.member_added").count() == 1
