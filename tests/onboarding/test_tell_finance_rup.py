"""The registration in the RUP: renewed and in force apart, and the day on which its effects cease."""

from datetime import date

import pytest
import time_machine
from hypothesis import given
from hypothesis import strategies as st

from groundwork.reference.business_days import business_days_between, is_business_day
from onboarding.models import DocumentType, RupRegistration
from onboarding.queries.dates import renewal_deadline
from onboarding.rup import RupState, standing
from tests.accounts.factories import sign_in
from tests.onboarding.factories import DocumentFactory, DocumentTypeFactory

PAGE = "/proveedor/finanzas/"
RUP = "/proveedor/finanzas/rup/"
TYPED = {
    "number": "12345",
    "chamber": "Cámara de Comercio de Ejemplo",
    "renewed_on": "2026-03-20",
    "in_force_on": "",
    "document": "",
}


@pytest.mark.parametrize(
    ("year", "day"),
    # In 2026 and 2021 Holy Week takes business days of April away.
    [(2025, date(2025, 4, 7)), (2026, date(2026, 4, 9)), (2021, date(2021, 4, 9)), (2027, date(2027, 4, 7))],
)
def test_the_deadline_is_the_fifth_business_day_of_april(year, day):
    assert renewal_deadline(year) == day


@given(st.integers(min_value=1994, max_value=2100))
def test_every_deadline_is_a_business_day_with_four_before_it(year):
    day = renewal_deadline(year)
    assert is_business_day(day)
    assert day.month == 4
    assert business_days_between(date(year, 3, 31), day) == 5


@pytest.mark.parametrize(
    ("in_force_on", "today", "state", "window"),
    [
        (None, date(2026, 3, 25), RupState.NOT_YET, False),
        (date(2026, 4, 10), date(2026, 4, 9), RupState.NOT_YET, False),
        (date(2026, 4, 10), date(2026, 4, 10), RupState.IN_FORCE, False),
        (date(2026, 4, 10), date(2026, 12, 31), RupState.IN_FORCE, False),
        (date(2026, 4, 10), date(2027, 1, 1), RupState.IN_FORCE, True),
        (date(2026, 4, 10), date(2027, 4, 7), RupState.IN_FORCE, True),
        (date(2026, 4, 10), date(2027, 4, 8), RupState.CEASED, False),
        (None, date(2027, 4, 8), RupState.CEASED, False),
    ],
)
def test_renewed_is_not_in_force_and_effects_cease_after_the_deadline(in_force_on, today, state, window):
    found = standing(renewed_on=date(2026, 3, 20), in_force_on=in_force_on, today=today)
    assert (found.state, found.window_is_open) == (state, window)
    assert found.deadline == date(2027, 4, 7)


@pytest.mark.django_db
@time_machine.travel("2026-11-24 12:00 -0500", tick=False)
def test_it_is_told_twice_and_kept_once_and_can_be_taken_out(as_boss, supplier):
    for _delivery in range(2):
        assert as_boss.post(RUP, TYPED).status_code == 302
    told = RupRegistration.objects.get(supplier=supplier)
    assert (told.number, told.renewed_on, told.in_force_on) == ("12345", date(2026, 3, 20), None)
    page = as_boss.get(PAGE).content.decode()
    assert "renovado, no en firme" in page
    assert "miércoles 7 de abril de 2027" in page
    as_boss.post(RUP, {**TYPED, "in_force_on": "2026-04-10"})
    assert "Cuenta en los procesos." in as_boss.get(PAGE).content.decode()
    as_boss.post(RUP, {"remove": "1"})
    assert not RupRegistration.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("today", "words"),
    [
        (
            "2027-01-02",
            "Puede renovarlo hasta el miércoles 7 de abril de 2027, quinto día hábil de abril: faltan 95 días.",
        ),
        ("2027-04-06", "falta 1 día."),
        ("2027-04-08", "Cesaron los efectos del RUP"),
    ],
)
def test_the_page_says_when_to_renew_and_what_happens_otherwise(as_boss, supplier, today, words):
    RupRegistration.objects.create(
        supplier=supplier,
        number="1",
        chamber="Cámara",
        renewed_on=date(2026, 3, 20),
        in_force_on=date(2026, 4, 10),
    )
    with time_machine.travel(f"{today} 12:00 -0500", tick=False):
        sign_in(as_boss, supplier.members.first())
        page = " ".join(as_boss.get(PAGE).content.decode().split())
    assert words in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("renewed_on", "2026-11-25", "todavía no llega"),
        ("in_force_on", "2026-11-25", "todavía no llega"),
        ("in_force_on", "2026-03-19", "el día de la renovación o después"),
        ("number", "", "obligatorio"),
    ],
)
@time_machine.travel("2026-11-24 12:00 -0500", tick=False)
def test_what_cannot_be_is_refused_beside_its_field(as_boss, field, value, words):
    response = as_boss.post(RUP, {**TYPED, field: value})
    assert words in response.context["form"].errors[field][0]
    assert not RupRegistration.objects.exists()


@pytest.mark.django_db
@time_machine.travel("2026-11-24 12:00 -0500", tick=False)
def test_only_its_own_certificate_of_the_rup_supports_it(as_boss, supplier):
    kind = DocumentType.objects.filter(slug="rup-certificate").first() or DocumentTypeFactory(slug="rup-certificate")
    theirs = DocumentFactory(document_type=kind)
    mine = DocumentFactory(document_type=kind, supplier=supplier)
    refused = as_boss.post(RUP, {**TYPED, "document": str(theirs.code)})
    assert refused.context["form"].errors["document"]
    as_boss.post(RUP, {**TYPED, "document": str(mine.code)})
    assert RupRegistration.objects.get().document == mine


@pytest.mark.django_db
def test_who_only_reads_and_strangers_change_nothing(client, reader, stranger, supplier):
    sign_in(client, reader)
    assert client.get(RUP).status_code == 403
    assert client.post(RUP, TYPED).status_code == 403
    sign_in(client, stranger)
    assert client.post(f"{RUP}?proveedor={supplier.code}", TYPED).status_code == 404
    assert not RupRegistration.objects.exists()
