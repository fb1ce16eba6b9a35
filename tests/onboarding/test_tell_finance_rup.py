"""The registration in the RUP: renewed and in force apart, and the day on which its effects cease."""

from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from groundwork.reference.business_days import business_days_between, is_business_day
from groundwork.reference.models import Commodity
from onboarding.models import DocumentType, RupClass, RupRegistration
from onboarding.queries.dates import renewal_deadline
from onboarding.rup import RupState, standing
from tests.accounts.factories import sign_in
from tests.interests.factories import commodity
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


# The classes of the classifier


@pytest.fixture
def classifier(db):
    commodity("72141001", "Pavimentación de carreteras")
    commodity("72141100", "Servicios de pavimentación")
    commodity("81101500", "Ingeniería civil")
    Commodity.objects.filter(code="81101500").update(retired=True)


@pytest.fixture
def at_noon():
    with time_machine.travel("2026-11-24 12:00 -0500", tick=False):
        yield


def classes() -> list[str]:
    return list(RupClass.objects.values_list("code", flat=True))


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["code_list", "code_search", "codes"])
def test_classes_are_told_however_they_are_written_and_shown_with_their_names(
    at_noon, as_boss, supplier, classifier, field
):
    given = ["72.14.10", "V1.72141100"]
    told = as_boss.post(RUP, {**TYPED, field: given if field == "codes" else "\n".join(given)}, follow=True)
    assert classes() == ["72141000", "72141100"]
    page = told.content.decode()
    assert "2 clases UNSPSC" in page
    assert "Servicios de pavimentación" in page


@pytest.mark.django_db
def test_the_list_and_the_picked_ones_are_one_and_what_is_told_anew_takes_its_place(
    at_noon, as_boss, supplier, classifier
):
    as_boss.post(RUP, {**TYPED, "codes": ["72141000"], "code_list": "721410\n721411"})
    assert classes() == ["72141000", "72141100"]
    before = RupClass.objects.get(code="72141100").added_at
    with time_machine.travel("2026-11-25 12:00 -0500", tick=False):
        sign_in(as_boss, supplier.members.first())
        page = as_boss.get(RUP)
        assert [choice.value for choice in page.context["pickers"].chosen_codes] == ["72141000", "72141100"]
        as_boss.post(RUP, {**TYPED, "codes": ["72141100"]})
    assert RupClass.objects.get().added_at == before


@pytest.mark.django_db
def test_a_product_is_kept_as_its_class_and_a_retired_class_as_it_is_and_both_are_said(
    at_noon, as_boss, supplier, classifier
):
    told = as_boss.post(RUP, {**TYPED, "code_list": "72141001, 81101500"}, follow=True)
    assert classes() == ["72141000", "81101500"]
    page = told.content.decode()
    assert "tomamos la de cada producto. 72141001 → 72141000." in page
    assert "Ya no están vigentes en el clasificador" in page
    assert "ya no vigente" in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99999999 721410", "No existen en el clasificador: 99999999."),
        ("vías", "No existen en el clasificador: vías."),
        ("7214\n721410", "Son más generales que una clase, y el RUP llega hasta la clase: 72140000."),
    ],
    ids=["unknown", "words", "a family"],
)
def test_what_is_no_class_is_named_and_nothing_is_kept_nor_lost(at_noon, as_boss, supplier, classifier, text, words):
    refused = as_boss.post(RUP, {**TYPED, "code_list": text})
    assert refused.context["form"].errors["code_list"] == [words]
    assert refused.context["form"]["code_list"].value() == text
    assert 'value="12345"' in refused.content.decode()
    assert not RupRegistration.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("field", ["code_list", "code_search"])
def test_ten_thousand_classes_are_refused_with_the_number_and_stay_in_the_box(
    at_noon, as_boss, supplier, classifier, field
):
    many = [f"{number}00" for number in range(721111, 731111) if "00" not in f"{number}"]
    Commodity.objects.bulk_create(
        [Commodity(code=code, title=code, search_text=code, source="prueba", parent_id="72140000") for code in many],
        ignore_conflicts=True,
    )
    text = "\n".join(many)
    refused = as_boss.post(RUP, {**TYPED, field: text})
    form = refused.context["form"]
    assert "y aquí caben 500" in form.errors[field][0]
    assert form[field].value() == text
    drawn = as_boss.post(RUP, {**TYPED, field: text, "do": "paste"})
    assert "y aquí caben 500" in drawn.context["answer"].problems[0]
    assert drawn.context["form"]["code_list"].value().split() == many
    assert not RupRegistration.objects.exists()


@pytest.mark.django_db
def test_the_button_of_the_list_takes_what_it_can_saves_nothing_and_leaves_the_rest(
    at_noon, as_boss, supplier, classifier
):
    typed = {**TYPED, "codes": ["72141100"], "code_list": "72141001 7214 99999999", "do": "paste"}
    drawn = as_boss.post(RUP, typed)
    assert [choice.value for choice in drawn.context["pickers"].chosen_codes] == ["72141000", "72141100"]
    assert drawn.context["form"]["code_list"].value() == "99999999\n72140000"
    assert len(drawn.context["answer"].problems) == 2
    assert "72141001 → 72141000" in drawn.context["answer"].notes[0]
    assert 'value="12345"' in drawn.content.decode()
    assert not RupRegistration.objects.exists()


@pytest.mark.django_db
def test_classes_are_looked_for_with_words_and_by_the_tree(at_noon, as_boss, supplier, classifier):
    found = as_boss.post(RUP, {**TYPED, "code_search": "pavimentacion", "do": "codes"})
    assert "72141100" in [choice.value for choice in found.context["pickers"].found_codes]
    part = as_boss.post(RUP, {**TYPED, "browse": "72141000"}, headers={"HX-Request": "true"})
    assert "<h1" not in part.content.decode()
    assert "Pavimentación de carreteras" in part.content.decode()
    unfinished = as_boss.post(RUP, {**TYPED, "code_search": "pavimentacion"})
    assert unfinished.context["form"].errors["code_search"]
    assert as_boss.post(RUP, {**TYPED, "codes": ["\x00"], "code_list": "\x00", "do": "paste"}).status_code == 200


@pytest.mark.django_db
def test_the_database_keeps_nothing_that_is_not_a_class(supplier):
    registration = RupRegistration.objects.create(
        supplier=supplier, number="1", chamber="Cámara", renewed_on=date(2026, 3, 20)
    )
    for wrong in ("72140000", "72141001"):
        with pytest.raises(IntegrityError), transaction.atomic():
            registration.classes.create(code=wrong)


@pytest.mark.django_db
def test_the_page_costs_the_same_queries_however_many_classes(as_boss, supplier, classifier, django_assert_num_queries):
    registration = RupRegistration.objects.create(
        supplier=supplier, number="1", chamber="Cámara", renewed_on=date(2026, 3, 20)
    )
    registration.classes.create(code="72141000")
    as_boss.get(PAGE)
    with CaptureQueriesContext(connection) as one:
        as_boss.get(PAGE)
    registration.classes.create(code="72141100")
    registration.classes.create(code="81101500")
    with django_assert_num_queries(len(one)):
        as_boss.get(PAGE)
