"""Asking whether areas are still right: whom, when, once, and how it is answered."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from groundwork.messaging.models import Notice
from interests.models import Interest, Status
from interests.services import areas, reviews
from onboarding.models import Role
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import ROADS, InterestFactory, commodity
from tests.onboarding.factories import MembershipFactory, PastContractFactory, RupRegistrationFactory

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
REVIEWED = "/intereses/siguen-bien/"


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(supplier):
    return MembershipFactory(supplier=supplier, user=UserFactory(email="edita@example.com"), role=Role.EDITOR).user


def aged(supplier, days: int, **fields) -> Interest:
    return InterestFactory(supplier=supplier, reviewed_at=NOON - timedelta(days=days), **fields)


@pytest.mark.parametrize(
    ("days", "mails"), [(181, 0), (182, 1), (185, 1), (186, 0), (363, 0), (364, 1), (367, 1), (368, 0)]
)
def test_who_edits_is_asked_every_six_months_and_up_to_three_days_late(supplier, editor, reader, mailbox, days, mails):
    aged(supplier, days, name="Vías")
    assert reviews.sweep() == mails
    assert mailbox.subjects("edita@example.com") == ["¿Sigue bien el área «Vías»?"][:mails]


def test_the_areas_of_a_day_come_in_one_mail_once_and_the_same_on_screen(supplier, editor, mailbox):
    aged(supplier, 182, name="Vías")
    aged(supplier, 182, name="Puentes")
    aged(supplier, 182, name="En pausa", status=Status.PAUSED)
    aged(supplier, 10, name="Reciente")
    for _turn in range(2):
        reviews.sweep()
    with time_machine.travel(NOON + timedelta(days=1)):
        reviews.sweep()
    assert mailbox.subjects("edita@example.com") == ["¿Siguen bien sus 2 áreas de interés?"]
    text = mailbox.text("edita@example.com")
    assert [line for line in text.splitlines() if line.startswith("*")] == ["* Puentes", "* Vías"]
    assert "En pausa" not in text
    assert "/intereses/" in text
    notice = Notice.objects.of(editor).get()
    assert (notice.title, notice.path) == ("¿Siguen bien sus 2 áreas de interés?", "/intereses/")


def test_who_muted_it_is_not_asked_nor_who_only_reads(supplier, editor, reader, mailbox):
    editor.muted_notices = [reviews.KIND]
    editor.save()
    aged(supplier, 182)
    assert reviews.sweep() == 0


def test_one_hears_in_ones_own_language(supplier, editor, mailbox):
    editor.language = "en"
    editor.save()
    aged(supplier, 182, name="Vías")
    reviews.sweep()
    assert len(mailbox.subjects("edita@example.com")) == 1


def test_the_list_asks_and_one_answer_is_enough(client, editor, supplier):
    old, older = aged(supplier, 182, name="Vías"), aged(supplier, 400, name="Puentes")
    aged(supplier, 400, name="En pausa", status=Status.PAUSED)
    recent = aged(supplier, 181, name="Reciente")
    sign_in(client, editor)
    response = client.get("/intereses/")
    assert "Hace más de seis meses que no revisa 2 áreas" in response.content.decode()
    due = [row.interest for row in response.context["due"]]
    assert due == [older, old]
    response = client.post(REVIEWED, {"area": [str(area.code) for area in due]}, follow=True)
    assert "Le preguntaremos de nuevo en seis meses." in response.content.decode()
    assert response.context["due"] == []
    assert set(Interest.objects.filter(reviewed_at=NOON)) == {old, older}
    recent.refresh_from_db()
    assert recent.reviewed_at < NOON


def test_saving_an_area_reviews_it(editor, supplier):
    area = aged(supplier, 182)
    areas.save(area, by=editor, alert=False)
    area.refresh_from_db()
    assert area.reviewed_at == NOON


def test_nobody_answers_for_another_supplier_nor_does_who_only_reads(client, stranger, reader, supplier):
    area = aged(supplier, 182)
    for person in (stranger, reader):
        sign_in(client, person)
        assert client.post(REVIEWED, {"area": [str(area.code), "zz", ""]}).status_code == 302
        area.refresh_from_db()
        assert area.reviewed_at < NOON
    assert client.get(REVIEWED).status_code == 405


def test_a_reader_is_not_asked_on_the_list(client, reader, supplier):
    aged(supplier, 182)
    sign_in(client, reader)
    assert client.get("/intereses/").context["due"] == []


def told_of(supplier, *codes, days=1):
    return PastContractFactory(supplier=supplier, commodities=list(codes), added_at=NOON - timedelta(days=days))


def test_new_experience_that_no_area_covers_is_said_the_next_day_with_an_area_to_make(supplier, editor, mailbox):
    commodity("81101500", "Ingeniería civil")
    InterestFactory(supplier=supplier, codes=["72140000"])
    told_of(supplier, "81101500", ROADS)
    told_of(supplier, "81101500")
    for _turn in range(2):
        reviews.sweep()
    assert mailbox.subjects("edita@example.com") == ["Ninguna área de interés busca su experiencia nueva"]
    text = mailbox.text("edita@example.com")
    assert "* 81101500 Ingeniería civil" in text
    assert ROADS not in text
    assert "/intereses/nuevo/?codigo=81101500" in text
    assert Notice.objects.of(editor).get().path == "/intereses/nuevo/?codigo=81101500"


@pytest.mark.parametrize(
    ("codes", "asked", "days"),
    [
        (["72140000"], [ROADS], 1),
        (["72140000"], ["81101500"], 0),
        (["72140000"], ["81101500"], 4),
        ([], ["81101500"], 1),
    ],
    ids=["covered", "today", "long ago", "without areas"],
)
def test_nothing_is_said_of_experience_that_is(supplier, editor, codes, asked, days):
    if codes:
        InterestFactory(supplier=supplier, codes=codes)
    told_of(supplier, *asked, days=days)
    assert reviews.sweep() == 0


def registered(supplier, *codes, days=1):
    registration = RupRegistrationFactory(supplier=supplier)
    for code in codes:
        registration.classes.create(code=code, added_at=NOON - timedelta(days=days))


def test_new_classes_of_the_rup_that_no_area_covers_are_said_the_next_day_once(supplier, editor, mailbox):
    commodity("81101500", "Ingeniería civil")
    InterestFactory(supplier=supplier, codes=["72140000"])
    registered(supplier, "81101500", ROADS)
    for _turn in range(2):
        reviews.sweep()
    assert mailbox.subjects("edita@example.com") == ["Ninguna área de interés busca las clases nuevas de su RUP"]
    text = mailbox.text("edita@example.com")
    assert "* 81101500 Ingeniería civil" in text
    assert ROADS not in text
    assert "/intereses/nuevo/?codigo=81101500" in text


@pytest.mark.parametrize(
    ("codes", "added", "days"),
    [(["72140000"], [ROADS], 1), (["72140000"], ["81101500"], 0), (["72140000"], ["81101500"], 4), ([], [ROADS], 1)],
    ids=["covered", "today", "long ago", "without areas"],
)
def test_nothing_is_said_of_classes_that_are(supplier, editor, codes, added, days):
    if codes:
        InterestFactory(supplier=supplier, codes=codes)
    registered(supplier, *added, days=days)
    assert reviews.sweep() == 0


def test_new_classes_and_new_experience_of_a_day_are_two_mails(supplier, editor):
    InterestFactory(supplier=supplier, codes=["72140000"])
    registered(supplier, "81101500")
    told_of(supplier, "81101500")
    assert reviews.sweep() == 2
