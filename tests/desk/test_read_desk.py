from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from interests.models import Interest, Opportunity, State
from procurement.models import EntityMembership, EntityRole
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory

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
