"""Our session engine: the key changes with the row, in one statement, and the old one is gone with it."""

import pytest
from django.contrib.auth import get_user
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.models import Session
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.session_engine import SessionStore
from tests.accounts.factories import UserFactory, sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def session():
    store = SessionStore()
    store["who"] = "ana"
    store.save()
    return store


def kept(key: str | None) -> dict[str, object]:
    return dict(SessionStore(key).items())


def test_a_new_key_takes_the_rows_place_in_one_statement(session):
    old = session.session_key
    session.cycle_key()
    session["more"] = 1
    assert session.session_key != old
    with CaptureQueriesContext(connection) as captured:
        session.save()
    assert len(captured) == 1
    assert kept(session.session_key) == {"who": "ana", "more": 1}
    assert kept(old) == {}
    assert Session.objects.count() == 1


def test_what_was_not_read_yet_is_kept_too(session):
    again = SessionStore(session.session_key)
    again.cycle_key()
    again.save()
    assert kept(again.session_key) == {"who": "ana"}


def test_two_changes_before_it_is_saved_leave_one_row(session):
    old = session.session_key
    session.cycle_key()
    session.cycle_key()
    session.save()
    session.save()
    assert list(Session.objects.values_list("pk", flat=True)) == [session.session_key]
    assert kept(old) == {}


def test_a_session_that_somebody_ended_meanwhile_is_not_brought_back(session):
    Session.objects.all().delete()
    session.cycle_key()
    with pytest.raises(UpdateError):
        session.save()
    assert not Session.objects.exists()


def test_leaving_right_after_a_change_leaves_nothing(session):
    session.cycle_key()
    session.flush()
    assert not Session.objects.exists()
    session["who"] = "eva"
    session.save()
    assert kept(session.session_key) == {"who": "eva"}


def test_a_session_without_a_row_gets_one(session):
    fresh = SessionStore("unknown" * 5)
    fresh.cycle_key()
    fresh["who"] = "eva"
    fresh.save()
    assert kept(fresh.session_key) == {"who": "eva"}
    assert fresh.session_key != "unknown" * 5


def test_one_row_can_be_deleted_by_its_key(session):
    other = SessionStore()
    other.create()
    session.delete(other.session_key)
    assert list(Session.objects.values_list("pk", flat=True)) == [session.session_key]


def test_the_session_of_a_closed_account_is_nobodys(client):
    ana = UserFactory()
    sign_in(client, ana)
    assert get_user(client) == ana
    ana.is_active = False
    ana.save()
    assert not get_user(client).is_authenticated
    assert client.get("/cuenta/").status_code == 302
