"""What one row of the open data becomes, trap by trap."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procurement.secop import columns
from procurement.secop.rows import RowReader
from procurement.secop.values import BOGOTA, RefusedRowError
from tests.procurement.secop_rows import awarded, row

TOWNS = {("Valle del Cauca", "Palmira"): "76520", ("", "Villavicencio"): "50001", ("Meta", "Acacías"): "50006"}


def places(department, city):
    town = TOWNS.get((department, city))
    return (town[:2], town) if town else ({"Valle del Cauca": "76", "Meta": "50"}.get(department), None)


def read(record, shift=None):
    return RowReader(places, shift).read(record)


class Watched(Mapping[str, Any]):
    """A row that notes what is asked of it."""

    def __init__(self, record):
        self.record = record
        self.asked = set()

    def __getitem__(self, name):
        self.asked.add(name)
        return self.record[name]

    def __iter__(self):
        raise AssertionError("nobody looks through all the columns")

    def __len__(self):
        return len(self.record)


def test_a_row_tells_its_entity_its_process_and_its_lot():
    entity, process, award = read(row(id_del_proceso="CO1.REQ.77"))
    assert (entity.code, entity.nit, entity.municipality_id) == ("700088016", "891380007", "76520")
    assert (process.code, process.modality, process.main_code) == ("CO1.REQ.77", "minima", "44121600")
    assert process.code_paths == "{44000000,44120000,44121600}"
    assert process.published_at == datetime(2026, 7, 12, 5, tzinfo=UTC)
    assert process.closes_at == datetime(2026, 7, 20, 23, 59, 59, 999999, tzinfo=BOGOTA)
    assert not process.closing_hour_known
    assert process.official_url.startswith("https://community.secop.gov.co/Public/")
    assert award.code == ""


def test_only_columns_of_the_allow_list_are_ever_asked_for():
    for record in (row(), awarded(), row(fecha_de_publicacion_del=None, fecha_de_publicacion="2026-07-12")):
        watched = Watched(record)
        read(watched)
        assert watched.asked <= columns.NAMES
    assert "nombre_del_adjudicador" not in columns.NAMES
    assert all(column.reason for column in columns.COLUMNS)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"id_del_proceso": None}, "identificador del proceso"),
        ({"id_del_proceso": "CO1.BDOS.1"}, "identificador del proceso"),
        ({"id_del_proceso": "<script>"}, "identificador del proceso"),
        ({"id_del_proceso": ["CO1.REQ.1"]}, "identificador del proceso"),
        ({"codigo_entidad": "No Definido"}, "código de la entidad"),
        ({"entidad": "No Definido"}, "nombre de la entidad"),
        ({"entidad": "E" * 301}, "entidad pasa de 300"),
        ({"nombre_del_procedimiento": None}, "nombre del procedimiento"),
        ({"fecha_de_publicacion_del": None}, "fecha de publicación"),
        ({"fecha_de_publicacion_del": "2133-01-01T00:00:00.000"}, "fecha de publicación"),
        ({"fecha_de_recepcion_de": "pronto"}, "fecha_de_recepcion_de no es una fecha"),
        ({"precio_base": "-5"}, "precio_base es negativa"),
        ({"precio_base": "diez"}, "precio_base no es un número"),
        ({"referencia_del_proceso": "r" * 301}, "referencia_del_proceso pasa de 300"),
        ({"nombre_del_procedimiento": {"a": 1}}, "nombre_del_procedimiento no es un texto"),
        ({"id_adjudicacion": "AWD-1"}, "identificador de la adjudicación"),
        ({"modalidad_de_contratacion": "Subasta de prueba"}, "proceso de prueba"),
        ({"nombre_del_procedimiento": "SUBASTA DE PRUEBA"}, "proceso de prueba"),
    ],
)
def test_a_row_that_cannot_be_a_process_is_refused_with_the_reason(changes, reason):
    with pytest.raises(RefusedRowError, match=reason):
        read(row(**changes))


def test_a_purchase_of_tests_is_no_test():
    assert read(row(nombre_del_procedimiento="SUBASTA DE PRUEBAS DE LABORATORIO")).process.title


def test_a_reason_never_repeats_a_value():
    with pytest.raises(RefusedRowError) as refusal:
        read(row(precio_base="cédula 31456789 de Ana"))
    assert "Ana" not in str(refusal.value)


def test_long_texts_are_kept_whole():
    process = read(row(nombre_del_procedimiento="n" * 4000, descripci_n_del_procedimiento="d" * 9000)).process
    assert (len(process.title), len(process.description)) == (4000, 9000)


def test_a_process_without_a_publication_of_its_own_has_its_phases_earliest():
    process = read(
        row(fecha_de_publicacion_del=None, fecha_de_publicacion="2026-07-05", fecha_de_publicacion_fase_3="2026-07-09")
    ).process
    assert process.published_at == datetime(2026, 7, 5, tzinfo=BOGOTA)


def test_the_source_closes_a_process_only_where_it_gives_no_date():
    closed = {"estado_de_apertura_del_proceso": "Cerrado"}
    assert not read(row(**closed)).process.said_closed
    assert read(row(fecha_de_recepcion_de=None, **closed)).process.said_closed
    assert read(row(fecha_de_recepcion_de="2133-01-01T00:00:00.000", **closed)).process.said_closed
    assert not read(row(fecha_de_recepcion_de=None)).process.said_closed


def test_an_award_decides_the_process_unless_it_was_cancelled():
    process = read(awarded()).process
    assert (process.decision, process.decided_at) == ("awarded", datetime(2026, 7, 28, tzinfo=BOGOTA))
    cancelled = read(awarded(estado_del_procedimiento="Cancelado")).process
    assert (cancelled.decision, cancelled.decided_at) == ("cancelled", None)


def test_the_firm_of_an_award_is_kept_and_a_person_is_not():
    assert read(awarded()).award.supplier_name == "PAPELES DEL VALLE S.A.S."
    person = read(awarded(nit_del_proveedor_adjudicado="31456789", nombre_del_proveedor="ANA PÉREZ")).award
    assert (person.supplier_name, person.supplier_nit, person.code) == ("", "", "CO1.AWD.2635218")
    nameless = read(awarded(nit_del_proveedor_adjudicado="No Definido", nombre_del_proveedor="ANA PÉREZ")).award
    assert nameless.supplier_name == ""


def test_without_an_award_id_nothing_about_a_supplier_is_kept():
    assert read(awarded(id_adjudicacion="No Adjudicado")).award == ("", "", "", None, None)


@pytest.mark.parametrize(
    ("department", "city", "unit_city", "place"),
    [
        ("Valle del Cauca", "Palmira", "No Aplica", ("76", "76520")),
        ("Valle del Cauca", "No Definido", "Palmira", ("76", "76520")),
        ("Valle del Cauca", "Palmira", "Villavicencio", ("50", "50001")),
        ("Valle del Cauca", "Palmira", "Nadie la conoce", ("76", "76520")),
        ("No Definido", "No Definido", "No Aplica", (None, None)),
    ],
)
def test_a_process_is_where_its_unit_is_if_that_is_known(department, city, unit_city, place):
    record = row(departamento_entidad=department, ciudad_entidad=city, ciudad_de_la_unidad_de=unit_city)
    process = read(record).process
    assert (process.department_id, process.municipality_id) == place


def test_a_modality_that_the_portal_does_not_know_keeps_its_name():
    process = read(row(modalidad_de_contratacion="Convite", justificaci_n_modalidad_de="Ley 1")).process
    assert (process.modality, process.modality_detail) == ("otra", "Convite · Ley 1")


def test_a_shift_moves_every_date_by_the_same_days_and_marks_the_row():
    plain, moved = read(awarded()), read(awarded(), timedelta(days=100))
    assert moved.process.is_sample
    assert not plain.process.is_sample
    for field in ("published_at", "last_published_at", "responses_open_at", "closes_at", "decided_at"):
        assert getattr(moved.process, field) - getattr(plain.process, field) == timedelta(days=100)
    assert moved.award.awarded_at - plain.award.awarded_at == timedelta(days=100)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=400),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=5), inner, max_size=2),
    max_leaves=4,
)


@given(st.dictionaries(st.sampled_from(sorted(columns.NAMES)), anything, max_size=6))
def test_any_row_becomes_facts_or_a_refusal(changes):
    record = awarded() | changes
    with suppress(RefusedRowError):
        facts = read(record)
        assert facts.process.code == record["id_del_proceso"]
        assert facts.process.title
