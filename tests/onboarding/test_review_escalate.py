"""A suspicion about a document: handed to the administrators, who close it with what they found."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from accounts.models import Authenticator
from groundwork.ledger.models import Entry, Evidence
from groundwork.messaging.models import Message
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, StrongFactorRequiredError
from onboarding.models import Escalation
from onboarding.services.review import escalating
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import MembershipFactory
from tests.onboarding.reviewing import (
    QUEUE,
    actor,
    another_reviewer,
    approve,
    at_once,
    client_of,
    hold,
    url,
    waiting,
)

pytestmark = pytest.mark.django_db

WORDS = "La firma de Inés Mar está recortada de otro papel."
ADMIN = "/administracion/onboarding/escalation/"


@pytest.fixture
def version(supplier, boss):
    return waiting(document__supplier=supplier)


@pytest.fixture
def staff():
    made = UserFactory(is_staff=True, is_superuser=True, full_name="Alba Paz", email="alba@example.com")
    AuthenticatorFactory(user=made)
    return made


@pytest.fixture
def suspicion(version, staff) -> Escalation:
    return escalating.escalate(version, WORDS, by=actor(another_reviewer(full_name="Berta Sol")))


@pytest.fixture
def as_staff(client, staff):
    sign_in(client, staff, Authenticator.objects.get(user=staff))
    return client


def test_administrators_hear_of_it_without_a_name_and_the_supplier_hears_nothing(
    as_reviewer, reviewer, version, staff, boss, mailbox
):
    hold(version, reviewer)
    assert as_reviewer.post(url("escalate", version), {"words": WORDS}).url == QUEUE
    made = Escalation.objects.get()
    assert (made.raised_by, made.words) == (reviewer, WORDS)
    assert mailbox.subjects(staff.email) == ["Hay una sospecha sobre un documento"]
    text = mailbox.text(staff.email)
    assert f"{ADMIN}{made.pk}/change/" in text
    for name in ("Inés", "Vías del Sur", "Vera", "RUT"):
        assert name not in text
    assert mailbox.messages(boss.email) == []
    entry = Entry.objects.get(verb="document.suspected")
    assert entry.subject == str(version.code)
    assert "Inés" not in Evidence.objects.get(entry=entry).content


def test_it_leaves_the_hands_of_who_raised_it_and_shows_that_it_is_held(as_reviewer, reviewer, version):
    hold(version, reviewer)
    as_reviewer.post(url("escalate", version), {"words": WORDS})
    version.refresh_from_db()
    assert version.claimed_by is None
    page = as_reviewer.get(url("document", version)).content.decode()
    assert "Hay una sospecha abierta sobre este documento" in page
    assert "Tomar este documento" not in page
    assert "Con sospecha" in as_reviewer.get(QUEUE).content.decode()


def test_it_needs_words(as_reviewer, version):
    as_reviewer.post(url("escalate", version), {"words": " "})
    assert not Escalation.objects.exists()
    with pytest.raises(ValidationError):
        escalating.escalate(version, " ", by=actor(another_reviewer()))


def test_there_is_one_at_a_time(as_reviewer, suspicion):
    page = as_reviewer.post(url("escalate", suspicion.version), {"words": WORDS}).content.decode()
    assert "Hay una sospecha abierta" in page
    assert Escalation.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_are_one():
    version = waiting()
    answers = at_once(
        *[
            lambda one=one: escalating.escalate(version, WORDS, by=actor(one))
            for one in (another_reviewer(), another_reviewer())
        ]
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["Escalation", "ValidationError"]


@pytest.mark.parametrize("person", ["boss", "stranger"])
def test_only_reviewers_raise_one(request, client, version, person):
    client.force_login(request.getfixturevalue(person))
    assert client.get(url("escalate", version)).status_code == 403
    assert client.post(url("escalate", version), {"words": WORDS}).status_code == 403
    assert not Escalation.objects.exists()


def test_an_administrator_closes_it_with_what_they_found(as_staff, staff, suspicion):
    page = f"{ADMIN}{suspicion.pk}/change/"
    assert WORDS in as_staff.get(page).content.decode()
    assert as_staff.post(page, {"outcome": "Llamamos a la cámara: es auténtico."}).status_code == 302
    suspicion.refresh_from_db()
    assert (suspicion.settled_by, suspicion.outcome) == (staff, "Llamamos a la cámara: es auténtico.")
    assert Entry.objects.filter(verb="document.suspicion_closed", subject=str(suspicion.version.code)).count() == 1
    assert as_staff.post(page, {"outcome": "Otra cosa."}).status_code == 403
    suspicion.refresh_from_db()
    assert suspicion.outcome == "Llamamos a la cámara: es auténtico."


def test_who_raised_it_hears_what_was_found_once(staff, suspicion):
    escalating.settle(suspicion, "Es auténtico.", by=actor(staff))
    told = Message.objects.get(recipient=suspicion.raised_by, subject="Se cerró la sospecha que usted pasó")
    assert "Es auténtico." in told.text
    assert url("document", suspicion.version) in told.text


def test_what_was_closed_may_be_decided_and_its_reviewer_reads_the_outcome(reviewer, staff, suspicion):
    escalating.settle(suspicion, "Es auténtico.", by=actor(staff))
    version = hold(suspicion.version, reviewer)
    client = client_of(reviewer)
    assert "Alba Paz encontró: «Es auténtico.»" in client.get(url("document", version)).content.decode()
    approve(client, version)
    version.refresh_from_db()
    assert version.approved is True


def test_it_is_not_closed_without_words_nor_twice(staff, suspicion):
    with pytest.raises(ValidationError):
        escalating.settle(suspicion, " ", by=actor(staff))
    escalating.settle(suspicion, "Es auténtico.", by=actor(staff))
    with pytest.raises(ValidationError):
        escalating.settle(suspicion, "Es falso.", by=actor(staff))


def test_it_is_closed_only_with_a_fresh_strong_proof(as_staff, staff, suspicion):
    old = timezone.now() - timedelta(hours=1)
    for session in (
        {FACTOR: "app", PROVED_AT: old.timestamp()},
        {FACTOR: "email", PROVED_AT: timezone.now().timestamp()},
    ):
        with pytest.raises(StrongFactorRequiredError):
            escalating.settle(suspicion, "Es auténtico.", by=Actor(staff, session))
    prove_long_ago(as_staff)
    response = as_staff.post(f"{ADMIN}{suspicion.pk}/change/", {"outcome": "Es auténtico."})
    assert response.url.startswith("/ingresar/confirmar/")
    suspicion.refresh_from_db()
    assert suspicion.settled_at is None


def test_neither_a_reviewer_nor_a_member_of_the_supplier_closes_it(staff, suspicion, supplier):
    with pytest.raises(PermissionDenied):
        escalating.settle(suspicion, "Es auténtico.", by=actor(another_reviewer()))
    MembershipFactory(supplier=supplier, user=staff)
    with pytest.raises(PermissionDenied):
        escalating.settle(suspicion, "Es auténtico.", by=actor(staff))


def test_staff_read_reviews_and_views_and_change_nothing(as_staff, suspicion):
    for model in ("escalation", "review", "documentview"):
        assert as_staff.get(f"/administracion/onboarding/{model}/").status_code == 200
        assert as_staff.get(f"/administracion/onboarding/{model}/add/").status_code == 403
    assert as_staff.post(f"{ADMIN}{suspicion.pk}/delete/", {"post": "yes"}).status_code == 403
    assert Message.objects.count() == 1
