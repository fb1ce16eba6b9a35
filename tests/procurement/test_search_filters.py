"""What each filter of the address lets through."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.http import QueryDict
from django.utils import timezone

from procurement.forms.search import SearchForm
from procurement.models import Decision, Modality, Source
from procurement.queries.searching import find
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db


def found(address: str) -> set[str]:
    form = SearchForm(QueryDict(address))
    assert form.is_valid(), form.errors
    return {process.title for process in find(form.search(), at=timezone.now()).page.items}


def refused(address: str) -> set[str]:
    form = SearchForm(QueryDict(address))
    form.is_valid()
    return set(form.errors)


@pytest.fixture
def one_of_each_state() -> None:
    past, future = timezone.now() - timedelta(hours=1), timezone.now() + timedelta(hours=1)
    ProcessFactory.create(title="abierto", closes_at=future)
    ProcessFactory.create(title="sin fecha", closes_at=None)
    ProcessFactory.create(title="cerrado", closes_at=past)
    ProcessFactory.create(title="dicho cerrado", closes_at=None, said_closed=True)
    ProcessFactory.create(title="adjudicado antes de cerrar", closes_at=future, decision=Decision.AWARDED)
    ProcessFactory.create(title="cancelado", closes_at=future, decision=Decision.CANCELLED)
    ProcessFactory.create(title="desierto", closes_at=past, decision=Decision.VOID)


@pytest.mark.usefixtures("one_of_each_state")
def test_the_state_follows_from_the_facts_and_the_clock() -> None:
    opened = {"abierto", "sin fecha"}
    closed = {"cerrado", "dicho cerrado", "adjudicado antes de cerrar", "cancelado", "desierto"}
    assert found("") == found("estado=abiertos") == opened
    assert found("estado=cerrados") == closed
    assert found("estado=adjudicados") == {"adjudicado antes de cerrar"}
    assert found("estado=todos") == opened | closed


@pytest.mark.parametrize(
    "code",
    ["80", "8011", "801116", "80111600", "V1.80111600", "80.11.16.00", "UNSPSC 80111601", "72,8011", "72&codigo=80"],
)
def test_a_code_finds_what_is_below_it_however_it_is_written(code: str) -> None:
    ProcessFactory.create(title="psicología", codes=("80111601",))
    ProcessFactory.create(title="otra", codes=("43211500",))
    ProcessFactory.create(title="sin código")
    assert found(f"codigo={code}") == {"psicología"}


def test_a_secondary_code_counts_and_a_sister_does_not() -> None:
    ProcessFactory.create(title="dos códigos", codes=("43211500", "80111600"))
    assert found("codigo=801116") == {"dos códigos"}
    assert found("codigo=801117") == set()


@pytest.mark.parametrize(
    "place",
    [
        "departamento=05",
        "departamento=5",
        "departamento=antioquia",
        "departamento=antioquia&departamento=15",
        "municipio=05001",
        "municipio=5001",
        "municipio=MEDELLIN",
        "departamento=Antioquia&municipio=medell%C3%ADn",
    ],
)
def test_a_place_is_found_by_code_or_by_name(place: str) -> None:
    ProcessFactory.create(title="paisa", **town("05001", "Medellín", "Antioquia"))
    ProcessFactory.create(title="boyacense", **town("68001", "Bucaramanga", "Santander"))
    town("15001", "Tunja", "Boyacá")
    ProcessFactory.create(title="de ninguna parte")
    assert found(place) == {"paisa"}


def test_a_name_that_two_places_share_needs_its_department() -> None:
    ProcessFactory.create(title="nariñense", **town("52685", "San Bernardo", "Nariño"))
    ProcessFactory.create(title="cundinamarqués", **town("25649", "San Bernardo", "Cundinamarca"))
    assert refused("municipio=San Bernardo") == {"municipio"}
    assert found("municipio=San Bernardo&departamento=25") == {"cundinamarqués"}


@pytest.mark.parametrize("body", ["700123456", "899999061", "899.999.061-9", "8999990619", "supata", "alcaldía Supatá",
                                  "SUPATÁ MUNICIPAL"])  # fmt: skip
def test_a_body_is_found_by_code_nit_or_words_of_its_name(body: str) -> None:
    entity = EntityFactory.create(code="700123456", nit="899999061", name="Alcaldía Municipal de Supatá")
    ProcessFactory.create(title="de Supatá", entity=entity)
    ProcessFactory.create(title="de otra")
    assert found(f"entidad={body}") == {"de Supatá"}


def test_a_name_of_too_many_bodies_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("procurement.queries.entities.MOST", 2)
    EntityFactory.create_batch(3, name="Alcaldía repetida")
    assert refused("entidad=repetida") == {"entidad"}


def test_repeated_values_are_alternatives() -> None:
    ProcessFactory.create(title="mínima", modality=Modality.MINIMUM)
    ProcessFactory.create(title="menor", modality=Modality.LESSER)
    ProcessFactory.create(title="licitación", modality=Modality.TENDER)
    assert found("modalidad=minima") == {"mínima"}
    assert found("modalidad=minima&modalidad=menor") == {"mínima", "menor"}


def test_the_source_tells_what_was_born_here() -> None:
    ProcessFactory.create(title="importado")
    ProcessFactory.create(title="propio", source=Source.PORTAL)
    assert found("fuente=portal") == {"propio"}
    assert found("fuente=secop") == {"importado"}


@pytest.mark.parametrize(
    ("address", "titles"),
    [
        ("valor_min=100", {"100", "200"}),
        ("valor_max=100", {"0", "100"}),
        ("valor_min=100&valor_max=100", {"100"}),
        ("valor_min=0", {"0", "100", "200"}),
        ("valor_max=$ 100,00", {"0", "100"}),
        ("", {"0", "100", "200", "sin valor"}),
    ],
)
def test_a_range_of_values_takes_its_ends_and_nothing_without_a_value(address: str, titles: set[str]) -> None:
    for value in (0, 100, 200):
        ProcessFactory.create(title=str(value), budget=Decimal(value))
    ProcessFactory.create(title="sin valor", budget=None)
    assert found(address) == titles


def test_the_days_of_closing_are_colombias_and_both_count() -> None:
    def closing(title: str, moment: datetime) -> None:
        ProcessFactory.create(title=title, closes_at=moment)

    closing("el 9, último instante", datetime(2100, 6, 10, 4, 59, 59, 999999, tzinfo=UTC))
    closing("el 10, primer instante", datetime(2100, 6, 10, 5, tzinfo=UTC))
    closing("el 10, hora sin informar", datetime(2100, 6, 11, 4, 59, 59, 999999, tzinfo=UTC))
    closing("el 11, primer instante", datetime(2100, 6, 11, 5, tzinfo=UTC))
    ProcessFactory.create(title="sin fecha", closes_at=None)
    the_tenth = {"el 10, primer instante", "el 10, hora sin informar"}
    for order in ("recientes", "cierre"):
        assert found(f"cierra_desde=2100-06-10&cierra_hasta=2100-06-10&orden={order}") == the_tenth
        assert found(f"cierra_hasta=09/06/2100&orden={order}") == {"el 9, último instante"}
        assert found(f"cierra_desde=2100-06-11&orden={order}") == {"el 11, primer instante"}


@pytest.mark.parametrize(
    ("address", "field"),
    [
        ("codigo=abc", "codigo"),
        ("codigo=123", "codigo"),
        ("codigo=" + ",".join(f"80{n:06}" for n in range(60)), "codigo"),
        ("departamento=Atlántida", "departamento"),
        ("departamento=99", "departamento"),
        ("municipio=99999", "municipio"),
        ("entidad=nadie", "entidad"),
        ("entidad=%00", "entidad"),
        ("modalidad=robo", "modalidad"),
        ("estado=raros", "estado"),
        ("fuente=%00", "fuente"),
        ("orden=al+azar", "orden"),
        ("formato=pdf", "formato"),
        ("valor_min=mucho", "valor_min"),
        ("valor_max=-1", "valor_max"),
        ("valor_min=" + "9" * 5000, "valor_min"),
        ("valor_min=NaN", "valor_min"),
        ("valor_min=2&valor_max=1", "valor_max"),
        ("cierra_desde=2026-02-30", "cierra_desde"),
        ("cierra_desde=9999-12-31", "cierra_desde"),
        ("cierra_hasta=0001-01-01", "cierra_hasta"),
        ("cierra_hasta=%00", "cierra_hasta"),
        ("cierra_desde=2026-02-02&cierra_hasta=2026-02-01", "cierra_hasta"),
        ("q=" + "x" * 10_000, "q"),
        ("q=%00", "q"),
        ("q=de+la", "q"),
        ("q=-obra", "q"),
    ],
)
def test_nonsense_is_refused_beside_its_filter(address: str, field: str) -> None:
    assert refused(address) == {field}


@pytest.fixture
def said() -> Callable[[str], list[tuple[str, str]]]:
    def parameters(address: str) -> list[tuple[str, str]]:
        form = SearchForm(QueryDict(address))
        assert form.is_valid(), form.errors
        return [(pair.name, pair.value) for pair in form.parameters()]

    return parameters


def test_a_search_is_said_again_in_its_shortest_form(said: Callable[[str], list[tuple[str, str]]]) -> None:
    town("05001", "Medellín", "Antioquia")
    address = (
        "q=+papel+&estado=abiertos&codigo=V1.80111600,80&departamento=antioquia&valor_min=1.000.000&orden=&municipio="
    )
    assert said(address) == [
        ("q", "papel"), ("codigo", "801116"), ("codigo", "80"), ("departamento", "05"), ("valor_min", "1000000"),
    ]  # fmt: skip
    again = "&".join(f"{name}={value}" for name, value in said(address))
    assert said(again) == said(address)
