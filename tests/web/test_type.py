"""Fields that read what people type."""

from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from groundwork.web import formats
from groundwork.web.fields import CodeField, DateField, MoneyField, PercentField


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("1250000000", 1_250_000_000),
        ("$ 1.250.000.000", 1_250_000_000),
        ("1,250,000,000", 1_250_000_000),
        ("COP 1'250'000", 1_250_000),
        ("1.250.000,50", Decimal("1250000.50")),
        ("1 250 000", 1_250_000),
        ("1250 millones", 1_250_000_000),
        ("58,9 millones", 58_900_000),
        ("1 millón", 1_000_000),
        ("0", 0),
    ],
)
def test_an_amount_is_read_as_people_write_it(typed: str, expected: Decimal | int) -> None:
    assert MoneyField().clean(typed) == expected


@pytest.mark.parametrize("typed", ["mucho", "-5", "12-13", "1.2.3", "1e9", "٣٤", "NaN", "$"])
def test_what_is_not_an_amount_is_refused_with_an_example(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


@pytest.mark.parametrize(
    "typed", ["-1.250.000,50", "(1.250.000,50)", "$ -1.250.000,50", "-$ 1250000.5", "\u22121250000,50"]
)
def test_a_loss_is_read_where_one_may_be(typed: str) -> None:
    assert MoneyField(min_value=None).clean(typed) == Decimal("-1250000.50")
    with pytest.raises(ValidationError):
        MoneyField().clean(typed)


@pytest.mark.parametrize("typed", ["--5", "-", "()", "(-5)", "5-", "-(5)"])
def test_what_is_no_loss_either_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        MoneyField(min_value=None).clean(typed)


@pytest.mark.parametrize("typed", ["33,33", "33.33", " 33,33 % ", "33,33%"])
def test_a_share_is_read_as_people_write_it(typed: str) -> None:
    assert PercentField().clean(typed) == Decimal("33.33")


@pytest.mark.parametrize("typed", ["0", "100,01", "33,333", "mitad", "-5", "NaN"])
def test_what_is_not_a_share_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError):
        PercentField().clean(typed)


def test_a_share_is_shown_with_its_comma() -> None:
    assert PercentField().prepare_value(Decimal("33.30")) == "33,3"
    assert PercentField().prepare_value(Decimal("100.00")) == "100"
    assert PercentField().prepare_value("cien") == "cien"


@given(st.integers(min_value=0, max_value=10**15))
def test_what_the_portal_writes_the_portal_reads(value: int) -> None:
    assert MoneyField().clean(formats.money(value)) == value


@given(st.decimals(min_value=-(10**15), max_value=10**15, places=2))
def test_a_stored_amount_is_shown_as_it_is_read(value: Decimal) -> None:
    field = MoneyField(min_value=None)
    assert field.clean(field.prepare_value(value)) == value


def test_a_stored_amount_is_grouped() -> None:
    assert MoneyField().prepare_value(Decimal("1250000.00")) == "1.250.000"
    assert MoneyField().prepare_value(Decimal("1250000.50")) == "1.250.000,50"
    assert MoneyField().prepare_value("mucho") == "mucho"


def test_an_amount_may_be_left_empty_where_the_form_says_so() -> None:
    assert MoneyField(required=False).clean("") is None


@pytest.mark.parametrize("typed", ["482913", " 482 913 ", "482-913"])
def test_a_code_is_read_however_it_was_pasted(typed: str) -> None:
    assert CodeField().clean(typed) == "482913"


@pytest.mark.parametrize("typed", ["48291", "4829130", "48291a", "٤٨٢٩١٣"])
def test_what_is_not_a_code_of_six_digits_is_refused(typed: str) -> None:
    with pytest.raises(ValidationError, match="6 números"):
        CodeField().clean(typed)


def test_the_code_is_one_input_that_a_phone_can_fill() -> None:
    class CodeForm(forms.Form):
        code = CodeField(label="Código")

    html = str(CodeForm()["code"])
    assert html.count("<input") == 1
    assert 'autocomplete="one-time-code"' in html
    assert 'inputmode="numeric"' in html


@pytest.mark.parametrize("typed", ["2026-11-24", "24/11/2026", "24-11-2026"])
def test_a_day_is_read_from_the_calendar_or_typed(typed: str) -> None:
    assert DateField().clean(typed).isoformat() == "2026-11-24"


def test_a_day_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValidationError, match="que exista"):
        DateField().clean("2026-02-30")
