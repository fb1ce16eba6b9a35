import json

import pytest
from django.core.management import call_command

from groundwork.reference.forms import PlaceAliasForm
from groundwork.reference.models import PlaceAlias
from groundwork.reference.queries.places import PlaceResolver
from tests.reference.factories import DepartmentFactory, MunicipalityFactory
from tests.reference.shared import SECOP, with_shared_data

pytestmark = pytest.mark.django_db
UNKNOWN = {None, "No Definido", "No Aplica"}


@pytest.fixture
def antioquia(db):
    DepartmentFactory()
    for code, name in (("05001", "Medellín"), ("05607", "El Retiro"), ("05059", "Armenia")):
        MunicipalityFactory(code=code, name=name)
    DepartmentFactory(code="63", name="Quindío")
    MunicipalityFactory(code="63001", name="Armenia")
    MunicipalityFactory(code="63130", name="Calarcá")
    DepartmentFactory(code="11", name="Bogotá, D.C.")
    MunicipalityFactory(code="11001", name="Bogotá, D.C.")
    PlaceAlias.objects.create(spelling="distritocapitaldebogota", department_id="11")


@pytest.mark.parametrize(
    ("department", "city", "places"),
    [
        ("ANTIOQUIA", "medellin", ("05", "05001")),
        (" Antioquia ", "Me dellín", ("05", "05001")),
        ("Antioquia", "Retiro", ("05", "05607")),
        ("Quindío", "Armenia", ("63", "63001")),
        ("Quindío", "No Definido", ("63", None)),
        ("Quindío", "Medellín", ("63", None)),
        ("Distrito Capital de Bogotá", "No Definido", ("11", "11001")),
        (None, "Calarca", ("63", "63130")),
        ("No Definido", "Calarca", ("63", "63130")),
        (None, "Armenia", (None, None)),
        ("Atlántida", "Calarca", (None, None)),
        ("No Definido", "No Definido", (None, None)),
        (None, None, (None, None)),
    ],
)
def test_a_name_finds_its_place_and_nothing_is_guessed(department, city, places, antioquia):
    assert PlaceResolver().resolve(department, city) == places


def test_it_asks_the_database_four_times_however_many_names(antioquia, django_assert_num_queries):
    with django_assert_num_queries(4):
        resolver = PlaceResolver()
        for _ in range(100):
            resolver.resolve("Antioquia", "Medellín")


def test_a_spelling_typed_by_an_administrator_is_found(antioquia):
    form = PlaceAliasForm({"spelling": "La Villa, Antioquia", "department": "05", "municipality": "05001"})
    assert form.is_valid(), form.errors
    form.save()
    assert PlaceResolver().resolve("Antioquia", "LA VILLA ANTIOQUIA") == ("05", "05001")


def test_a_spelling_of_a_municipality_in_another_department_is_refused(antioquia):
    form = PlaceAliasForm({"spelling": "Ciudad", "department": "63", "municipality": "05001"})
    assert not form.is_valid()
    assert "no es de ese departamento" in str(form.errors)


@with_shared_data
def test_every_entity_of_the_real_rows_has_its_place():
    call_command("load_reference", verbosity=0)
    resolver = PlaceResolver()
    rows = json.loads(SECOP[0].read_text()) + [json.loads(line) for line in SECOP[1].read_text().splitlines()]
    assert len(rows) == 1_700
    missing = set()
    for row in rows:
        department, city = row.get("departamento_entidad"), row.get("ciudad_entidad")
        found = resolver.resolve(department, city)
        if (department not in UNKNOWN and found[0] is None) or (city not in UNKNOWN and found[1] is None):
            missing.add((department, city))
    assert missing == set()
