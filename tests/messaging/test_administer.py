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
from tests.messaging.factories import owed

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
