"""Numbers that identify people and firms, however they are typed."""

import pytest
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import assume, given
from hypothesis import strategies as st
from stdnum.co import nit

from onboarding.identity import identity_number, read_nit, require_firm_nit, shown_firm, shown_nit

FIRMS = st.integers(min_value=800_000_000, max_value=999_999_999)
SIGNS = st.lists(st.sampled_from(["", " ", ".", "-", " - ", "\u2013", "\u00a0", "·"]), min_size=11, max_size=11)


@given(FIRMS, SIGNS)
def test_a_nit_is_the_same_however_it_is_typed(number, signs):
    digits = f"{number}{nit.calc_check_digit(str(number))}"
    typed = "".join(f"{sign}{digit}" for sign, digit in zip(signs, digits, strict=False)) + signs[-1]
    assert read_nit(typed) == read_nit(f"NIT {typed}") == digits
    assert read_nit(shown_nit(digits)) == digits


@given(FIRMS)
def test_the_number_that_open_data_has_of_a_firm_is_shown_as_its_nit(number):
    assert shown_firm(str(number)) == shown_nit(read_nit(f"{number}{nit.calc_check_digit(str(number))}"))


@pytest.mark.parametrize("number", ["", "12345", "9012345678", "90123456A", "٩٠١٢٣٤٥٦٧"])
def test_a_number_of_another_kind_is_shown_as_it_came(number):
    assert shown_firm(number) == number


@given(FIRMS, st.sampled_from("0123456789"))
def test_a_wrong_check_digit_is_refused_and_the_right_one_said(number, last):
    right = nit.calc_check_digit(str(number))
    assume(last != right)
    with translation.override("es-co"), pytest.raises(ValidationError) as refusal:
        read_nit(f"{number}{last}")
    assert f"termina en {right}" in refusal.value.messages[0]


@given(FIRMS)
def test_a_check_digit_that_was_left_out_is_said(number):
    with translation.override("es-co"), pytest.raises(ValidationError) as refusal:
        require_firm_nit(read_nit(str(number)))
    assert nit.calc_check_digit(str(number)) in refusal.value.messages[0]
    assert "Falta el dígito" in refusal.value.messages[0]


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_nit_or_refused(text):
    try:
        digits = read_nit(text)
    except ValidationError:
        return
    assert digits == "" or nit.is_valid(digits)


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("99900O0012", "solo números"),
        ("12", "faltan o le sobran"),
        ("99900000123", "faltan o le sobran"),
        ("٩٩٩", "solo"),
    ],
    ids=["letter", "short", "long", "other digits"],
)
def test_each_mistake_has_its_words(typed, said):
    with translation.override("es-co"), pytest.raises(ValidationError) as refusal:
        read_nit(typed)
    assert said in refusal.value.messages[0]


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("cc", "1.023.456.789", "1023456789"),
        ("ce", "345 678", "345678"),
        ("ppt", "5012345", "5012345"),
        ("passport", "ab-123456", "AB123456"),
    ],
)
def test_a_document_is_kept_without_its_signs(kind, typed, kept):
    assert identity_number(kind, typed) == kept


@pytest.mark.parametrize(
    ("kind", "typed"),
    [("cc", "AB123456"), ("cc", "012345"), ("cc", "12345678901"), ("ppt", "50X2345"), ("passport", "ñandú12")],
)
def test_a_number_that_no_such_document_has_is_refused(kind, typed):
    with pytest.raises(ValidationError):
        identity_number(kind, typed)
