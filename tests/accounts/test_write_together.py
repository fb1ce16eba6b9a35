"""Several writes as one statement: all of them or none, each row with its key."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Activity, Consent, KnownDevice, User
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.writes import Writes
from tests.accounts.factories import UserFactory

pytestmark = pytest.mark.django_db


def unsaved(username: str) -> User:
    return User(username=username, email=f"{username}@example.com", full_name="Ana Peña", password="!")


def test_rows_are_made_changed_and_deleted_by_one_statement():
    ana = UserFactory()
    Consent.objects.filter(user=ana).update(at=timezone.now() - timedelta(days=1))
    writes = Writes()
    writes.insert(entry := activity.entry(ana, Activity.Kind.SIGNED_IN, Origin("Firefox", "203.0.113.7")))
    changed = writes.update(User.objects.filter(pk=ana.pk), firm="100% Guadua")
    gone = writes.delete(Consent.objects.filter(user=ana))
    none = writes.delete(Consent.objects.filter(pk__in=[]))
    with CaptureQueriesContext(connection) as captured:
        writes.execute()
    assert len(captured) == 1
    assert (writes.touched(changed), writes.touched(gone), writes.touched(none)) == (1, 2, 0)
    ana.refresh_from_db()
    assert ana.firm == "100% Guadua"
    kept = Activity.objects.get(pk=entry.pk)
    assert (kept.user, kept.device, kept.address, kept.at) == (ana, "Firefox", "203.0.113.7", entry.at)


def test_a_row_points_to_one_that_is_made_with_it():
    ana = unsaved("ana")
    device = KnownDevice(user=ana, digest="x", device="Firefox")
    writes = Writes()
    writes.insert(ana)
    writes.insert(device)
    writes.execute()
    assert (device.user, device.user_id) == (ana, ana.pk)
    assert KnownDevice.objects.get(pk=device.pk).user == ana
    ana.full_name = "Ana"
    ana.save()  # it knows that it is in the database
    assert User.objects.get().full_name == "Ana"


def test_one_that_fails_leaves_nothing_of_the_others():
    UserFactory(username="ana")
    eva = unsaved("eva")
    writes = Writes()
    writes.insert(eva)
    writes.insert(unsaved("ANA"))
    with pytest.raises(IntegrityError), transaction.atomic():
        writes.execute()
    assert User.objects.count() == 1
    assert not eva.pk


def test_a_conflict_may_be_passed_over():
    ana = UserFactory()
    KnownDevice.objects.create(user=ana, digest="x", device="Firefox")
    again = KnownDevice(user=ana, digest="x", device="Firefox")
    writes = Writes()
    writes.insert(again, ignore_conflicts=True)
    writes.execute()
    assert KnownDevice.objects.count() == 1
    assert not again.pk


def test_nothing_to_write_asks_nothing():
    with CaptureQueriesContext(connection) as captured:
        Writes().execute()
    assert len(captured) == 0


def test_what_is_read_along_is_what_stood_before_the_writes():
    ana = UserFactory(username="ana")
    writes = Writes()
    writes.insert(unsaved("eva"))
    writes.update(User.objects.filter(pk=ana.pk), username="anita")
    names = writes.read(User.objects.order_by("username").values_list("username"))
    nobody = writes.read(User.objects.filter(username="zoe").values_list("username"))
    writes.execute()
    assert (writes.found(names), writes.found(nobody)) == (["ana"], [])
