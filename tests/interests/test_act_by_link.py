"""Acting from the mail itself: one link does one thing for one person, and nothing else."""

import re
from base64 import urlsafe_b64encode
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
import time_machine
from django.core import signing
from django.test import Client
from django.utils import timezone

from groundwork.messaging.models import Message
from interests import links, tasks
from interests.links import Act
from interests.models import AlertSubscription, Mute, Opportunity, PendingAlert
from interests.services import alerts, matching
from onboarding.models import Membership, Role
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, opportunity
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(supplier, ana, reader):
    made = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=made, user=ana)
    AlertSubscriptionFactory(interest=made, user=reader)
    return made


@pytest.fixture
def found(interest) -> Opportunity:
    return opportunity(interest, ProcessFactory(codes=(ROADS,), title="Placa huella"))


def link(act: Act, person, found) -> str:
    (url,) = links.act_urls([act], person=person.code, opportunity=found.code)
    return urlsplit(url).path


def state(found) -> str:
    found.refresh_from_db()
    return found.state


def test_the_mail_carries_a_link_for_each_act_in_both_bodies(interest, ana, client):
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).news)
    message = Message.objects.get(to=ana.email)
    for body in (message.text, message.html):
        paths = re.findall(r"/avisos/acto/[^/\s\"]+/", body)
        assert len(paths) == 3
        assert [client.get(path).status_code for path in paths] == [200, 200, 200]
    assert message.subject.startswith("Oportunidad")


def test_who_may_only_read_is_given_what_they_may_do(interest, reader):
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).news)
    message = Message.objects.get(to=reader.email)
    assert "Guardar" not in message.text
    assert "Descartar:" not in message.text
    assert "No avisarme de esta entidad" in message.text


@pytest.mark.parametrize("method", ["get", "head"])
@pytest.mark.parametrize("act", list(Act), ids=[act.name for act in Act])
def test_a_mail_client_that_fetches_a_link_changes_nothing(client, ana, found, act, method):
    for _time in range(2):
        response = getattr(client, method)(link(act, ana, found))
        assert response.status_code == 200
    assert state(found) == "new"
    assert not Mute.objects.exists()
    assert (
        response["Referrer-Policy"] == "same-origin"
    )  # other sites never see the link; with less, no form has an origin
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize(
    ("act", "becomes", "says"),
    [
        (Act.SAVE, "saved", "La oportunidad está guardada"),
        (Act.DISCARD, "discarded", "La oportunidad está descartada"),
    ],
    ids=["save", "discard"],
)
def test_the_post_decides_and_twice_is_as_once(client, ana, found, act, becomes, says):
    path = link(act, ana, found)
    for _twice in range(2):
        assert says in client.post(path, follow=True).content.decode()
        assert state(found) == becomes


def test_the_post_silences_the_entity_for_that_person_alone(client, ana, reader, found):
    path = link(Act.MUTE_ENTITY, reader, found)
    for _twice in range(2):
        assert "Ya no le avisamos de esta entidad" in client.post(path, follow=True).content.decode()
    muted = Mute.objects.get()
    assert (muted.user, muted.supplier, muted.kind) == (reader, found.supplier, "entity")
    assert muted.value == str(found.process.entity_id)
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,), entity=found.process.entity).pk]).news)
    assert [message.to for message in Message.objects.all()] == [ana.email]
    assert state(found) == "new"


def test_saving_does_not_undo_what_is_in_preparation(client, ana, found):
    Opportunity.objects.update(state="preparing")
    page = client.post(link(Act.SAVE, ana, found), follow=True)
    assert "En preparación" in page.content.decode()
    assert state(found) == "preparing"


def test_a_form_of_another_site_is_refused(ana, found):
    client = Client(enforce_csrf_checks=True)
    assert client.post(link(Act.SAVE, ana, found)).status_code == 403
    assert state(found) == "new"


def test_the_link_opens_no_session_and_tells_nothing_of_its_person(client, ana, found):
    page = client.post(link(Act.SAVE, ana, found), follow=True).content.decode()
    assert ana.email not in page
    assert ana.full_name not in page
    assert client.get("/oportunidades/").status_code == 302


def test_who_is_signed_in_as_somebody_else_still_acts_for_whom_the_link_is(client, ana, stranger, found):
    client.force_login(stranger)
    client.post(link(Act.MUTE_ENTITY, ana, found))
    assert Mute.objects.get().user == ana


def refused(client, path) -> None:
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert "Este enlace ya no sirve" in response.content.decode()


def test_a_link_ends_after_sixty_days(client, ana, found):
    now = timezone.now()
    path = link(Act.SAVE, ana, found)
    with time_machine.travel(now + timedelta(days=60, seconds=-5)):
        assert client.get(path).status_code == 200
    with time_machine.travel(now + timedelta(days=60, seconds=5)):
        refused(client, path)
    assert state(found) == "new"


@pytest.mark.parametrize("act", list(Act), ids=[act.name for act in Act])
def test_a_link_ends_when_its_person_leaves_the_team(client, ana, found, act):
    Membership.objects.filter(user=ana).delete()
    refused(client, link(act, ana, found))
    assert state(found) == "new"
    assert not Mute.objects.exists()


def test_a_link_ends_when_its_person_may_no_longer_decide(client, ana, found):
    path = link(Act.SAVE, ana, found)
    Membership.objects.filter(user=ana).update(role=Role.READER)
    refused(client, path)
    assert state(found) == "new"


@pytest.mark.parametrize("field", [{"is_active": False}, {"closed_at": "2026-01-01T00:00Z"}], ids=["shut", "closed"])
def test_a_link_ends_with_the_account(client, ana, found, field):
    path = link(Act.SAVE, ana, found)
    type(ana).objects.filter(pk=ana.pk).update(**field)
    refused(client, path)


def forged(ana, stranger, found) -> list[str]:
    token = link(Act.SAVE, ana, found).split("/")[3]
    content, stamp, signature = token.split(".")
    other = link(Act.DISCARD, ana, found).split("/")[3].split(".")[0]
    elsewhere = signing.TimestampSigner(salt="something.else", sep=".").sign(content)
    unsubscribing = links.unsubscribe_url(ana.code).split("/")[-2]
    foreign = link(Act.SAVE, stranger, found).split("/")[3]
    (nothing,) = links.act_urls([Act.SAVE], person=ana.code, opportunity=uuid4())
    (nobody,) = links.act_urls([Act.SAVE], person=uuid4(), opportunity=found.code)
    return [
        token[:-1],
        f"{other}.{stamp}.{signature}",
        f"{content}.{stamp[:-1]}{'1' if stamp[-1] == '0' else '0'}.{signature}",
        elsewhere,
        unsubscribing,
        foreign,
        nothing.split("/")[-2],
        nobody.split("/")[-2],
        urlsafe_b64encode(b"s" + bytes(32)).decode(),
        "x",
    ]


@pytest.mark.parametrize("number", range(10))
def test_a_forged_link_does_nothing(client, ana, stranger, found, number):
    refused(client, f"/avisos/acto/{forged(ana, stranger, found)[number]}/")
    assert state(found) == "new"


def test_a_link_to_act_does_not_unsubscribe_and_the_other_way_round(client, ana, found):
    token = link(Act.SAVE, ana, found).split("/")[3]
    assert client.post(f"/avisos/baja/{token}/").status_code == 404
    assert AlertSubscription.objects.of(ana).active().exists()


def test_the_page_speaks_the_language_of_the_mail_unless_the_browser_has_one(client, ana, found):
    ana.language = "en"
    ana.save()
    path = link(Act.SAVE, ana, found)
    page = client.get(path)
    assert '<html lang="en"' in page.content.decode()
    assert page["Content-Language"] == "en"
    client.cookies["django_language"] = "es-co"
    assert '<html lang="es-co"' in client.get(path).content.decode()


def test_the_page_says_the_closing_in_the_zone_of_its_person(client, ana, found):
    ana.time_zone = "Europe/Madrid"
    ana.save()
    assert "en su zona horaria" in client.get(link(Act.SAVE, ana, found)).content.decode()


def test_a_process_that_is_over_says_so(client, ana, found):
    type(found.process).objects.update(closes_at=timezone.now() - timedelta(hours=1))
    assert "ya no recibe propuestas" in client.get(link(Act.SAVE, ana, found)).content.decode()


def test_what_was_discarded_by_link_is_left_out_of_the_digest(client, ana, interest, found):
    PendingAlert.objects.create(user=ana, interest=interest, process=found.process, due_at=timezone.now())
    client.post(link(Act.DISCARD, ana, found))
    tasks.send_digests()
    assert not Message.objects.exists()
