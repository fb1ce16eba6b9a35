"""The team of a public body: several roles a person, who may act, what is warned of, strong factors."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import powers
from accounts.models import Activity
from groundwork.ledger.models import Entry
from procurement.models import EntityInvitation, EntityMembership, EntityRole
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.procurement.factories import EntityFactory, EntityInvitationFactory, EntityMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def entity():
    return EntityFactory(name="Alcaldía de Supatá")


@pytest.fixture
def boss(entity):
    """Who administers the body's team."""
    return EntityMembershipFactory(entity=entity, user=UserFactory(full_name="Ana Peña")).user


@pytest.fixture
def buyer(entity, boss):
    """Who buys, and administers nothing."""
    return EntityMembershipFactory(entity=entity, role=EntityRole.BUYER, user=UserFactory(full_name="Bea Gil")).user


@pytest.fixture
def stranger():
    """Who administers another body."""
    return EntityMembershipFactory().user


@pytest.fixture
def as_boss(client, boss):
    sign_in(client, boss)
    return client


def roles_of(person) -> set[str]:
    return set(EntityMembership.objects.filter(user=person).values_list("role", flat=True))


def invite(client, entity, *roles, email="beto@example.com"):
    return client.post(entity.page("team_invite"), {"email": email, "roles": roles})


def change(client, entity, person, *roles):
    return client.post(entity.page("team_roles", person.code), {"roles": roles})


def test_somebody_is_invited_in_several_roles_and_accepts_them_all(client, as_boss, entity, boss, mailbox):
    assert invite(as_boss, entity, "buyer", "supervisor").url == entity.page("team")
    made = EntityInvitation.objects.get()
    assert made.url in mailbox.text("beto@example.com")
    beto = UserFactory(email="beto@example.com", full_name="Beto Ruiz")
    sign_in(client, beto)
    page = client.get(made.url).content.decode()
    assert "Compra: prepara y publica procesos" in page
    assert "Supervisa contratos: vigila" in page
    for _time in range(2):
        assert client.post(made.url, {"answer": "accept"}).url == reverse("desk:entity")
    assert roles_of(beto) == {"buyer", "supervisor"}
    assert entity.name in client.get(reverse("desk:entity")).content.decode()
    assert mailbox.subjects(boss.email) == ["Beto Ruiz entró al equipo de Alcaldía de Supatá"]
    assert Activity.objects.of(beto).filter(kind=Activity.Kind.TEAM_JOINED).count() == 1
    assert Entry.objects.get(verb="entity.member_added").subject == entity.code


def test_roles_are_given_and_taken_at_once(as_boss, entity, buyer, mailbox):
    since = EntityMembership.objects.get(user=buyer).since
    change(as_boss, entity, buyer, "supervisor", "custodian")
    assert roles_of(buyer) == {"supervisor", "custodian"}
    assert EntityMembership.objects.filter(user=buyer, since=since).exists()
    change(as_boss, entity, buyer, "custodian")
    assert roles_of(buyer) == {"custodian"}
    change(as_boss, entity, buyer, "custodian")
    assert len(mailbox.messages(buyer.email)) == 2
    assert Entry.objects.filter(verb="entity.role_changed").count() == 2


def test_a_member_has_at_least_one_role(as_boss, entity, buyer):
    assert "roles" in change(as_boss, entity, buyer).context["form"].errors
    assert "roles" in change(as_boss, entity, buyer, "jefa").context["form"].errors
    assert roles_of(buyer) == {"buyer"}


def test_the_last_administrator_stays_one(as_boss, entity, boss, buyer):
    assert "Nadie más administra" in change(as_boss, entity, boss, "buyer").content.decode()
    assert "Nadie más administra" in as_boss.post(entity.page("team_leave")).content.decode()
    assert roles_of(boss) == {"administrator"}
    change(as_boss, entity, boss, "administrator", "buyer")
    assert roles_of(boss) == {"administrator", "buyer"}


def test_a_removed_member_sees_nothing_from_the_next_request(client, as_boss, entity, buyer, mailbox):
    member = type(client)()
    sign_in(member, buyer)
    EntityMembershipFactory(entity=entity, user=buyer, role=EntityRole.SUPERVISOR)
    assert member.get(entity.page("team")).status_code == 200
    as_boss.post(entity.page("team_remove", buyer.code))
    assert member.get(entity.page("team")).status_code == 404
    assert entity.name not in member.get(reverse("desk:entity")).content.decode()
    assert roles_of(buyer) == set()
    assert mailbox.subjects(buyer.email) == ["Ya no está en el equipo de Alcaldía de Supatá"]


def test_who_is_no_administrator_sees_the_team_and_may_not_act(client, entity, boss, buyer):
    sign_in(client, buyer)
    made = EntityInvitationFactory(entity=entity)
    page = client.get(entity.page("team")).content.decode()
    assert "Ana Peña" in page
    assert made.email not in page
    acts = [
        invite(client, entity, "administrator"),
        change(client, entity, buyer, "administrator"),
        client.post(entity.page("team_remove", boss.code)),
        client.post(entity.page("team_resend", made.code)),
        client.post(entity.page("team_withdraw", made.code)),
    ]
    assert {response.status_code for response in acts} == {403}
    assert roles_of(buyer) == {"buyer"}


def test_a_stranger_cannot_tell_that_the_team_exists(client, entity, boss, stranger):
    sign_in(client, stranger)
    made = EntityInvitationFactory(entity=entity)
    acts = [
        client.get(entity.page("team")),
        invite(client, entity, "administrator"),
        change(client, entity, boss, "buyer"),
        client.post(entity.page("team_remove", boss.code)),
        client.post(entity.page("team_leave")),
        client.post(entity.page("team_resend", made.code)),
        client.post(entity.page("team_withdraw", made.code)),
    ]
    assert {response.status_code for response in acts} == {404}
    assert roles_of(boss) == {"administrator"}


def test_acting_asks_for_a_fresh_proof_and_a_settled_mailbox(as_boss, entity, boss, buyer):
    boss.email_changed_at = timezone.now() - timedelta(hours=2)
    boss.save()
    assert "menos de 24 horas" in change(as_boss, entity, buyer, "approver").content.decode()
    prove_long_ago(as_boss)
    assert change(as_boss, entity, buyer, "approver").url.startswith(reverse("account_reauthenticate"))
    assert roles_of(buyer) == {"buyer"}


def test_the_page_warns_of_roles_that_should_be_apart(as_boss, entity, buyer):
    assert "personas distintas" not in as_boss.get(entity.page("team")).content.decode()
    EntityMembershipFactory(entity=entity, user=buyer, role=EntityRole.APPROVER)
    assert "Aprueba el gasto y también compra:" in as_boss.get(entity.page("team")).content.decode()
    EntityMembershipFactory(entity=entity, user=buyer, role=EntityRole.SUPERVISOR)
    assert "también compra y supervisa" in as_boss.get(entity.page("team")).content.decode()
    EntityMembership.objects.filter(user=buyer, role=EntityRole.BUYER).delete()
    assert "Aprueba el gasto y también supervisa:" in as_boss.get(entity.page("team")).content.decode()


def test_a_role_with_power_says_that_it_needs_a_strong_factor_and_who_has_one(as_boss, entity, buyer):
    assert "Necesita una llave de acceso" in as_boss.get(entity.page("team_invite")).content.decode()
    assert not powers.needs_strong_factor(buyer)
    change(as_boss, entity, buyer, "approver")
    assert powers.needs_strong_factor(buyer)
    assert "Todavía no tiene llave de acceso" in as_boss.get(entity.page("team")).content.decode()
    AuthenticatorFactory(user=buyer)
    assert "Ingresa con un factor fuerte" in as_boss.get(entity.page("team")).content.decode()


def test_who_is_in_several_bodies_chooses_which(as_boss, entity, boss):
    other = EntityMembershipFactory(user=boss).entity
    page = as_boss.get(reverse("procurement:team")).content.decode()
    assert entity.page("team") in page
    assert other.page("team") in page


def test_the_desk_leads_to_the_team(as_boss, entity):
    assert entity.page("team") in as_boss.get(reverse("desk:entity")).content.decode()


def test_a_visitor_to_an_invitation_sees_only_the_name(client, boss, entity):
    made = EntityInvitationFactory(entity=entity, invited_by=boss)
    page = client.get(made.url).content.decode()
    assert "Alcaldía de Supatá" in page
    assert "Ana Peña" not in page
    assert client.post(made.url, {"answer": "accept"}).status_code == 403


@pytest.mark.parametrize("roles", [[], ["buyer", "jefa"]])
def test_the_database_refuses_unknown_roles(entity, roles):
    with pytest.raises(IntegrityError), transaction.atomic():
        EntityInvitationFactory(entity=entity, roles=roles)


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_queries_however_many(as_boss, entity, rows, django_assert_num_queries):
    for _row in range(rows):
        member = EntityMembershipFactory(entity=entity, role=EntityRole.BUYER).user
        EntityMembershipFactory(entity=entity, role=EntityRole.APPROVER, user=member)
        EntityInvitationFactory(entity=entity)
    with django_assert_num_queries(9):
        page = as_boss.get(entity.page("team"))
    assert len(page.context["members"]) == rows + 1
    assert len(page.context["invitations"]) == rows
