"""Notices on screen: one for each mail that speaks of a page, in the same transaction, until nobody needs it."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging import tasks
from groundwork.messaging.models import Message, Notice
from groundwork.messaging.services import wishes
from tests.accounts.factories import UserFactory
from tests.messaging.factories import a_mail

pytestmark = pytest.mark.django_db

HOSTILE = ["//evil.example", "https://evil.example/", "/\\evil.example", "///evil", "evil", "/a\nb", "/a\tb", "/" * 301]


def about(person, page="/proveedor/", **fields):
    return a_mail(recipient=person, to=person.email, path=page, **fields)


@pytest.fixture
def ana():
    return UserFactory(username="ana")


def test_a_mail_that_speaks_of_a_page_is_found_on_screen_too(ana):
    messaging.send(about(ana, subject="Devolvieron un documento"), dedupe="doc:1")
    notice = Notice.objects.of(ana).get()
    assert (notice.title, notice.path, notice.kind, notice.dedupe_key) == (
        "Devolvieron un documento",
        "/proveedor/",
        "test.notice",
        "doc:1",
    )
    assert notice.read_at is None


def test_without_a_page_or_an_account_there_is_nothing_on_screen(ana):
    messaging.send(about(ana, page=""), dedupe="doc:1")
    messaging.send(a_mail(path="/proveedor/"), dedupe="doc:2")
    assert Message.objects.count() == 2
    assert not Notice.objects.exists()


def test_the_same_key_puts_up_one_notice_even_after_the_first_was_forgotten(ana):
    messaging.send(about(ana), dedupe="doc:1")
    messaging.send(about(ana, subject="Otra vez"), dedupe="doc:1")
    messaging.send_many([(about(ana), "doc:1"), (about(ana), "doc:2"), (about(ana), "doc:2")])
    assert list(Notice.objects.order_by("dedupe_key").values_list("dedupe_key", flat=True)) == ["doc:1", "doc:2"]
    Notice.objects.all().delete()
    messaging.send_many([(about(ana), "doc:1"), (about(ana), "doc:2")])
    assert not Notice.objects.exists(), "its mail was owed long ago"


def test_a_mail_and_its_notice_come_together_or_not_at_all(ana):
    with transaction.atomic():
        messaging.send_many([(about(ana), "doc:1")])
        messaging.send(about(ana), dedupe="doc:2")
        transaction.set_rollback(True)
    assert not Message.objects.exists()
    assert not Notice.objects.exists()


def test_many_cost_the_statements_of_one(ana):
    people = [ana, *UserFactory.create_batch(4)]

    def statements(number):
        mails = [(about(person), f"{number}:{person.pk}") for person in people[:number]]
        with CaptureQueriesContext(connection) as queries:
            messaging.send_many(mails)
        return len(queries)

    assert statements(1) == statements(5) == 2
    assert Notice.objects.count() == 6


def test_a_notice_can_stand_alone(ana):
    messaging.post(ana, kind="trial", title="Su prueba terminó", path="/intereses/", dedupe="trial:1")
    messaging.post(ana, kind="trial", title="Otra vez", path="/intereses/", dedupe="trial:1")
    assert Notice.objects.of(ana).get().title == "Su prueba terminó"
    assert not Message.objects.exists()


@pytest.mark.parametrize("path", HOSTILE, ids=range(len(HOSTILE)))
def test_no_notice_leads_out_of_the_portal(ana, path):
    with pytest.raises(ValueError, match="page of this portal"):
        about(ana, path)
    with pytest.raises(ValueError, match="page of this portal"):
        replace(about(ana), path=path)
    with pytest.raises(ValueError, match="page of this portal"):
        messaging.post(ana, kind="trial", title="Aviso", path=path, dedupe="trial:1")


def test_the_database_refuses_another_host_by_itself(ana):
    with pytest.raises(IntegrityError, match="notice_path_is_ours"), transaction.atomic():
        Notice.objects.create(recipient=ana, kind="x", title="x", path="//evil.example", dedupe_key="1")


def test_who_wants_no_mail_of_a_kind_has_it_on_screen_alone(ana, monkeypatch):
    monkeypatch.setattr(wishes, "_by_mail", [lambda _person, kind: kind != "muted"])
    assert messaging.send(about(ana, kind="muted"), dedupe="doc:1") is None
    messaging.send_many(
        [(about(ana, kind="muted"), "doc:2"), (about(ana), "doc:3"), (about(ana, kind="muted"), "doc:2")]
    )
    assert Message.objects.get().dedupe_key == "doc:3"
    assert set(Notice.objects.values_list("dedupe_key", flat=True)) == {"doc:1", "doc:2", "doc:3"}


def test_old_notices_are_forgotten_read_ones_sooner(ana):
    now = timezone.now()
    ages = {
        "read 91 days ago": (91, 91),
        "read 89 days ago": (399, 89),
        "unread for 399": (399, None),
        "401": (401, None),
    }
    for key, (made, read) in ages.items():
        messaging.post(ana, kind="x", title=key, dedupe=key)
        Notice.objects.filter(dedupe_key=key).update(
            created_at=now - timedelta(days=made), read_at=None if read is None else now - timedelta(days=read)
        )
    assert tasks.clear_bodies() == 2
    assert set(Notice.objects.values_list("title", flat=True)) == {"read 89 days ago", "unread for 399"}


def test_a_closed_account_leaves_no_notice(ana):
    messaging.send(about(ana), dedupe="doc:1")
    other = UserFactory()
    messaging.send(about(other), dedupe="doc:2")
    messaging.forget(ana, address="nadie@cerrada.invalid")
    assert Notice.objects.get().recipient == other
