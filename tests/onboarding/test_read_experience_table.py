"""A table of experience: its headings in any order, a reason beside each bad cell, and never an error. No database."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from groundwork.files.tables import read_file, read_text, write_csv
from onboarding.experience_cells import COLUMNS, HEADINGS
from onboarding.experience_table import JudgedRow, arrange, judge, written
from onboarding.smmlv import MinimumWages

ROADS = "72141000"
WAGES = MinimumWages([(date(2000, 1, 1), Decimal(260_100)), (date(2025, 1, 1), Decimal(1_423_500))])
TODAY = date(2026, 11, 24)
ROW = {
    "Contratante": "Alcaldía de Ejemplo",
    "Sector": "público",
    "Número del contrato": "012-2025",
    "Objeto": "Mantenimiento de vías",
    "Códigos UNSPSC": "7214.10.00",
    "Valor en pesos": "1.423.500.000,50",
    "Fecha de inicio": "01/02/2025",
    "Fecha de terminación": "2025-11-30",
    "Participación (%)": "33,33 %",
}


def judged(*rows: dict[str, str], headings: list[str] = HEADINGS, there: object = ()) -> list[JudgedRow]:
    table = arrange([headings, *[[row[heading] for heading in headings] for row in rows]])
    return judge(table.rows, known_codes={ROADS}, wages=WAGES, today=TODAY, there=there)  # type: ignore[arg-type]  # any container


def reasons(**changes: str) -> dict[str, str]:
    changed = {**ROW, **{heading.replace("_", " "): value for heading, value in changes.items()}}
    return {cell.column.name: cell.reason for cell in judged(changed)[0].cells if cell.reason}


def reason_of(heading: str, text: str) -> str:
    (found,) = reasons(**{heading: text}).values()
    return found


def test_a_row_is_read_as_people_write_it():
    (row,) = judged(ROW)
    assert row.is_good
    assert row.values == {
        "counterparty": "Alcaldía de Ejemplo",
        "is_public": True,
        "number": "012-2025",
        "subject": "Mantenimiento de vías",
        "commodities": [ROADS],
        "value": Decimal("1423500000.50"),
        "started_on": date(2025, 2, 1),
        "ended_on": date(2025, 11, 30),
        "share": Decimal("33.33"),
    }


@pytest.mark.parametrize("turn", range(len(HEADINGS)))
def test_the_columns_may_come_in_any_order(turn):
    assert judged(ROW, headings=HEADINGS[turn:] + HEADINGS[:turn])[0].is_good


def test_headings_are_known_by_their_usual_names_with_accents_or_not_under_a_title():
    table = arrange(
        [
            ["EXPERIENCIA DE LA EMPRESA"],
            [
                *("ENTIDAD CONTRATANTE", "SECTOR", "OBJETO DEL CONTRATO", "CODIGOS UNSPSC", "VALOR (COP)"),
                *("VALOR SMMLV", "FECHA DE INICIO", "FECHA DE TERMINACION"),
            ],
            ["Una", "privado", "Vías", ROADS, "1000", "5", "2025-01-01", "2025-02-01"],
        ]
    )
    assert table.unused == ["VALOR SMMLV"]
    assert table.rows == [["Una", "privado", "", "Vías", ROADS, "1000", "2025-01-01", "2025-02-01", ""]]


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([["uno", "dos"], ["1", "2"]], "No encontramos los títulos"),
        ([[heading for heading in HEADINGS if heading != "Objeto"], ["x"]], "Falta una columna.*: Objeto"),
        ([HEADINGS], "no hay filas"),
        ([], "No encontramos los títulos"),
    ],
    ids=["no headings", "one missing", "no rows", "nothing"],
)
def test_a_table_that_cannot_be_understood_says_what_it_lacks(rows, words):
    with pytest.raises(ValidationError, match=words):
        arrange(rows)


@pytest.mark.parametrize(
    ("heading", "text", "words"),
    [
        ("Contratante", "", "obligatorio"),
        ("Contratante", "x" * 201, "200"),
        ("Sector", "mixto", "público"),
        ("Códigos UNSPSC", "", "al menos un código"),
        ("Códigos UNSPSC", "vías", "«vías» no es un código"),
        ("Códigos UNSPSC", "99999999", "99999999 no existe"),
        ("Valor en pesos", "mucho", "solo con números"),
        ("Valor en pesos", "0", "0.01"),
        ("Valor en pesos", "-5", "0.01"),
        ("Valor en pesos", "1.25E+09", "notación científica"),
        ("Valor en pesos", "#¡REF!", "muestra un error"),
        ("Valor en pesos", "1,250,000.50", "solo con números"),
        ("Fecha de inicio", "30/02/2025", "que exista"),
        ("Fecha de inicio", "", "obligatorio"),
        ("Fecha de inicio", "2025-12-01", "en que empieza o después"),
        ("Fecha de terminación", "2026-11-25", "todavía no llega"),
        ("Fecha de terminación", "2026-01-31", "todavía no tiene el salario mínimo de 2026"),
        ("Participación (%)", "100,01", "entre 0,01 y 100"),
        ("Participación (%)", "33,333", "dos decimales"),
    ],
)
def test_each_bad_cell_says_why(heading, text, words):
    assert words in reason_of(heading, text)


def test_a_contract_older_than_the_wages_that_are_known_is_refused_with_the_first_year():
    found = reasons(**{"Fecha de inicio": "1998-01-01", "Fecha de terminación": "1999-12-31"})
    assert "desde 2000" in found["ended_on"]


@pytest.mark.parametrize("written_day", ["45991", "45991,0", "30/11/2025", "30-11-2025", "2025-11-30"])
def test_days_are_read_as_sheets_and_people_write_them(written_day):
    values = judged({**ROW, "Fecha de terminación": written_day})[0].values
    assert values is not None
    assert values["ended_on"] == date(2025, 11, 30)


@pytest.mark.parametrize("amount", ["1.250.000,50", "1250000.5", "1250000,50", "$ 1.250.000,5"])
def test_amounts_are_read_with_either_mark(amount):
    values = judged({**ROW, "Valor en pesos": amount})[0].values
    assert values is not None
    assert values["value"] == Decimal("1250000.50")


def test_without_a_share_it_was_done_alone():
    values = judged({**ROW, "Participación (%)": ""})[0].values
    assert values is not None
    assert values["share"] == 100


def test_the_second_of_two_equal_rows_is_marked_however_its_words_are_written():
    first, second = judged(ROW, {**ROW, "Contratante": "ALCALDIA  DE EJEMPLO"})
    assert first.is_good
    assert second.cells[0].reason == "Es igual a la fila 1."


@pytest.mark.parametrize("text", ["=1+1", "+57", "-x", "@SUM(A1)", "'=1+1"])
def test_what_looks_like_a_formula_is_plain_text_and_leaves_guarded(text):
    values = judged({**ROW, "Objeto": text})[0].values
    assert values is not None
    assert values["subject"] == text.removeprefix("'")
    (_headings, cells) = read_file(write_csv([HEADINGS, written(values)]))
    assert not any(cell.startswith(("=", "+", "-", "@")) for cell in cells)


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Z"]), min_size=1, max_size=40)
DAYS = st.dates(min_value=date(2000, 1, 1), max_value=date(2000, 12, 31))
CONTRACTS = st.fixed_dictionaries(
    {
        "counterparty": WORDS,
        "is_public": st.booleans(),
        "number": st.one_of(st.just(""), WORDS),
        "subject": WORDS,
        "commodities": st.just([ROADS]),
        "value": st.decimals(min_value=Decimal("0.01"), max_value=10**15, places=2),
        "started_on": DAYS,
        "ended_on": st.dates(min_value=date(2025, 1, 1), max_value=date(2025, 12, 31)),
        "share": st.decimals(min_value=Decimal("0.01"), max_value=100, places=2),
    }
)


@given(st.lists(CONTRACTS, min_size=1, max_size=4, unique_by=lambda one: one["value"]))
def test_what_is_exported_reads_back_as_the_same(contracts):
    content = write_csv([HEADINGS, *(written(contract) for contract in contracts)])
    found = judge(arrange(read_file(content)).rows, known_codes={ROADS}, wages=WAGES, today=TODAY)
    assert [row.values for row in found] == contracts


@given(st.lists(st.lists(st.text(max_size=30), min_size=len(COLUMNS), max_size=len(COLUMNS)), max_size=4))
def test_no_cells_raise_and_a_row_without_reasons_has_values(rows):
    for row in judge(rows, known_codes={ROADS}, wages=WAGES, today=TODAY):
        assert (row.values is None) == any(cell.reason for cell in row.cells)


@given(st.text(max_size=300))
def test_no_text_raises_anything_but_a_refusal(text):
    try:
        table = arrange(read_text("\t".join(HEADINGS) + "\n" + text))
    except ValidationError:
        return
    judge(table.rows, known_codes=set(), wages=WAGES, today=TODAY)
