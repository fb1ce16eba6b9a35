import io

import pytest
from allauth.account.models import EmailAddress
from django.core.management import CommandError, call_command
from django.utils import timezone

from accounts.models import Authenticator, User
from groundwork.ledger.models import Entry
from interests.models import Invitation, Opportunity, State
from interests.queries.invitations.comparing import compare
from onboarding.models import DocumentVersion, Supplier
from onboarding.queries.suppliers import next_part
from procurement.models import Award, Process
from procurement.queries.suppliers import awards_of
from support.models import Fault, Incident, Outage, Ticket
from tests.fixtures.databases import clone

pytestmark = pytest.mark.django_db

STRONG = {"aprobador@demo.example", "custodio@demo.example", "revision@demo.example", "admin@demo.example"}


@pytest.fixture(scope="module")
def lines(django_db_setup, django_db_blocker):
    """What the command said, in a database of this module's own: loading it for each test would take minutes."""
    with django_db_blocker.unblock(), clone():
        call_command("load_reference", verbosity=0, stdout=io.StringIO())
        out = io.StringIO()
        call_command("load_demo", stdout=out)
        yield [line.split(" ") for line in out.getvalue().splitlines()]


def test_every_line_opens_the_account_that_it_names(lines):
    assert len(lines) == 9
    for word, address, password, *_secret in lines:
        assert word == "demo:"
        user = User.objects.get(email=address)
        assert user.check_password(password)
        assert EmailAddress.objects.get(user=user).verified


def test_those_with_power_over_others_have_an_authenticator(lines):
    assert {line[1] for line in lines if len(line) == 4} == STRONG
    assert {device.user.email for device in Authenticator.objects.select_related("user")} == STRONG


def test_the_demo_has_open_processes_each_in_the_record(lines):
    assert Process.objects.open(at=timezone.now()).count() > 50
    assert Entry.objects.filter(verb="process.published").count() == Process.objects.count()


def test_its_firm_was_awarded_contracts_before_and_another_one_too(lines):
    firm = Supplier.objects.get(members__email="juridica@demo.example")
    assert awards_of(firm).filter(awarded_at__lt=timezone.now(), process__decision="awarded").count() == 7
    assert Award.objects.count() == 10
    assert not Opportunity.objects.filter(process__decision="awarded").exists()


def test_its_suppliers_find_opportunities_at_once(lines):
    found = Opportunity.objects.values_list("supplier__memberships__user__email", flat=True).distinct()
    assert set(found) == {"natural@demo.example", "juridica@demo.example", "plural@demo.example"}


def test_its_firm_has_some_in_every_state_with_a_note_and_somebody_in_charge(lines):
    theirs = Opportunity.objects.filter(supplier__memberships__user__email="juridica@demo.example")
    assert set(theirs.values_list("state", flat=True)) == set(State.values)
    assert theirs.filter(state=State.PREPARING, notes__isnull=False, assigned_to__isnull=False).count() == 1


def test_its_suppliers_say_who_they_are_and_how_to_reach_them(lines):
    assert Supplier.objects.count() == 3
    for supplier in Supplier.objects.all():
        supplier.full_clean()
        assert next_part(supplier) is None
        assert supplier.email.endswith("@demo.example")


def test_the_buyer_compares_two_answers_and_waits_for_another(lines):
    waiting, closed = Invitation.objects.order_by("pk")
    assert waiting.receives(timezone.now())
    assert [one.supplier.name for one in waiting.invitees.all()] == ["Obras y Suministros de Demostración S. A. S."]
    assert compare(closed, at=timezone.now()).complete == 2


def test_the_reviewer_finds_two_papers_to_look_at(lines):
    assert DocumentVersion.objects.waiting().count() == 2


def test_staff_find_two_requests_for_help_that_wait_and_one_answered(lines):
    found = Ticket.objects.order_by().values_list("state", "messages__side").distinct()
    assert sorted(found) == [("answered", "person"), ("answered", "staff"), ("open", "person")]
    assert Ticket.objects.waiting().count() == 2


def test_the_state_of_the_service_has_a_past_and_says_that_it_is_invented(lines):
    assert Outage.objects.get().fault == Fault.DEMO
    told = Incident.objects.get()
    assert told.is_over(timezone.now())
    assert "inventado" in told.title_es
    assert told.updates.count() == 2


def test_passwords_are_made_anew_for_each_portal(lines):
    assert len({line[2] for line in lines}) == 9


def test_a_second_time_is_refused_and_changes_nothing(lines):
    with pytest.raises(CommandError, match="already loaded"):
        call_command("load_demo", stdout=io.StringIO())
    assert User.objects.count() == 9


def test_a_portal_in_production_refuses_the_demo(settings):
    settings.LOCAL_MODE = False
    known = User.objects.count()
    with pytest.raises(CommandError, match="local mode"):
        call_command("load_demo")
    assert User.objects.count() == known
