"""One's own notices on screen: listed, counted, opened, marked; nobody else's."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Notice
from tests.accounts.factories import UserFactory, sign_in

pytestmark = pytest.mark.django_db

PAGE, READ = "/avisos/", "/avisos/leidos/"


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email="ana@example.com")
    sign_in(client, ana)
    return ana


def told(person, title="Devolvieron un documento", path="/proveedor/documentos/", **fields):
    key = f"notice:{uuid4()}"
    messaging.post(person, kind="document-returned", title=title, path=path, dedupe=key)
    Notice.objects.filter(dedupe_key=key).update(**fields)
    return Notice.objects.get(dedupe_key=key)


def titles(response):
    return [notice.title for notice in response.context["page"].items]


def test_unread_ones_come_first_each_newest_first(client, ana):
    now = timezone.now()
    told(ana, "vieja")
    told(ana, "leída", read_at=now)
    told(ana, "nueva")
    told(ana, "leída después", read_at=now)
    told(UserFactory(), "de otra persona")
    page = client.get(PAGE)
    assert titles(page) == ["nueva", "vieja", "leída después", "leída"]
    text = page.content.decode()
    assert text.count("Sin leer") == 2
    assert "4 avisos" in text
    assert "2 sin leer" in text


def test_pages_follow_one_another_over_the_border_of_read_and_unread(client, ana):
    now = timezone.now()
    for number in range(45):
        told(ana, f"{number}", read_at=now if number % 2 else None)
    seen, address = [], PAGE
    while address:
        page = client.get(address)
        seen += titles(page)
        cursor = page.context["page"].next
        address = f"{PAGE}?desde={cursor}" if cursor else ""
    assert len(seen) == len(set(seen)) == 45
    assert [int(title) % 2 for title in seen] == [0] * 23 + [1] * 22
    back = client.get(f"{PAGE}?desde={page.context['page'].previous}")
    assert titles(back) == seen[20:40]


def test_opening_one_marks_it_and_leads_to_its_page(client, ana):
    notice = told(ana)
    assert client.get(f"{PAGE}{notice.code}/").url == "/proveedor/documentos/"
    notice.refresh_from_db()
    first = notice.read_at
    assert first
    assert client.get(f"{PAGE}{notice.code}/").url == "/proveedor/documentos/"
    notice.refresh_from_db()
    assert notice.read_at == first


def test_one_without_a_page_leads_back_to_the_list(client, ana):
    notice = told(ana, path="")
    assert client.get(f"{PAGE}{notice.code}/").url == PAGE


def test_a_path_that_would_lead_away_leads_nowhere(client, ana):
    notice = told(ana)
    for hostile in ("/\\evil.example", "/a\r\nSet-Cookie: x=1"):
        Notice.objects.filter(pk=notice.pk).update(path=hostile)
        response = client.get(f"{PAGE}{notice.code}/")
        assert response.url == PAGE


def test_a_stranger_cannot_tell_that_it_exists(client, ana):
    notice = told(UserFactory())
    assert client.get(f"{PAGE}{notice.code}/").status_code == 404
    client.post(READ, {"newest": str(notice.code)})
    notice.refresh_from_db()
    assert notice.read_at is None


@pytest.mark.parametrize("newest", ["", "no-es-un-código", "00000000-0000-4000-8000-000000000000"])
def test_marking_up_to_nothing_marks_nothing(client, ana, newest):
    notice = told(ana)
    assert client.post(READ, {"newest": newest}).url == PAGE
    notice.refresh_from_db()
    assert notice.read_at is None


def test_all_that_were_on_screen_are_marked_and_nothing_that_came_since(client, ana):
    told(ana, "vieja")
    told(ana, "nueva")
    newest = client.get(PAGE).context["newest"]
    told(ana, "recién llegada")
    for _twice in range(2):
        assert client.post(READ, {"newest": str(newest)}).url == PAGE
    assert list(Notice.objects.unread().values_list("title", flat=True)) == ["recién llegada"]


def test_each_address_has_its_method(client, ana):
    notice = told(ana)
    assert client.post(PAGE).status_code == 405
    assert client.get(READ).status_code == 405
    assert client.post(f"{PAGE}{notice.code}/").status_code == 405
    assert client.head(f"{PAGE}{notice.code}/").status_code == 405, "a look ahead opens nothing"
    notice.refresh_from_db()
    assert notice.read_at is None


def test_the_frame_counts_those_not_read(client, ana):
    assert client.get(PAGE).context["portal"].notices == ""
    Notice.objects.bulk_create(
        Notice(recipient=ana, kind="x", title="Aviso", dedupe_key=f"n:{number}") for number in range(3)
    )
    assert 'class="badge">3<span class="govuk-visually-hidden"> sin leer' in client.get("/cuenta/").content.decode()
    Notice.objects.bulk_create(
        Notice(recipient=ana, kind="x", title="Aviso", dedupe_key=f"m:{number}") for number in range(100)
    )
    page = client.get(PAGE)
    assert page.context["portal"].notices == "99+"
    assert "99+ sin leer" in page.content.decode()


def test_without_any_the_page_says_what_will_come(client, ana):
    page = client.get(PAGE).content.decode()
    assert "No tiene avisos" in page
    assert "Marcar todos" not in page


@pytest.mark.parametrize("number", [1, 3])
def test_the_list_costs_the_same_queries_however_long_it_is(client, ana, django_assert_num_queries, number):
    for _each in range(number):
        told(ana)
    client.get(PAGE)
    with django_assert_num_queries(7):  # the session and its person, three for the list, two of the frame
        client.get(PAGE)


def test_a_visitor_signs_in_first(client):
    assert client.get(PAGE).url == f"/ingresar/?next={PAGE}"


def test_a_cursor_that_was_changed_is_refused(client, ana):
    assert client.get(f"{PAGE}?desde=abc").status_code == 400


def test_the_account_keeps_no_notice_after_its_end(ana):
    told(ana, read_at=timezone.now() - timedelta(days=1))
    messaging.forget(ana, address="x@cerrada.invalid")
    assert not Notice.objects.exists()
