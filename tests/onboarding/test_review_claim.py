"""Taking documents: one person at a time, for a while, and never in each other's way."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from onboarding import personal_data
from onboarding.models import DocumentVersion, Escalation, PersonType
from onboarding.queries.review.queue import Filters
from onboarding.services.review import claiming
from tests.onboarding.factories import SupplierFactory
from tests.onboarding.reviewing import (
    QUEUE,
    actor,
    another_reviewer,
    at_once,
    client_of,
    follow,
    hold,
    url,
    waiting,
)

pytestmark = pytest.mark.django_db

NEXT = f"{QUEUE}siguiente/"


def taken_at(version) -> DocumentVersion:
    version.refresh_from_db()
    return version


def test_the_next_is_the_oldest_that_is_free(as_reviewer, reviewer):
    waiting(ago=timedelta(hours=1))
    held, oldest = waiting(ago=timedelta(hours=5)), waiting(ago=timedelta(hours=4))
    hold(held, another_reviewer())
    assert as_reviewer.post(NEXT).url == url("document", oldest)
    assert taken_at(oldest).claimed_by == reviewer
    assert oldest.claimed_until
    left = oldest.claimed_until - timezone.now()
    assert timedelta(minutes=19) < left <= timedelta(minutes=20)


def test_asking_again_gives_what_is_in_ones_hands(as_reviewer, reviewer):
    first = waiting(ago=timedelta(hours=1))
    waiting()
    assert as_reviewer.post(NEXT).url == as_reviewer.post(NEXT).url == url("document", first)
    assert DocumentVersion.objects.filter(claimed_by=reviewer).count() == 1
    assert "Seguir con el que tiene" in as_reviewer.get(QUEUE).content.decode()


def test_the_next_keeps_to_the_part_of_the_queue(as_reviewer):
    waiting(ago=timedelta(hours=5))
    natural = waiting(document__supplier=SupplierFactory(person_type=PersonType.NATURAL))
    assert as_reviewer.post(NEXT, {"persona": "natural"}).url == url("document", natural)


def test_a_claim_that_ran_out_is_free_again(as_reviewer, reviewer):
    version = hold(waiting(), another_reviewer())
    DocumentVersion.objects.update(claimed_until=timezone.now() - timedelta(seconds=1))
    as_reviewer.post(NEXT)
    assert taken_at(version).claimed_by == reviewer


def test_what_is_under_suspicion_is_taken_by_nobody(as_reviewer, reviewer):
    version = waiting()
    Escalation.objects.create(version=version, raised_by=another_reviewer(), words="El sello.")
    response = as_reviewer.post(NEXT, follow=True)
    assert "No hay ningún documento libre" in response.content.decode()
    assert "sospecha abierta" in as_reviewer.post(url("claim", version), follow=True).content.decode()
    assert taken_at(version).claimed_by is None


def test_one_may_choose_a_document_and_not_anothers(as_reviewer, reviewer):
    free, held = waiting(), waiting()
    hold(held, another_reviewer(full_name="Berta Sol"))
    as_reviewer.post(url("claim", free))
    assert taken_at(free).claimed_by == reviewer
    page = as_reviewer.post(url("claim", held), follow=True).content.decode()
    assert "Lo está revisando Berta Sol" in page
    assert "Tomar este documento" not in page
    assert taken_at(held).claimed_by != reviewer


@pytest.mark.parametrize("state", ["decided", "replaced"])
def test_what_does_not_wait_is_not_taken(reviewer, state):
    version = waiting(approved=True if state == "decided" else None)
    if state == "replaced":
        follow(version)
    with pytest.raises(ValidationError):
        hold(version, reviewer)


def test_a_document_is_put_back_by_hand(as_reviewer, reviewer):
    version = hold(waiting(), reviewer)
    assert as_reviewer.post(url("release", version)).url == QUEUE
    assert taken_at(version).claimed_by is None
    assert version.claimed_until is None


def test_nobody_puts_back_what_another_has(as_reviewer):
    other = another_reviewer()
    version = hold(waiting(), other)
    as_reviewer.post(url("release", version))
    assert taken_at(version).claimed_by == other


def test_working_on_it_prolongs_the_claim(as_reviewer, reviewer):
    version = hold(waiting(), reviewer)
    soon = timezone.now() + timedelta(minutes=2)
    DocumentVersion.objects.update(claimed_until=soon)
    as_reviewer.get(url("document", version))
    until = taken_at(version).claimed_until
    assert until is not None
    assert until > soon + timedelta(minutes=15)


def test_looking_at_what_another_has_prolongs_nothing(as_reviewer):
    version = hold(waiting(), another_reviewer())
    soon = timezone.now() + timedelta(minutes=2)
    DocumentVersion.objects.update(claimed_until=soon)
    as_reviewer.get(url("document", version))
    assert taken_at(version).claimed_until == soon


def test_who_closes_their_account_leaves_nothing_in_their_hands(reviewer):
    version = hold(waiting(), reviewer)
    personal_data.forget(reviewer, address="nadie@example.com")
    assert taken_at(version).claimed_by is None


@pytest.mark.django_db(transaction=True)
def test_reviewers_who_ask_at_once_get_different_documents():
    for number in range(4):
        waiting(ago=timedelta(minutes=10 + number))
    reviewers = [another_reviewer() for _number in range(4)]
    acts = [lambda one=one: claiming.take_next(Filters(), by=actor(one)) for one in reviewers]
    taken = at_once(*acts)
    assert {version.pk for version in taken if isinstance(version, DocumentVersion)} == set(
        DocumentVersion.objects.values_list("pk", flat=True)
    )
    assert set(DocumentVersion.objects.values_list("claimed_by", flat=True)) == {one.pk for one in reviewers}


@pytest.mark.django_db(transaction=True)
def test_one_of_two_who_choose_the_same_document_is_told_who_has_it():
    version = waiting()
    ana, eva = another_reviewer(full_name="Ana Peña"), another_reviewer(full_name="Eva Ruiz")
    answers = at_once(lambda: hold(version, ana), lambda: hold(version, eva))
    refusals = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert len(refusals) == 1
    assert str(taken_at(version).claimed_by) in refusals[0].messages[0]


def test_the_next_is_for_reviewers_only(client, boss):
    client.force_login(boss)
    waiting()
    assert client.post(NEXT).status_code == 403
    assert client_of(another_reviewer()).get(NEXT).status_code == 405
