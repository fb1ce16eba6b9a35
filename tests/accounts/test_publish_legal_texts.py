"""New versions of the texts are made in the administration, ahead of their time, and everybody is told before."""

from datetime import timedelta
from importlib import import_module

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import ValidationError
from django.utils import timezone

from accounts.models import Consent, LegalText
from accounts.queries import legal as texts
from accounts.services import legal
from accounts.tasks import tell_legal_changes
from groundwork.ledger.models import Entry, Evidence
from groundwork.messaging.models import Message, Notice
from groundwork.web.actor import Actor, StrongFactorRequiredError
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in

pytestmark = pytest.mark.django_db

LIST = "/administracion/accounts/legaltext/"
ADD = f"{LIST}add/"


@pytest.fixture
def boss(client):
    boss = AuthenticatorFactory(user=UserFactory(username="jefa", is_staff=True, is_superuser=True)).user
    sign_in(client, boss, boss.authenticator_set.get())
    return boss


def given(**more):
    at = timezone.localtime(timezone.now() + timedelta(days=30))
    return {
        "document": "terms",
        "version": "1.1",
        "in_force_from_0": f"{at:%d/%m/%Y}",
        "in_force_from_1": f"{at:%H:%M}",
        "text_es": "- Usarlo es gratuito.",
        "text_en": "- It is free to use.",
        "changes_es": "Es más corto.",
        "changes_en": "It is shorter.",
        **more,
    }


def in_days(days):
    at = timezone.localtime(timezone.now() + timedelta(days=days))
    return {"in_force_from_0": f"{at:%d/%m/%Y}", "in_force_from_1": f"{at:%H:%M}"}


def stored(version="1.1", document="terms"):
    return LegalText.objects.filter(document=document, version=version).first()


def test_a_new_version_is_published_with_its_fingerprint_in_the_record(client, boss, publish):
    assert client.post(ADD, given()).status_code == 302
    text = stored()
    entry = Entry.objects.get(verb="legal_text.published", subject="terms:1.1")
    assert legal.fingerprint(text) in Evidence.objects.get(entry=entry).content
    text.text_en += "."
    assert legal.fingerprint(text) not in Evidence.objects.get(entry=entry).content
    assert texts.in_force()["terms"] == "1.0"


@pytest.mark.parametrize("left_out", ["text_es", "text_en", "changes_es", "changes_en"])
def test_both_languages_and_what_changes_are_demanded(client, boss, publish, left_out):
    page = client.post(ADD, given(**{left_out: "  "}))
    assert page.status_code == 200
    assert left_out in page.context["adminform"].form.errors
    assert stored() is None


@pytest.mark.parametrize(
    ("more", "field"),
    [
        (in_days(0.9), "in_force_from"),
        (in_days(-3), "in_force_from"),
        ({"version": "1.0"}, "__all__"),
        ({"version": "../1"}, "version"),
    ],
    ids=["too soon", "past", "taken", "no version"],
)
def test_what_cannot_be_published_is_refused_beside_its_field(client, boss, publish, more, field):
    page = client.post(ADD, given(**more))
    assert field in page.context["adminform"].form.errors
    assert LegalText.objects.count() == 3


def test_a_version_is_corrected_and_withdrawn_until_it_is_announced(client, boss, publish):
    client.post(ADD, given())
    address = f"{LIST}{stored().pk}/change/"
    client.post(address, given(text_es="- Otra cosa."))
    assert stored().text_es == "- Otra cosa."
    assert Entry.objects.filter(verb="legal_text.published", subject="terms:1.1").count() == 2
    client.post(f"{LIST}{stored().pk}/delete/", {"post": "yes"})
    assert stored() is None
    assert Entry.objects.filter(verb="legal_text.withdrawn", subject="terms:1.1").count() == 1


@pytest.mark.parametrize("days", [9, -1], ids=["announced", "in force"])
def test_once_announced_nobody_changes_it(client, boss, publish, days):
    text = publish(version="1.1", at=timezone.now() + timedelta(days=days))
    Consent.objects.create(user=boss, document="terms", version="1.1", at=timezone.now())
    address = f"{LIST}{text.pk}/change/"
    assert client.get(address).status_code == 200
    assert client.post(address, given(text_es="- Otra cosa.")).status_code == 403
    assert client.post(f"{LIST}{text.pk}/delete/", {"post": "yes"}).status_code == 403
    strong = Actor(boss, client.session)
    with pytest.raises(ValidationError):
        legal.publish(text, by=strong)
    with pytest.raises(ValidationError):
        legal.withdraw(text, by=strong)
    assert stored().text_es == text.text_es


def test_nothing_comes_in_force_before_what_was_announced_already(client, boss, publish):
    publish(version="1.2", at=timezone.now() + timedelta(days=9))
    page = client.post(ADD, given(**in_days(5)))
    assert "1.2" in str(page.context["adminform"].form.errors["in_force_from"])


def test_a_new_version_begins_as_the_newest_one(client, boss):
    page = client.get(f"{ADD}?document=terms").content.decode()
    assert "Usarlo es gratuito. Nadie puede cobrarle" in page


def test_who_accepted_is_counted(client, boss):
    UserFactory.create_batch(2)
    rows = {
        text.version: text.number for text in client.get(LIST).context["cl"].result_list if text.document == "terms"
    }
    assert rows == {"1.0": 3}


def test_staff_without_that_power_cannot(client, publish):
    clerk = AuthenticatorFactory(user=UserFactory(is_staff=True)).user
    sign_in(client, clerk, clerk.authenticator_set.get())
    assert client.get(LIST).status_code == 403
    assert client.post(ADD, given()).status_code == 403
    assert stored() is None


def test_publishing_asks_for_a_fresh_strong_proof(client, boss, publish):
    weak = UserFactory(is_staff=True, is_superuser=True)
    sign_in(client, weak)
    text = LegalText(document="terms", version="1.1", in_force_from=timezone.now() + timedelta(days=20))
    with pytest.raises(StrongFactorRequiredError):
        legal.publish(text, by=Actor(weak, client.session))


def test_everybody_is_told_once_of_what_is_coming_by_mail_and_on_screen(publish, mailbox):
    ana = UserFactory(email="ana@example.com")
    luz = UserFactory(email="luz@example.com", language="en")
    UserFactory(is_active=False)
    early = UserFactory()
    Consent.objects.create(user=early, document="terms", version="2.0", at=timezone.now())
    publish(at=timezone.now() + timedelta(days=9))
    assert tell_legal_changes() == 2
    assert tell_legal_changes() == 0
    assert mailbox.subjects("ana@")[0].startswith("Términos de uso: cambian el ")
    words = mailbox.last("luz@").get_body(("plain",)).get_content()
    assert "It says that it will always be free." in words
    assert "/cuenta/aceptar/" in words
    assert {notice.path for notice in Notice.objects.filter(recipient=ana)} == {"/cuenta/aceptar/"}
    assert luz.pk in Message.objects.values_list("recipient", flat=True)


@pytest.mark.parametrize("days", [11, 0], ids=["not yet", "in force already"])
def test_nobody_is_told_too_early_or_too_late(publish, days):
    UserFactory()
    publish(at=timezone.now() + timedelta(days=days))
    assert tell_legal_changes() == 0


def test_one_turn_tells_a_batch_and_the_next_one_the_rest(publish, monkeypatch):
    UserFactory.create_batch(3)
    publish(at=timezone.now() + timedelta(days=9))
    monkeypatch.setattr(legal, "TOLD_A_TURN", 2)
    assert [tell_legal_changes() for _turn in range(3)] == [2, 1, 0]


def test_a_version_published_here_counts_from_its_moment_without_a_restart(
    client, boss, publish, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        client.post(ADD, given())
    with time_machine.travel(timezone.now() + timedelta(days=31)):
        assert texts.in_force()["terms"] == "1.1"


@pytest.mark.parametrize("people", [False, True], ids=["a new portal", "people with accounts"])
def test_the_first_policy_that_says_everything_is_announced_where_people_have_accounts(people, publish):
    if people:
        UserFactory()
    LegalText.objects.all().delete()
    import_module("accounts.migrations.0006_first_legal_texts").load(apps, None)
    texts.forget()
    assert texts.in_force() == {"terms": "1.0", "data_policy": "1.0" if people else "1.1"}
    newest = stored(document="data_policy")
    assert newest.is_fixed(timezone.now())
    assert "{" not in newest.text_es + newest.text_en
