from urllib.parse import urlsplit

import pytest
from django.core import signing
from django.test import Client

from groundwork.messaging.models import Message
from interests import links
from interests.models import AlertSubscription
from interests.services import alerts, matching
from tests.accounts.factories import UserFactory
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def interest(supplier, ana, reader):
    made = InterestFactory(supplier=supplier)
    AlertSubscriptionFactory(interest=made, user=ana)
    AlertSubscriptionFactory(interest=made, user=reader)
    return made


@pytest.fixture
def link(ana) -> str:
    return urlsplit(links.unsubscribe_url(ana.code)).path


def tell() -> None:
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).news)


def test_one_click_stops_every_mail_without_a_session_or_a_token_of_ours(interest, ana, reader, link):
    client = Client(enforce_csrf_checks=True)
    response = client.post(link, {"List-Unsubscribe": "One-Click"})
    assert response.status_code == 200
    assert "Ya no le enviaremos avisos" in response.content.decode()
    assert not AlertSubscription.objects.of(ana).active().exists()
    tell()
    assert [message.to for message in Message.objects.all()] == [reader.email]


def test_a_mail_that_waited_to_be_sent_is_not_sent(interest, ana, reader, link, client):
    tell()
    client.post(link)
    assert [message.to for message in Message.objects.open()] == [reader.email]
    assert Message.objects.get(to=ana.email).state == "lapsed"


@pytest.mark.django_db(transaction=True)
def test_after_it_nothing_leaves(interest, ana, reader, link, client, mailbox):
    tell()
    client.post(link)
    assert mailbox.subjects(ana.email) == []
    assert len(mailbox.subjects(reader.email)) == 1


def test_a_mail_client_that_fetches_the_link_stops_nothing(interest, ana, link, client):
    assert "¿Dejar de recibir avisos" in client.get(link).content.decode()
    assert client.head(link).status_code == 200
    assert AlertSubscription.objects.of(ana).active().exists()


def test_twice_is_as_calm_as_once(interest, link, client):
    for _twice in range(2):
        response = client.post(link)
        assert response.status_code == 200
        assert "Ya no le enviaremos avisos" in response.content.decode()


def test_the_mails_of_sign_in_are_not_touched(ana, link, client):
    Message.objects.create(kind="login-code", to=ana.email, recipient=ana, dedupe_key="x", subject="s", text="t")
    client.post(link)
    assert Message.objects.open().count() == 1


def test_the_page_tells_nothing_of_the_person_and_no_other_site_of_the_link(interest, ana, link, client):
    response = client.get(link)
    content = response.content.decode()
    assert ana.email not in content
    assert ana.full_name not in content
    assert response["Referrer-Policy"] == "no-referrer"
    assert "no-store" in response["Cache-Control"]


def forged(ana) -> list[str]:
    token = urlsplit(links.unsubscribe_url(ana.code)).path.split("/")[3]
    other = signing.Signer(salt="something.else", sep=".").sign(str(ana.code))
    unknown = urlsplit(links.unsubscribe_url(UserFactory.build().code)).path.split("/")[3]
    nonsense = signing.Signer(salt="interests.unsubscribe", sep=".").sign("1")
    return [token[:-1], token.replace(token[0], "0" if token[0] != "0" else "1", 1), other, unknown, nonsense, "x"]


@pytest.mark.parametrize("number", range(6))
def test_a_forged_link_stops_nothing_and_says_what_to_do(interest, ana, client, number):
    path = f"/avisos/baja/{forged(ana)[number]}/"
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 404
        assert "Este enlace no sirve" in response.content.decode()
    assert AlertSubscription.objects.of(ana).active().exists()


def test_who_unsubscribed_may_ask_for_mail_again(interest, ana, link, client, as_ana):
    client.post(link)
    as_ana.post(f"/intereses/{interest.code}/avisos/", {"active": "1"})
    tell()
    assert Message.objects.filter(to=ana.email).count() == 1
