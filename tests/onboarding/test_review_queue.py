"""The queue of documents to review: who sees it, in which order, and what is late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import LoginCodeDevice
from onboarding.models import DocumentVersion, Escalation, PersonType, Review
from onboarding.queries.review import queue
from onboarding.queries.review.promise import due_at, late_before
from onboarding.queries.review.queue import Filters
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import DocumentTypeFactory, MembershipFactory, SupplierFactory
from tests.onboarding.reviewing import QUEUE, another_reviewer, client_of, follow, hold, url, waiting

pytestmark = pytest.mark.django_db


def shown(client, query="") -> list[str]:
    """Whose documents the page lists, in its order."""
    return [row.who.split(" · ")[0] for row in client.get(f"{QUEUE}{query}").context["page"].items]


def given_by(name, **fields) -> DocumentVersion:
    return waiting(document__supplier=SupplierFactory(name=name), **fields)


def test_a_visitor_is_led_to_the_sign_in(client):
    assert client.get(QUEUE).url == f"/ingresar/?next={QUEUE}"


@pytest.mark.parametrize("name", ["queue", "statistics"])
def test_who_does_not_review_is_refused(client, boss, name):
    sign_in(client, boss)
    assert client.get({"queue": QUEUE, "statistics": f"{QUEUE}estadisticas/"}[name]).status_code == 403


def test_an_administrator_without_the_role_is_refused_too(client):
    sign_in(client, UserFactory(is_staff=True))
    assert client.get(QUEUE).status_code == 403


def test_a_reviewer_who_came_in_by_mail_is_asked_for_the_app_or_the_passkey(client, reviewer):
    sign_in(client, reviewer, LoginCodeDevice.objects.get(user=reviewer))
    response = client.get(QUEUE)
    assert response.url.startswith("/ingresar/confirmar/")
    assert "strong=1" in response.url


def test_the_oldest_is_first_and_the_page_says_how_many_wait(as_reviewer):
    given_by("Nueva", ago=timedelta(minutes=1))
    given_by("Vieja", ago=timedelta(hours=2))
    page = as_reviewer.get(QUEUE)
    assert shown(as_reviewer) == ["Vieja", "Nueva"]
    assert "2 documentos esperan." in page.content.decode()
    assert "espera desde hace 2 horas" in page.content.decode()


def test_an_empty_queue_says_so_and_where_to_go(as_reviewer):
    page = as_reviewer.get(QUEUE).content.decode()
    assert "No hay documentos por revisar" in page
    assert f"{QUEUE}estadisticas/" in page


def test_what_is_checked_decided_replaced_or_taken_out_does_not_wait(as_reviewer):
    given_by("En comprobación", checking=True)
    given_by("Decidido", approved=True)
    follow(given_by("Reemplazado"), checking=True)
    given_by("Retirado", withdrawn_at=timezone.now())
    assert shown(as_reviewer) == []


def test_nobody_sees_the_documents_of_their_own_suppliers(as_reviewer, reviewer):
    mine = MembershipFactory(user=reviewer).supplier
    version = waiting(document__supplier=mine)
    assert shown(as_reviewer) == []
    for name in ("document", "escalate"):
        assert as_reviewer.get(url(name, version)).status_code == 404
    for name in ("claim", "release", "decide"):
        assert as_reviewer.post(url(name, version)).status_code == 404
    assert as_reviewer.get(url("page", version, 1)).status_code == 404


def test_what_one_has_reviewed_already_waits_for_somebody_else(as_reviewer, reviewer):
    Review.objects.create(version=given_by("Vista"), reviewer=reviewer, approved=True)
    Review.objects.create(version=given_by("Ajena"), reviewer=another_reviewer(), approved=True)
    assert shown(as_reviewer) == ["Ajena"]
    assert shown(as_reviewer, "?ver=segunda") == ["Ajena"]


def test_the_queue_says_who_has_a_document_in_their_hands(as_reviewer):
    hold(given_by("Tomada"), another_reviewer(full_name="Berta Sol"))
    page = as_reviewer.get(QUEUE).content.decode()
    assert "Lo está revisando Berta Sol." in page


def test_filters_narrow_the_queue_and_stay_in_the_address(as_reviewer, reviewer):
    kind = DocumentTypeFactory(slug="pila", name="PILA")
    given_by("Una", document__document_type=kind)
    waiting(document__supplier=SupplierFactory(name="Otra", person_type=PersonType.NATURAL))
    suspected, mine = given_by("Sospechosa"), given_by("Mía")
    Escalation.objects.create(version=suspected, raised_by=reviewer, words="El sello.")
    hold(mine, reviewer)
    assert shown(as_reviewer, "?tipo=pila") == ["Una"]
    assert shown(as_reviewer, "?persona=natural") == ["Otra"]
    assert shown(as_reviewer, "?ver=sospecha") == ["Sospechosa"]
    assert shown(as_reviewer, "?ver=mios") == ["Mía"]
    assert len(shown(as_reviewer, "?tipo=nada&persona=nadie&ver=todo")) == 4
    page = as_reviewer.get(f"{QUEUE}?tipo=pila").content.decode()
    assert f"{QUEUE}?tipo=pila&amp;ver=tarde" in page


def test_an_empty_part_leads_back_to_the_whole_queue(as_reviewer):
    given_by("Una")
    assert "Ver toda la cola" in as_reviewer.get(f"{QUEUE}?ver=sospecha").content.decode()


def test_the_next_page_begins_where_the_last_one_ended(as_reviewer):
    for number in range(21):
        given_by(f"Proveedor {number:02}", ago=timedelta(minutes=100 - number))
    first = as_reviewer.get(QUEUE)
    assert len(shown(as_reviewer)) == 20
    assert shown(as_reviewer, f"?desde={first.context['page'].next}") == ["Proveedor 20"]


def test_my_day_counts_what_i_decided_since_midnight_in_colombia(as_reviewer, reviewer):
    with time_machine.travel(datetime(2026, 11, 24, 15, tzinfo=UTC), tick=False):
        for hours, approved in ((1, True), (2, False), (11, True)):  # the last was yesterday, at eleven at night
            version = waiting()
            at = timezone.now() - timedelta(hours=hours)
            Review.objects.create(version=version, reviewer=reviewer, approved=approved, words="No se lee.", at=at)
        Review.objects.create(version=waiting(), reviewer=another_reviewer(), approved=True)
        assert queue.my_day(reviewer, at=timezone.now()) == (2, 1)


@pytest.mark.parametrize(
    ("uploaded", "due"),
    [
        ("2026-11-24T15:00-05:00", "2026-11-25T15:00-05:00"),
        ("2026-11-27T16:00-05:00", "2026-11-30T16:00-05:00"),  # from Friday to Monday
        ("2026-11-28T10:00-05:00", "2026-12-01T00:00-05:00"),  # Saturday counts from Monday on
        ("2026-12-07T12:00-05:00", "2026-12-09T12:00-05:00"),  # the 8th is a holiday
    ],
    ids=["within the week", "over a weekend", "on a Saturday", "before a holiday"],
)
def test_the_promise_counts_hours_of_business_days(uploaded, due):
    begin, end = datetime.fromisoformat(uploaded), datetime.fromisoformat(due)
    assert due_at(begin) == end
    assert begin < late_before(end + timedelta(hours=1, seconds=1))
    assert not begin < late_before(end - timedelta(seconds=1))


def test_what_waits_longer_than_promised_is_flagged_and_found(reviewer, settings):
    settings.REVIEW_PROMISE_HOURS = 8
    with time_machine.travel(datetime(2026, 11, 26, 15, tzinfo=UTC), tick=False) as clock:
        given_by("Tarde", ago=timedelta(hours=9))
        given_by("A tiempo", ago=timedelta(hours=7))
        page = client_of(reviewer).get(QUEUE)
        assert [row.is_late for row in page.context["page"].items] == [True, False]
        assert shown(client_of(reviewer), "?ver=tarde") == ["Tarde"]
        clock.shift(timedelta(hours=2))
        assert shown(client_of(reviewer), "?ver=tarde") == ["Tarde", "A tiempo"]


def test_the_queue_costs_the_same_queries_however_long(as_reviewer, django_assert_num_queries):
    def cost(number: int) -> None:
        with django_assert_num_queries(number):
            assert as_reviewer.get(QUEUE).status_code == 200

    given_by("Una")
    as_reviewer.get(QUEUE)
    cost(11)
    given_by("Dos")
    hold(given_by("Tres"), another_reviewer())
    cost(11)


def test_a_page_of_the_queue_is_read_from_its_index(reviewer):
    given_by("Una")
    page = queue.waiting_for(reviewer, Filters(), at=timezone.now()).order_by("uploaded_at", "id")[:21]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
    assert "version_queue" in page.explain()


def test_reviewers_have_the_way_to_the_queue_in_their_menu(as_reviewer, boss):
    assert f'href="{QUEUE}"' in as_reviewer.get(QUEUE).content.decode()
    other = Client()
    sign_in(other, boss)
    assert f'href="{QUEUE}"' not in other.get("/inicio/").content.decode()
