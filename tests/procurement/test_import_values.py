"""How single values of the open data are read: to a fact, to no data, or to a refusal; never to an error."""

from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from procurement.models import Decision, Modality
from procurement.secop import values, vocabulary
from procurement.secop.values import BOGOTA, RefusedRowError

anything = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.decimals()
    | st.text()
    | st.binary()
    | st.lists(st.text())
)
figures = st.from_regex(r"[-+$ ]?[0-9.,_eE]{1,30}")
dates = st.from_regex(r"[0-9]{1,4}[-/][0-9]{1,2}[-/][0-9]{1,4}([T ][0-9:.]{0,15}(Z|[+-][0-9:]{2,6}| [AP]M)?)?")


@pytest.mark.parametrize(
    "written", ["No Definido", "No definido", "NO DEFINIDO", "No Defenido", "No Aplica", "No Adjudicado",
                "No Especificado", " No Definido ", "", "   ", None]
)  # fmt: skip
def test_the_words_for_null_are_no_data(written):
    assert values.text(written, "entidad") == ""
    assert values.money(written, "precio_base") is None
    assert values.count(written, "duracion") is None
    assert values.moment(written, "fecha_de_recepcion_de") is None
    assert values.nit(written, "nit_entidad") == ""


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("8800000", Decimal("8800000.00")),
        ("8800000.5", Decimal("8800000.50")),
        (8800000, Decimal("8800000.00")),
        (1e6, Decimal("1000000.00")),
        (Decimal("0.01"), Decimal("0.01")),
        ("0", None),
        ("0.001", None),
    ],
)
def test_numbers_are_read_and_a_budget_of_zero_is_no_data(written, read):
    assert values.money(written, "precio_base") == read


@pytest.mark.parametrize(
    "written", ["$ 8.800.000", "8,800,000", "8_800_000", "NaN", "Infinity", "-1", "1e18", "9" * 30, "mucho", True, []]
)
def test_what_is_no_amount_refuses_the_row(written):
    with pytest.raises(RefusedRowError, match="precio_base"):
        values.money(written, "precio_base")


@pytest.mark.parametrize(
    ("written", "read"), [("4", 4), ("4.0", 4), ("0", None), ("1.5", None), ("-3", None), ("1e20", None)]
)
def test_a_count_that_cannot_be_true_is_no_data(written, read):
    assert values.count(written, "duracion") == read


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2026-07-12T00:00:00.000", datetime(2026, 7, 12, tzinfo=BOGOTA)),
        ("2026-07-12", datetime(2026, 7, 12, tzinfo=BOGOTA)),
        ("2026-07-12T15:30:00", datetime(2026, 7, 12, 15, 30, tzinfo=BOGOTA)),
        ("2026-07-12T15:30:00Z", datetime(2026, 7, 12, 10, 30, tzinfo=BOGOTA)),
        ("07/12/2026", datetime(2026, 7, 12, tzinfo=BOGOTA)),
        ("07/12/2026 12:00:00 AM", datetime(2026, 7, 12, tzinfo=BOGOTA)),
        ("07/12/2026 03:30:00 PM", datetime(2026, 7, 12, 15, 30, tzinfo=BOGOTA)),
        ("2133-07-12T00:00:00.000", None),
        ("1900-01-01T00:00:00.000", None),
    ],
)
def test_dates_without_a_zone_are_bogotas_and_absurd_ones_are_no_data(written, read):
    assert values.moment(written, "fecha") == read


@pytest.mark.parametrize("written", ["13/12/2026", "2026-02-30", "mañana", "2026-13-01", "20260712", "0000-00-00", 7])
def test_what_is_no_date_refuses_the_row(written):
    with pytest.raises(RefusedRowError, match="fecha"):
        values.moment(written, "fecha")


def test_a_closing_at_midnight_is_the_end_of_that_day_with_its_hour_unknown():
    assert values.closing("2026-07-20T00:00:00.000", "cierre") == (
        datetime(2026, 7, 20, 23, 59, 59, 999999, tzinfo=BOGOTA),
        False,
    )


def test_a_closing_with_an_hour_is_exact():
    assert values.closing("2026-07-20T16:00:00.000", "cierre") == (datetime(2026, 7, 20, 16, tzinfo=BOGOTA), True)


@pytest.mark.parametrize(
    ("main", "others", "paths"),
    [
        ("V1.80111600", "", ("80000000", "80110000", "80111600")),
        ("80111600", "", ("80000000", "80110000", "80111600")),
        ("UNSPSC.80111600", "", ("80000000", "80110000", "80111600")),
        ("UNSPECIFIED", "", ()),
        ("V1.80111600", "V180111607,V144000000", ("44000000", "80000000", "80110000", "80111600", "80111607")),
        ("V1.80111600", "no es un código", ("80000000", "80110000", "80111600")),
    ],
)
def test_codes_are_read_in_each_form_with_all_that_is_above_them(main, others, paths):
    assert values.paths(values.commodity(main), others) == paths


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("891380007", "891380007"),
        ("8903990295", "890399029"),  # its check digit is glued on
        ("890.399.029-5", "890399029"),
        ("8903990296", "8903990296"),  # ten digits, and the last is no check digit
        ("FRA-123", ""),
        ("12345678901", ""),
    ],
)
def test_a_glued_check_digit_is_taken_off(written, read):
    assert values.nit(written, "nit_entidad") == read


@pytest.mark.parametrize(
    ("number", "name", "legal"),
    [
        ("901807734", "SERVICIOS ESTRATÉGICOS S.A.S", True),
        ("901807734", "CUALQUIER NOMBRE", True),
        ("1045678901", "ANA PÉREZ", False),
        ("31456789", "ANA PÉREZ", False),
        ("801234564", "ANA PÉREZ", False),  # 80.123.456 with its check digit
        ("801234564", "ANA PÉREZ Y CÍA LTDA", True),
        ("", "ANA PÉREZ S.A.S.", False),
    ],
)
def test_only_a_companys_number_makes_a_legal_person(number, name, legal):
    assert values.is_legal_person(number, name) is legal


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ({"url": "https://community.secop.gov.co/Public/Tendering/Index?noticeUID=CO1.NTC.1"}, True),
        ("https://community.secop.gov.co/Public/Tendering/Index?noticeUID=CO1.NTC.1", True),
        ("https://community.secop.gov.co/STS/Users/Login/Index?SkinName=CCE", False),
        ("http://community.secop.gov.co/Public/Tendering/Index", False),
        ("https://community.secop.gov.co.example.org/Public/Index", False),
        ("https://community.secop.gov.co@example.org/Public/Index", False),
        ("javascript:alert(1)", False),
        ("https://community.secop.gov.co/Public/<script>\n", False),
        ("https://community.secop.gov.co/Public/../STS/Users/Login/Index", False),
        ({"url": None}, False),
        ("https://community.secop.gov.co/Public/" + "x" * 500, False),
    ],
)
def test_only_the_official_publication_is_a_link(written, kept):
    url = values.publication_url(written)
    assert bool(url) is kept
    assert "example" not in url


@pytest.mark.parametrize(
    ("states", "awarded", "award", "decision"),
    [
        (("Cancelado", "Adjudicado"), "Si", "CO1.AWD.1", Decision.CANCELLED),
        (("Publicado", "Adjudicado"), "No", "", Decision.AWARDED),
        (("Publicado", ""), "Si", "", Decision.AWARDED),
        (("Desierto", ""), "No", "CO1.AWD.1", Decision.AWARDED),
        (("Desierto", ""), "No", "", Decision.VOID),
        (("Seleccionado", "Presentación de oferta"), "No", "", Decision.NONE),
    ],
)
def test_cancelled_comes_before_awarded_and_awarded_before_void(states, awarded, award, decision):
    found = vocabulary.decision(states=states, awarded=awarded, award_code=award, has_award_date=False)
    assert found == decision


@pytest.mark.parametrize(
    ("written", "modality"),
    [
        ("Contratación Directa (con ofertas)", Modality.DIRECT_OFFERS),
        ("CONTRATACION DIRECTA", Modality.DIRECT),
        ("Seleccion Abreviada Menor Cuantia Sin Manifestacion Interes", Modality.LESSER),
        ("Una nueva", Modality.OTHER),
        ("", Modality.OTHER),
    ],
)
def test_modalities_are_known_by_their_names_without_accents(written, modality):
    assert vocabulary.modality(written) == modality


def test_control_characters_go_and_the_lines_of_a_text_stay():
    assert values.text("uno\x00\x0b\ndos\ttres\x7f", "descripción") == "uno\ndos\ttres"
    assert values.line(" uno \n  dos ", "nombre") == "uno dos"


def test_a_text_beyond_its_limit_refuses_the_row_and_is_never_cut():
    assert values.line("x" * 300, "entidad", 300) == "x" * 300
    with pytest.raises(RefusedRowError, match="300"):
        values.line("x" * 301, "entidad", 300)


@given(anything | figures | dates)
def test_any_value_becomes_a_fact_or_a_refusal(value):
    for read in (values.text, values.line, values.money, values.count, values.moment, values.closing, values.nit):
        with suppress(RefusedRowError):
            read(value, "columna")
    assert isinstance(values.publication_url(value), str)


@given(st.text(), st.text())
def test_any_codes_become_a_set_of_codes(main, others):
    for code in values.paths(values.commodity(main), others):
        assert len(code) == 8
        assert code.isdecimal()


@given(st.text(), st.text(), st.text(), st.text())
def test_any_words_for_the_state_become_a_decision(state, summary, awarded, modality):
    found = vocabulary.decision(states=(state, summary), awarded=awarded, award_code="", has_award_date=False)
    assert found in Decision.values
    assert vocabulary.modality(modality) in Modality.values


@given(st.dates(date(1990, 1, 1), date(2099, 12, 31)))
def test_every_day_that_can_be_true_is_read_back(day):
    midnight = datetime.combine(day, time(), tzinfo=BOGOTA)
    assert values.moment(f"{day}T00:00:00.000", "fecha") == midnight
    assert values.moment(f"{day:%m/%d/%Y}", "fecha") == midnight


def test_bogota_is_the_portals_time():
    assert str(BOGOTA) == settings.TIME_ZONE
