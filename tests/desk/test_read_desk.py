from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interests.models import Interest, InvitationQuestion, Invitee, Opportunity, State
from procurement.models import EntityMembership, EntityRole
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.interests.factories import InvitationFactory, InviteeFactory
from tests.onboarding.factories import DocumentVersionFactory, MembershipFactory
from tests.procurement.factories import EntityFactory, EntityMembershipFactory, ProcessFactory
from tests.support.asking import ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def ana(client):
    person = UserFactory()
    client.force_login(person)
    return person


@pytest.fixture
def supplier(ana):
    supplier = MembershipFactory(user=ana).supplier
    Interest.objects.create(supplier=supplier, name="Vías", codes=["72141000"], created_by=ana)
    return supplier


def home(client):
    return client.get(reverse("desk:home")).context["today"]


def test_new_opportunities_and_saved_ones_that_close_soon_are_shown(client, supplier):
    soon, later = timezone.now() + timedelta(days=2), timezone.now() + timedelta(days=20)
    new = ProcessFactory(closes_at=later)
    saved = ProcessFactory(closes_at=soon)
    Opportunity.objects.create(supplier=supplier, process=new)
    Opportunity.objects.create(supplier=supplier, process=saved, state=State.SAVED)
    Opportunity.objects.create(supplier=supplier, process=ProcessFactory(closes_at=later), state=State.SAVED)
    Opportunity.objects.create(supplier=supplier, process=ProcessFactory(closes_at=soon), state=State.DISCARDED)
    assert home(client).new == [new]
    assert home(client).closing == [saved]


def test_what_has_closed_is_not_shown(client, supplier):
    closed = ProcessFactory(closes_at=timezone.now() - timedelta(minutes=1))
    Opportunity.objects.create(supplier=supplier, process=closed)
    assert home(client).new == []


def test_a_stranger_sees_nothing_of_it(client, supplier):
    Opportunity.objects.create(supplier=supplier, process=ProcessFactory())
    client.force_login(UserFactory())
    assert home(client).new == []


@pytest.mark.parametrize("rows", [1, 3])
def test_the_desk_costs_the_same_queries_however_much_waits(client, supplier, rows, django_assert_max_num_queries):
    for _row in range(rows):
        Opportunity.objects.create(supplier=supplier, process=ProcessFactory())
    with django_assert_max_num_queries(9):
        assert len(home(client).new) == rows


def test_who_only_offers_attends_nobody(client, supplier):
    page = client.get(reverse("desk:home")).content.decode()
    assert home(client).attending == []
    assert "Oportunidades nuevas" in page
    assert "¿Qué es esto?" in page


def test_a_reviewer_is_offered_documents_and_no_opportunities(client):
    reviewer = AuthenticatorFactory(user=UserFactory(is_reviewer=True)).user
    sign_in(client, reviewer, reviewer.authenticator_set.get())
    DocumentVersionFactory.create_batch(2, ready_at=timezone.now())
    page = client.get(reverse("desk:home"))
    [row] = page.context["today"].attending
    assert (row.key, str(row.value), row.url) == ("Documentos por revisar", "2", "/revision/")
    for words in ("Oportunidades nuevas", "áreas de interés"):
        assert words not in page.content.decode()


def test_entity_staff_are_told_of_their_invitations_and_of_nobody_elses(client, ana):
    entity = EntityMembershipFactory(user=ana, role=EntityRole.BUYER).entity
    now = timezone.now()
    for body, answers_by in (
        (entity, now + timedelta(days=3)),
        (entity, now - timedelta(hours=1)),
        (EntityFactory(), now + timedelta(days=3)),
    ):
        InviteeFactory(
            invitation=InvitationFactory(entity=body, sent_at=now - timedelta(days=2), answers_by=answers_by)
        )
    own = Invitee.objects.get(invitation__entity=entity, invitation__answers_by__gt=now)
    InvitationQuestion.objects.create(invitee=own, asked_by=UserFactory(), text="¿Cuántas resmas?")
    assert [(row.key, row.value) for row in home(client).attending] == [
        ("Invitaciones a cotizar abiertas", "1"),
        ("Preguntas sin responder", "1"),
    ]
    assert not home(client).offers


def test_an_administrator_is_told_of_late_requests_and_returned_mail(client):
    boss = AuthenticatorFactory(user=UserFactory(is_staff=True)).user
    sign_in(client, boss, boss.authenticator_set.get())
    assert [(row.key, str(row.value)) for row in home(client).attending] == [
        ("Solicitudes de ayuda sin responder", "0"),
        ("Mensajes sin entregar", "0"),
    ]
    ticket_of(due_at=timezone.now() - timedelta(hours=1))
    assert [(row.key, str(row.value)) for row in home(client).attending][:2] == [
        ("Solicitudes de ayuda sin responder", "1"),
        ("Solicitudes vencidas", "1"),
    ]


def test_who_buys_and_offers_sees_both(client, supplier, ana):
    EntityMembershipFactory(user=ana, role=EntityRole.BUYER)
    found = home(client)
    assert found.offers
    assert len(found.attending) == 2


def test_staff_see_their_entity_with_its_processes_counted(client, ana):
    entity = EntityFactory()
    for role in (EntityRole.BUYER, EntityRole.SUPERVISOR):
        EntityMembership.objects.create(entity=entity, user=ana, role=role)
    ProcessFactory(entity=entity)
    ProcessFactory(entity=entity, closes_at=timezone.now() - timedelta(days=1))
    [desk] = client.get(reverse("desk:entity")).context["desks"]
    assert (desk.open_processes, desk.closed_processes) == (1, 1)


def test_who_works_for_no_entity_is_told_so(client, ana):
    EntityFactory()
    response = client.get(reverse("desk:entity"))
    assert response.context["desks"] == []
    assert "no trabaja todavía" in response.content.decode()


@pytest.mark.parametrize("name", ["home", "entity"])
def test_a_visitor_signs_in_first(client, name):
    assert client.get(reverse(f"desk:{name}")).url.startswith(reverse("account_login"))
