from datetime import timedelta

import pytest
from django.contrib.admin.sites import AdminSite
from django.contrib.auth import get_user_model
from django.contrib.messages import get_messages
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.admin import MessageAdmin, StateFilter, WorkAdmin
from groundwork.messaging.models import Message, Work
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.messaging.factories import owed, returned

pytestmark = pytest.mark.django_db


@pytest.fixture
def request_of(rf: RequestFactory):
    """A request by somebody with or without an administrator's rights."""

    def make(*, superuser: bool, **query: str):
        request = rf.get("/", query)
        name = "root" if superuser else "staff"
        request.user = get_user_model().objects.create(
            username=name, email=f"{name}@example.org", is_staff=True, is_superuser=superuser
        )
        request.session = SessionStore()
        setattr(request, "_messages", FallbackStorage(request))  # noqa: B010  # what its middleware does
        return request

    return make


def test_nobody_writes_messages_or_work_by_hand(request_of):
    request = request_of(superuser=True)
    for page in (MessageAdmin(Message, AdminSite()), WorkAdmin(Work, AdminSite())):
        assert not page.has_add_permission(request)
        assert not page.has_change_permission(request)
        assert not page.has_delete_permission(request)


def test_only_an_administrator_may_have_something_tried_again(request_of):
    page = MessageAdmin(Message, AdminSite())
    assert "send_again" in page.get_actions(request_of(superuser=True))
    assert "send_again" not in page.get_actions(request_of(superuser=False))


def test_dead_messages_are_owed_again(request_of):
    dead, waiting = owed(), owed()
    Message.objects.filter(pk=dead.pk).update(dead_at=timezone.now(), attempts=30)
    request = request_of(superuser=True)
    MessageAdmin(Message, AdminSite()).send_again(request, Message.objects.all())
    assert [str(message) for message in get_messages(request)] == ["1 se intentará de nuevo."]
    assert set(Message.objects.due(messaging.Lane.values)) == {dead, waiting}


def test_work_set_aside_goes_back_to_its_consumer(request_of):
    messaging.register("test.topic", "test.consumer")
    messaging.announce_many("test.topic", [1, 2])
    Work.objects.update(set_aside_at=timezone.now(), failures=8)
    WorkAdmin(Work, AdminSite()).work_again(request_of(superuser=True), Work.objects.all())
    with messaging.claimed("test.consumer") as ids:
        assert ids == [1, 2]


def test_the_list_of_messages_can_be_narrowed_to_a_state(request_of):
    dead = owed()
    owed()
    Message.objects.filter(pk=dead.pk).update(dead_at=timezone.now())
    page = MessageAdmin(Message, AdminSite())
    request = request_of(superuser=True, state="dead")
    chosen = StateFilter(request, {"state": ["dead"]}, Message, page)
    assert chosen.queryset(request, Message.objects.all()).get() == dead
    everything = StateFilter(request, {}, Message, page)
    assert everything.queryset(request, Message.objects.all()).count() == 2
    assert page.standing(Message.objects.get(pk=dead.pk)) == "abandonado"


def test_the_words_of_a_message_are_not_an_administrators_to_read():
    assert not {"text", "html", "subject", "reference", "headers"} & set(MessageAdmin.fields)


PAGE = "/administracion/messaging/message/sin-entregar/"


def administrator(client, **rights):
    """Somebody of the staff, signed in with an app."""
    boss = AuthenticatorFactory(user__is_staff=True, **{f"user__{name}": right for name, right in rights.items()})
    sign_in(client, boss.user, boss)


def dead(**facts):
    message = owed(**facts)
    Message.objects.filter(pk=message.pk).update(dead_at=timezone.now(), attempts=30, last_error="451 later")
    return message


def test_the_page_tells_what_waits_and_what_did_not_arrive(client):
    administrator(client, is_superuser=True)
    for _each in range(3):
        owed(messaging.Lane.BULK)
    Message.objects.update(queued_at=timezone.now() - timedelta(hours=2))
    late = owed(messaging.Lane.BULK)
    Message.objects.filter(pk=late.pk).update(next_attempt_at=timezone.now() + timedelta(hours=8))
    refused = dead()
    Message.objects.filter(pk=refused.pk).update(dead_at=None, refused_at=timezone.now(), last_error="554 spam")
    dead()
    gone = dead()
    Message.objects.filter(pk=gone.pk).update(cleared_at=timezone.now(), text="", html="")
    Work.objects.create(topic="t", consumer="c", subject_id=7, set_aside_at=timezone.now(), last_error="KeyError")
    returned("x@example.com")
    page = client.get(PAGE)
    lanes = [[cell.text for cell in row] for row in page.context["lanes"]]
    assert lanes == [["urgente", "0", "0", "—"], ["normal", "0", "0", "—"], ["masivo", "4", "1", "2 horas"]]
    assert page.context["mails"].count == 2
    text = page.content.decode()
    assert "554 spam" in text
    assert "451 later" in text
    assert "t 7 → c" in text
    assert "1 dirección devolvió" in text
    assert refused.to not in text, "who was to read it is nobody's here"
    assert f'href="{PAGE}"' in client.get("/cuenta/").content.decode(), "it is in the navigation"


def test_the_chosen_ones_are_owed_again_and_no_others(client, server):
    administrator(client, is_superuser=True)
    first, second = dead(), dead()
    for _twice in range(2):
        response = client.post(PAGE, {"of": "mails", "mails-rows": [first.pk]})
    assert response.status_code == 200, "the second time it is no longer in the list"
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == (messaging.State.QUEUED, messaging.State.DEAD)
    assert messaging.drain(messaging.Lane.values) == 1
    assert server.recipients() == [first.to]


def test_all_of_them_at_once(client):
    administrator(client, is_superuser=True)
    for _each in range(3):
        dead()
    assert client.post(PAGE, {"of": "mails", "mails-every": "1"}).url == PAGE
    assert Message.objects.in_state(messaging.State.QUEUED).count() == 3


def test_work_that_stands_aside_is_given_back(client):
    administrator(client, is_superuser=True)
    row = Work.objects.create(topic="t", consumer="c", subject_id=7, set_aside_at=timezone.now(), failures=9)
    assert client.post(PAGE, {"of": "works", "works-rows": [row.pk]}).url == PAGE
    row.refresh_from_db()
    assert (row.set_aside_at, row.failures) == (None, 0)


@pytest.mark.parametrize(
    "chosen", [{}, {"mails-rows": ["0"]}, {"mails-rows": ["x"]}], ids=["none", "unknown", "nonsense"]
)
def test_a_choice_of_nothing_is_refused_beside_the_boxes(client, chosen):
    administrator(client, is_superuser=True)
    dead()
    page = client.post(PAGE, {"of": "mails", **chosen})
    assert page.status_code == 200
    assert page.context["mails"].errors["rows"]
    assert Message.objects.in_state(messaging.State.DEAD).count() == 1


def test_staff_without_the_right_do_not_see_it_and_a_stranger_is_led_away(client):
    administrator(client)
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, {"of": "mails", "mails-every": "1"}).status_code == 403
    sign_in(client, UserFactory())
    assert client.get(PAGE).status_code == 302
    assert client.put(PAGE).status_code == 405


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_costs_the_same_queries_however_much_failed(client, number, django_assert_max_num_queries):
    administrator(client, is_superuser=True)
    for _each in range(number):
        dead()
        Work.objects.create(topic="t", consumer="c", subject_id=7, set_aside_at=timezone.now())
    client.get(PAGE)
    with django_assert_max_num_queries(12):
        client.get(PAGE)
