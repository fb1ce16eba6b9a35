"""Bounces stop mail to an address: when, what is tried all the same, and how it is written to again."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.admin.sites import AdminSite
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.admin import InForceFilter, UndeliverableAddressAdmin
from groundwork.messaging.models import Lifting, Message, Reason, UndeliverableAddress
from groundwork.messaging.reports import Report
from groundwork.messaging.services import bounces
from groundwork.messaging.tasks import clear_bodies
from tests.messaging.dialects import ADDRESS
from tests.messaging.factories import handed_over, owed, returned

pytestmark = pytest.mark.django_db
EVERY_LANE = messaging.Lane.values


def bounce(status: str, *, days_ago: float = 0) -> None:
    """One more mail to the address comes back."""
    message = handed_over(to=ADDRESS.title())
    bounces.note(Report(message.code, frozenset({ADDRESS}), failed=True, status=status))
    Message.objects.filter(pk=message.pk).update(bounced_at=timezone.now() - timedelta(days=days_ago))


@pytest.mark.parametrize("status", ["5.1.1", "5.1.2", "5.2.1", "5.0.0", "5.4.1", "5.4.4"])
def test_what_says_that_the_mailbox_is_not_there_stops_mail_at_once(status):
    bounce(status)
    row = messaging.undeliverable("ANA.ruiz@example.com")
    assert row is not None
    assert row.address == ADDRESS


@pytest.mark.parametrize("status", ["5.2.2", "4.2.2", "5.7.1", "4.4.7", "5.6.0", "5.3.4", "4.1.1"])
def test_what_may_pass_stops_mail_the_third_time_within_a_week(status):
    for _time in range(2):
        bounce(status)
    assert messaging.undeliverable(ADDRESS) is None
    bounce(status)
    assert messaging.undeliverable(ADDRESS) is not None


def test_three_within_more_than_a_week_are_not_three_within_a_week():
    bounce("5.2.2", days_ago=7.01)
    bounce("5.2.2")
    bounce("5.2.2")
    assert messaging.undeliverable(ADDRESS) is None
    bounce("5.2.2")
    assert messaging.undeliverable(ADDRESS) is not None


def test_another_return_changes_only_when_the_last_one_was():
    bounce("5.1.1")
    UndeliverableAddress.objects.update(last_bounce_at=timezone.now() - timedelta(days=3))
    bounce("5.2.1")
    row = UndeliverableAddress.objects.get()
    assert row.reason == Reason.NO_MAILBOX
    assert timezone.now() - row.last_bounce_at < timedelta(minutes=1)


def test_what_came_back_before_an_address_was_lifted_counts_no_more():
    for _time in range(3):
        bounce("5.2.2", days_ago=1)
    bounces.lift(ADDRESS, Lifting.CONFIRMED)
    UndeliverableAddress.objects.update(lifted_at=timezone.now() - timedelta(hours=1))
    bounce("5.2.2")
    bounce("5.2.2")
    assert messaging.undeliverable(ADDRESS) is None
    bounce("5.2.2")
    assert messaging.undeliverable(ADDRESS) is not None
    assert UndeliverableAddress.objects.count() == 2


def test_an_address_is_stopped_once_and_in_small_letters():
    returned(ADDRESS)
    with pytest.raises(IntegrityError, match="undeliverable_once_in_force"), transaction.atomic():
        returned(ADDRESS)
    with pytest.raises(IntegrityError, match="undeliverable_in_small_letters"), transaction.atomic():
        returned("Eva@example.com")
    with pytest.raises(IntegrityError, match="undeliverable_lifted_somehow"), transaction.atomic():
        UndeliverableAddress.objects.update(lifted_at=timezone.now())


@pytest.mark.parametrize("lane", [messaging.Lane.NORMAL, messaging.Lane.BULK])
def test_what_can_wait_is_not_sent_to_an_address_that_returns_it_and_says_so(server, lane):
    returned(ADDRESS)
    message, other = owed(lane, to=ADDRESS.upper()), owed(lane, to="eva@example.com")
    assert messaging.relay([lane]) == 2
    assert server.recipients() == [other.to]
    message.refresh_from_db()
    assert message.state == messaging.State.WITHHELD
    assert message.sentence == "No se envió, porque ese buzón devolvió mensajes anteriores"
    assert not Message.objects.due(EVERY_LANE).exists()


def test_a_code_is_always_tried(server):
    returned(ADDRESS)
    message = owed(messaging.Lane.URGENT, to=ADDRESS)
    messaging.relay(EVERY_LANE)
    assert server.recipients() == [ADDRESS]
    message.refresh_from_db()
    assert message.state == messaging.State.ACCEPTED


def test_a_batch_of_nothing_but_those_does_not_end_a_drain(server):
    returned(ADDRESS)
    for _time in range(60):
        owed(to=ADDRESS)
    owed(to="eva@example.com")
    assert messaging.drain(EVERY_LANE) == 61
    assert server.recipients() == ["eva@example.com"]


def test_finding_them_costs_the_same_however_many_they_are(server, django_assert_num_queries):
    for number in range(3):
        returned(f"p{number}@example.com")
    for number in range(3):
        owed(to=f"p{number}@example.com")
        owed(to=f"q{number}@example.com")
    with django_assert_num_queries(6 + 1 + 1 + 3):  # one statement ends them all
        messaging.relay([messaging.Lane.NORMAL])
    owed(messaging.Lane.URGENT)
    with django_assert_num_queries(5 + 2):  # nobody is looked up for what is always tried
        messaging.relay([messaging.Lane.URGENT])


def test_a_lifted_address_is_written_to_again(server):
    returned(ADDRESS)
    assert bounces.lift(ADDRESS.upper(), Lifting.CONFIRMED)
    assert not bounces.lift(ADDRESS, Lifting.CONFIRMED)
    owed(to=ADDRESS)
    messaging.relay(EVERY_LANE)
    assert server.recipients() == [ADDRESS]


def test_a_mail_says_to_which_address_it_returns_and_from_whom_it_is(server, settings):
    settings.BOUNCE_ADDRESS = "rebotes@portal.example"
    owed(to=ADDRESS)
    messaging.relay(EVERY_LANE)
    assert server.senders == ["rebotes@portal.example"]
    assert [str(mail["From"]) for mail in server.received] == [settings.DEFAULT_FROM_EMAIL]


def test_an_address_is_forgotten_a_year_after_its_last_return():
    returned("uno@example.com", last_bounce_at=timezone.now() - timedelta(days=366))
    kept = returned("dos@example.com", last_bounce_at=timezone.now() - timedelta(days=364))
    clear_bodies()
    assert UndeliverableAddress.objects.get() == kept


def test_a_person_who_leaves_takes_address_and_words_along_from_old_mails_too():
    ana = User.objects.create(username="ana", email=ADDRESS)
    message = handed_over(to=ADDRESS, recipient=ana)
    bounces.note(Report(message.code, frozenset({ADDRESS}), failed=True, status="5.1.1", words="550 no such user"))
    Message.objects.update(cleared_at=timezone.now() - timedelta(days=9), text="", html="")
    assert messaging.forget(ana, address="x@cerrada.invalid") == 1
    message.refresh_from_db()
    assert (message.to, message.subject, message.bounce_words) == ("x@cerrada.invalid", "", "")
    assert message.cleared_at is not None
    assert timezone.now() - message.cleared_at > timedelta(days=8)
    assert not UndeliverableAddress.objects.exists()


@pytest.fixture
def as_administrator(rf):
    request = rf.get("/")
    request.user = User.objects.create(username="root", email="root@example.org", is_staff=True, is_superuser=True)
    request.session = SessionStore()
    setattr(request, "_messages", FallbackStorage(request))  # noqa: B010  # what its middleware does
    return request


def test_an_administrator_lifts_and_it_is_recorded(as_administrator):
    row, lifted = returned(ADDRESS), returned("eva@example.com", lifted_at=timezone.now(), lifted_how="confirmed")
    page = UndeliverableAddressAdmin(UndeliverableAddress, AdminSite())
    assert "lift" in page.get_actions(as_administrator)
    page.lift(as_administrator, UndeliverableAddress.objects.all())
    row.refresh_from_db()
    assert (row.lifted_how, row.lifted_by) == (Lifting.ADMINISTRATOR, as_administrator.user)
    assert [entry.object_id for entry in LogEntry.objects.all()] == [str(row.pk)]
    lifted.refresh_from_db()
    assert lifted.lifted_by is None
    assert [str(message) for message in get_messages(as_administrator)] == ["1 se intentará de nuevo."]


def test_who_may_only_look_does_not_lift(as_administrator):
    as_administrator.user = User.objects.create(username="staff", email="staff@example.org", is_staff=True)
    page = UndeliverableAddressAdmin(UndeliverableAddress, AdminSite())
    assert "lift" not in page.get_actions(as_administrator)
    assert not page.has_change_permission(as_administrator)
    assert not page.has_add_permission(as_administrator)


def test_the_list_is_narrowed_to_those_in_force(as_administrator):
    row = returned(ADDRESS)
    done = returned("eva@example.com", lifted_at=timezone.now(), lifted_how="confirmed")
    page = UndeliverableAddressAdmin(UndeliverableAddress, AdminSite())
    for chosen, expected in (("yes", {row}), ("no", {done}), ("", {row, done})):
        narrowed = InForceFilter(as_administrator, {"in_force": [chosen]}, UndeliverableAddress, page)
        assert set(narrowed.queryset(as_administrator, UndeliverableAddress.objects.all())) == expected
