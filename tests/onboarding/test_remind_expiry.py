"""Reminders before papers end: who, when, once; and the RUP's yearly renewal."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from accounts.models import User
from groundwork.messaging.models import Notice
from onboarding.models import DocumentType, Role, RupRegistration
from onboarding.queries.dates import reminders_of, renewal_deadline
from onboarding.services import expiry
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import DocumentFactory, DocumentVersionFactory, MembershipFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 11, 24)
NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)
LONG_AGO = NOON - timedelta(days=300)


@pytest.fixture(autouse=True)
def at_noon():
    with time_machine.travel(NOON, tick=False):
        yield


@pytest.fixture
def editor(supplier, boss) -> User:
    person = UserFactory(email="edita@example.com")
    return MembershipFactory(supplier=supplier, user=person, role=Role.EDITOR).user


def ending(supplier, days: int, *, slug: str = "bank-certificate", **facts):
    document = DocumentFactory(supplier=supplier, document_type=DocumentType.objects.get(slug=slug))
    facts = {"uploaded_at": LONG_AGO, "ready_at": LONG_AGO, "expires_on": TODAY + timedelta(days=days), **facts}
    return DocumentVersionFactory(document=document, **facts)


@pytest.mark.parametrize(
    ("days", "mails"),
    [(31, 0), (30, 1), (27, 1), (26, 0), (8, 0), (7, 1), (4, 1), (3, 0), (2, 0), (1, 1), (0, 1), (-1, 0)],
)
def test_who_edits_is_told_30_7_and_1_days_before_and_up_to_three_days_late(
    supplier, editor, boss, mailbox, days, mails
):
    ending(supplier, days)
    expiry.sweep()
    assert len(mailbox.subjects("edita@example.com")) == mails


def test_one_mail_for_all_that_ends_says_what_when_and_where(supplier, editor, reader, mailbox):
    ending(supplier, 7)
    ending(supplier, 7, slug="redam")
    assert expiry.sweep() == 2
    assert mailbox.subjects("edita@example.com") == ["2 documentos de Vías del Sur S. A. S. van a vencer"]
    text = mailbox.text("edita@example.com")
    assert "Certificación bancaria" in text
    assert "Certificado del REDAM" in text
    assert "faltan 7 días" in text
    assert f"/proveedor/documentos/?proveedor={supplier.code}" in text
    assert "no impide presentar propuestas" in text
    assert mailbox.subjects(reader.email) == []


def test_twice_in_a_day_or_the_day_after_tells_nothing_new(supplier, editor, mailbox):
    ending(supplier, 7)
    expiry.sweep()
    expiry.sweep()
    expiry.sweep(now=NOON + timedelta(days=1))
    assert len(mailbox.subjects("edita@example.com")) == 1
    expiry.sweep(now=NOON + timedelta(days=6))
    assert len(mailbox.subjects("edita@example.com")) == 2


def test_who_muted_them_is_told_on_screen_alone(supplier, editor, mailbox):
    User.objects.filter(pk=editor.pk).update(muted_notices=[expiry.KIND])
    ending(supplier, 7)
    expiry.sweep()
    expiry.sweep()
    assert mailbox.subjects("edita@example.com") == []
    assert Notice.objects.of(editor).get().path == supplier.page("documents")


@pytest.mark.parametrize(
    "facts",
    [
        {"approved": False},
        {"superseded_at": NOON},
        {"withdrawn_at": NOON},
        {"uploaded_at": NOON},
    ],
    ids=["returned", "replaced", "taken out", "given today"],
)
def test_what_does_not_count_is_not_told_of(supplier, editor, mailbox, facts):
    ending(supplier, 7, **facts)
    expiry.sweep()
    assert mailbox.subjects("edita@example.com") == []


def test_a_paper_that_lives_a_month_is_not_told_of_on_its_first_days(supplier, editor, mailbox):
    month = ending(supplier, 30, issued_on=TODAY, uploaded_at=NOON - timedelta(days=1))
    assert reminders_of(month) == (7, 1)
    expiry.sweep()
    assert mailbox.subjects("edita@example.com") == []


@pytest.mark.parametrize(
    ("year", "day"),
    [(2026, date(2026, 4, 9)), (2027, date(2027, 4, 7)), (2021, date(2021, 4, 9))],
)
def test_the_rup_is_renewed_by_the_fifth_business_day_of_april(year, day):
    assert renewal_deadline(year) == day


@pytest.mark.parametrize(
    ("today", "renewed_on", "mails"),
    [
        (date(2027, 1, 1), date(2026, 3, 10), 1),
        (date(2027, 1, 4), date(2026, 3, 10), 1),
        (date(2027, 1, 10), date(2026, 3, 10), 0),
        (date(2027, 3, 31), date(2026, 3, 10), 1),
        (date(2027, 4, 6), date(2026, 3, 10), 1),
        (date(2027, 4, 8), date(2026, 3, 10), 0),
        (date(2027, 3, 31), date(2027, 1, 20), 0),
    ],
    ids=["window opens", "three days late", "later", "a week before", "the day before", "over", "renewed"],
)
def test_who_has_not_renewed_the_rup_is_reminded(supplier, editor, mailbox, today, renewed_on, mails):
    RupRegistration.objects.create(supplier=supplier, number="1", chamber="Pasto", renewed_on=renewed_on)
    moment = datetime.combine(today, datetime.min.time(), UTC) + timedelta(hours=15)
    expiry.sweep(now=moment)
    expiry.sweep(now=moment)
    subjects = mailbox.subjects("edita@example.com")
    assert subjects == ["Renueve el RUP de Vías del Sur S. A. S."] * mails
    if mails:
        assert "quinto día hábil de abril" in mailbox.text("edita@example.com")
