"""The page of results, and the same result as data, as a table and as a feed."""

import csv
import io
import re
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponseBase
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from groundwork.reference.models import Commodity
from procurement.forms.search import SearchForm
from procurement.models import Decision, Modality
from procurement.queries import tallies
from procurement.views import renderings, results, search
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

ADDRESS = "/procesos/"


def text(response: HttpResponseBase) -> str:
    html: str = response.content.decode()  # type: ignore[attr-defined]  # it does not stream
    return html


def rows(response: HttpResponseBase) -> list[str]:
    return re.findall(r'class="row__link" href="[^"]*">([^<]*)<', text(response))


def chips(response: HttpResponseBase) -> dict[str, str]:
    """The address that takes each chip away."""
    return {
        label.strip(): address.replace("&amp;", "&")
        for address, label in re.findall(r'class="chip" href="([^"]*)">([^<]*)', text(response))
    }


def table(response: HttpResponseBase) -> list[dict[str, str]]:
    content = b"".join(response.streaming_content).decode("utf-8-sig")  # type: ignore[attr-defined]  # it does stream
    return list(csv.DictReader(io.StringIO(content)))


# The page -------------------------------------------------------------------------------------


def test_anyone_reads_the_open_processes_newest_first(client: Client) -> None:
    ProcessFactory.create(title="viejo", published_at=timezone.now() - timedelta(days=5))
    ProcessFactory.create(title="nuevo", published_at=timezone.now())
    ProcessFactory.create(title="cerrado", closes_at=timezone.now() - timedelta(days=1))
    response = client.get(ADDRESS)
    assert response.status_code == 200
    assert rows(response) == ["nuevo", "viejo"]
    assert "2 procesos" in text(response)


def test_a_row_says_what_who_where_how_much_and_how_long(client: Client) -> None:
    ProcessFactory.create(
        title="Mantenimiento de vías",
        entity=EntityFactory.create(name="Alcaldía de Supatá"),
        modality=Modality.LESSER,
        budget=Decimal(412_350_000),
        closes_at=timezone.now() + timedelta(days=2, hours=3, minutes=30),
        **town("25777", "Supatá", "Cundinamarca"),
    )
    html = text(client.get(ADDRESS))
    assert "Alcaldía de Supatá · Supatá · Cundinamarca · Selección abreviada de menor cuantía" in html
    assert "$\u00a0412.350.000" in html
    assert "faltan 2 días y 3 horas" in html


def test_without_results_the_page_offers_what_to_do(client: Client) -> None:
    response = client.get(ADDRESS, {"q": "inexistente", "modalidad": "minima"})
    html = text(response)
    assert "Ningún proceso coincide" in html
    assert f"{ADDRESS}?q=inexistente&amp;modalidad=minima&amp;estado=todos" in html
    assert "Quitar los filtros" in html


def test_each_filter_is_a_chip_that_takes_only_itself_away(client: Client) -> None:
    Commodity.objects.create(code="80000000", title="Servicios de gestión", search_text="", source="prueba")
    town("05001", "Medellín", "Antioquia")
    response = client.get(ADDRESS, {"q": "aseo", "codigo": "80", "departamento": "antioquia", "valor_min": "1000000"})
    taken = chips(response)
    assert list(taken) == ["«aseo»", "80 Servicios de gestión", "Antioquia", "desde $\u00a01.000.000"]
    assert parse_qs(urlsplit(taken["Antioquia"]).query) == {"q": ["aseo"], "codigo": ["80"], "valor_min": ["1000000"]}


def test_repeated_values_are_taken_away_one_by_one(client: Client) -> None:
    taken = chips(client.get(f"{ADDRESS}?modalidad=minima&modalidad=menor"))
    assert parse_qs(urlsplit(taken["Mínima cuantía"]).query) == {"modalidad": ["menor"]}


def test_the_pages_of_a_list_keep_its_filters(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(search, "PAGE_SIZE", 2)
    ProcessFactory.create_batch(5, modality=Modality.MINIMUM)
    ProcessFactory.create(modality=Modality.TENDER)
    seen: list[str] = []
    response = client.get(ADDRESS, {"modalidad": "minima"})
    while True:
        seen += re.findall(r'class="row__link" href="([^"]*)"', text(response))
        following = re.search(r'href="([^"]*)" rel="next"', text(response))
        if not following:
            break
        response = client.get(ADDRESS + following[1].replace("&amp;", "&"))
    assert len(seen) == len(set(seen)) == 5


def test_facets_show_what_each_value_would_find(client: Client) -> None:
    ProcessFactory.create_batch(2, modality=Modality.MINIMUM)
    ProcessFactory.create_batch(3, modality=Modality.LESSER)
    html = text(client.get(ADDRESS, {"modalidad": "minima"}))
    figures = dict(re.findall(r'name="modalidad" value="([a-z-]+)".*?facet__count">([^<]*)<', html))
    assert (figures["minima"], figures["menor"], figures["licitacion"]) == ("2", "3", "0")


def test_beyond_the_cap_figures_are_lower_bounds(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "CAP", 3)
    monkeypatch.setattr(results, "CAP", 3)
    ProcessFactory.create_batch(5)
    html = text(client.get(ADDRESS))
    assert "Más de 3 procesos" in html
    assert '<span class="states__count">3+</span>' in html
    figures = dict(re.findall(r'name="modalidad" value="([a-z-]+)".*?</label>(.*?)</li>', html))
    assert "3+" in figures["minima"]
    assert figures["licitacion"] == "", "nothing is known of a value that was not met"


def test_what_was_searched_can_become_an_area_of_interest(client: Client) -> None:
    ProcessFactory.create(title="aseo", codes=("80111600",))
    html = text(client.get(ADDRESS, {"q": "aseo", "codigo": "8011"}))
    assert f"{reverse('interests:interest_new')}?q=aseo&amp;codigo=8011" in html


def test_other_formats_are_offered_with_the_same_filters(client: Client) -> None:
    ProcessFactory.create(title="aseo")
    html = text(client.get(ADDRESS, {"q": "aseo"}))
    for name in ("rss", "csv", "json"):
        assert f'href="{ADDRESS}?q=aseo&amp;formato={name}"' in html


def test_relevance_says_what_it_ranked_and_needs_words(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    ProcessFactory.create_batch(2, title="aseo")
    assert "Para ordenar por relevancia" in text(client.get(ADDRESS, {"orden": "relevancia"}))
    monkeypatch.setattr(tallies, "CAP", 1)
    ranked = text(client.get(ADDRESS, {"orden": "relevancia", "q": "aseo"}))
    assert "los 5.000 procesos más recientes" in ranked


@pytest.mark.parametrize("query", [{}, {"q": "papelería", "modalidad": "minima", "orden": "valor"}])
def test_the_page_costs_the_same_queries_however_many_rows(client: Client, query: dict[str, str]) -> None:
    counts = []
    for how_many in (1, 2):
        ProcessFactory.create_batch(how_many, **town("05001", "Medellín", "Antioquia"))
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as made:
            assert len(rows(client.get(ADDRESS, query))) in {1, 3}
        counts.append(len([one for one in made if "cache" not in one["sql"] and "SAVEPOINT" not in one["sql"]]))
    assert counts[0] == counts[1] <= 7


# What is wrong --------------------------------------------------------------------------------


def test_an_unknown_filter_is_named_and_ignored(client: Client) -> None:
    ProcessFactory.create(title="aseo")
    response = client.get(ADDRESS, {"color": "rojo", "<b>": "1"})
    assert rows(response) == ["aseo"]
    assert "&lt;b&gt;, color" in text(response)


def test_a_wrong_value_is_answered_beside_its_filter_and_keeps_what_was_typed(client: Client) -> None:
    response = client.get(ADDRESS, {"valor_min": "20", "valor_max": "10", "q": "aseo"})
    html = text(response)
    assert response.status_code == 200
    assert html.count("El valor máximo es menor que el mínimo") == 2, "in the summary and beside the filter"
    assert 'value="aseo"' in html
    assert rows(response) == []


def test_a_cut_cursor_shows_the_first_page_and_says_so(client: Client) -> None:
    ProcessFactory.create(title="aseo")
    response = client.get(ADDRESS, {"desde": "WyJuZXh0Iiwi"})
    assert rows(response) == ["aseo"]
    assert "incompleta o cambiada" in text(response)


@pytest.mark.parametrize("name", ["csv", "rss"])
def test_a_table_or_a_feed_with_errors_is_refused_in_words(client: Client, name: str) -> None:
    response = client.get(ADDRESS, {"formato": name, "codigo": "abc"})
    assert response.status_code == 400
    assert "codigo: «abc» no es un código UNSPSC" in text(response)


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(ADDRESS).status_code == 405


names = st.sampled_from([*SearchForm.base_fields, "desde", "otra"])
nasty = (
    "\x00", "' OR 1=1 --", "%00", "🦜", "80", "-1", "1e999", "NaN", "2026-02-30", "todos", "json", "csv", "rss",
    "relevancia", "<!&|()", '"', "\ufffd", "a" * 3000,
)  # fmt: skip
values = st.one_of(st.text(max_size=30), st.sampled_from(nasty))


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(junk=st.lists(st.tuples(names, values), max_size=5))
def test_junk_never_breaks_the_search(
    client: Client, junk: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search, "SEARCHES_A_MINUTE", 10**6)
    query: dict[str, list[str]] = {}
    for name, value in junk:
        query.setdefault(name, []).append(value)
    response = client.get(ADDRESS, query)
    assert response.status_code in {200, 400}
    if response.streaming:
        table(response)


# Data -----------------------------------------------------------------------------------------


def test_json_gives_facts_that_a_program_can_use(client: Client) -> None:
    process = ProcessFactory.create(
        title="Aseo «integral»",
        description="Del edificio",
        entity=EntityFactory.create(code="700", nit="899999061", name="Alcaldía de Supatá"),
        codes=("76111500",),
        budget=Decimal("1234567.89"),
        published_at=datetime(2026, 11, 1, 15, tzinfo=UTC),
        closes_at=datetime(2100, 1, 2, 4, 59, 59, 999999, tzinfo=UTC),
        closing_hour_known=False,
        **town("25777", "Supatá", "Cundinamarca"),
    )
    answer = client.get(ADDRESS, {"formato": "json"}).json()
    assert {name: answer[name] for name in ("count", "capped", "next")} == {"count": 1, "capped": False, "next": None}
    (row,) = answer["results"]
    assert row == {
        "code": process.code,
        "title": "Aseo «integral»",
        "description": "Del edificio",
        "entity": {"code": "700", "nit": "899999061", "name": "Alcaldía de Supatá"},
        "department": {"code": "25", "name": "Cundinamarca"},
        "municipality": {"code": "25777", "name": "Supatá"},
        "modality": "minima",
        "contract_type": "",
        "unspsc": "76111500",
        "value": "1234567.89",
        "currency": "COP",
        "published_at": "2026-11-01T10:00:00-05:00",
        "closes_at": "2100-01-01T23:59:59.999999-05:00",
        "closing_hour_known": False,
        "open": True,
        "decision": None,
        "reference": "",
        "source": "secop",
        "sample": False,
        "url": f"{settings.PORTAL_URL}/procesos/{process.code}/",
        "official_url": process.official_url,
    }


def test_json_leads_from_page_to_page_to_the_end(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderings, "JSON_SIZE", 2)
    made = {process.code for process in ProcessFactory.create_batch(5, modality=Modality.MINIMUM)}
    ProcessFactory.create(modality=Modality.TENDER)
    answer = client.get(ADDRESS, {"formato": "json", "modalidad": "minima"}).json()
    seen = [row["code"] for row in answer["results"]]
    while answer["next"]:
        assert answer["next"].startswith(f"{settings.PORTAL_URL}{ADDRESS}?")
        answer = client.get(answer["next"].removeprefix(settings.PORTAL_URL)).json()
        seen += [row["code"] for row in answer["results"]]
    assert len(seen) == 5
    assert set(seen) == made


def test_json_says_what_is_wrong_in_each_parameter(client: Client) -> None:
    response = client.get(ADDRESS, {"formato": "json", "valor_min": "x", "cierra_desde": "nunca"})
    assert response.status_code == 400
    assert set(response.json()["fields"]) == {"valor_min", "cierra_desde"}
    assert client.get(ADDRESS, {"formato": "json", "desde": "x"}).json()["fields"].keys() == {"desde"}


def test_json_says_beyond_the_cap_that_it_stopped_counting(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tallies, "CAP", 2)
    ProcessFactory.create_batch(3)
    answer = client.get(ADDRESS, {"formato": "json"}).json()
    assert (answer["count"], answer["capped"]) == (2, True)


def test_csv_has_a_row_for_each_process_and_says_nothing_a_spreadsheet_would_run(client: Client) -> None:
    ProcessFactory.create(title='=HYPERLINK("http://malo")', buyer_name="+1", entity=EntityFactory.create(nit="-5"))
    ProcessFactory.create(title="@SUM(A1)", decision=Decision.AWARDED, budget=None)
    first, second = table(client.get(ADDRESS, {"formato": "csv", "estado": "todos", "orden": "valor"}))
    assert (first["nombre"], first["entidad"], first["NIT"]) == ('\'=HYPERLINK("http://malo")', "'+1", "'-5")
    assert (second["nombre"], second["decisión"], second["valor"]) == ("'@SUM(A1)", "Adjudicado", "")


def test_csv_goes_through_the_pages_up_to_its_limit(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renderings, "BATCH", 2)
    made = [process.code for process in reversed(ProcessFactory.create_batch(7))]
    assert [row["código"] for row in table(client.get(ADDRESS, {"formato": "csv"}))] == made
    monkeypatch.setattr(renderings, "CSV_ROWS", 5)
    assert [row["código"] for row in table(client.get(ADDRESS, {"formato": "csv"}))] == made[:5]


def test_the_feed_leads_to_each_process(client: Client) -> None:
    process = ProcessFactory.create(title="Aseo \x0c& <limpieza>", budget=Decimal(1_000_000))
    response = client.get(ADDRESS, {"formato": "rss", "q": "aseo"})
    assert response["Content-Type"].startswith("application/rss+xml")
    (item,) = ET.fromstring(text(response)).iter("item")  # noqa: S314  # our own answer
    said = {element.tag: element.text for element in item}
    assert said["title"] == "Aseo & <limpieza>"
    assert said["link"] == said["guid"] == f"{settings.PORTAL_URL}/procesos/{process.code}/"
    assert "$\u00a01.000.000" in str(said["description"])


# How often ------------------------------------------------------------------------------------


@pytest.fixture
def three_a_minute(monkeypatch: pytest.MonkeyPatch) -> Any:
    cache.clear()
    monkeypatch.setattr(search, "SEARCHES_A_MINUTE", 3)
    return None


@pytest.mark.usefixtures("three_a_minute")
def test_above_the_limit_the_address_is_told_how_long_to_wait(client: Client) -> None:
    assert [client.get(ADDRESS).status_code for _time in range(4)] == [200, 200, 200, 429]
    response = client.get(ADDRESS)
    seconds = int(response["Retry-After"])
    assert 0 < seconds <= 120
    assert f"{seconds} segundo" in text(response)
    assert client.get(ADDRESS, {"formato": "json"}).json()["seconds"] > 0


@pytest.mark.usefixtures("three_a_minute")
def test_the_limit_is_of_each_address_and_of_searching_only(client: Client) -> None:
    process = ProcessFactory.create()
    for _time in range(4):
        client.get(ADDRESS)
    assert client.get(ADDRESS, REMOTE_ADDR="192.0.2.7").status_code == 200
    assert client.get(process.get_absolute_url()).status_code == 200
