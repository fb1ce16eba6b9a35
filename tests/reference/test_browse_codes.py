import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from groundwork.reference.models import Commodity
from tests.reference.factories import CommodityFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree(db):
    CommodityFactory(code="80000000", title="Servicios profesionales")
    CommodityFactory(code="80110000", title="Servicios de recursos humanos")
    CommodityFactory(code="80111600", title="Servicios de personal temporal")
    CommodityFactory(code="80111601", title="Asistencia de oficina temporal")


def test_anyone_sees_the_segments(client, tree):
    page = client.get("/codigos/").content.decode()
    assert "Servicios profesionales" in page
    assert "/codigos/80000000/" in page
    assert "1 segmento" in page
    assert "Servicios de recursos humanos" not in page


def test_words_find_codes_with_their_path(client, tree):
    page = client.get("/codigos/", {"q": "personal temporal"}).content.decode()
    assert "/codigos/80111600/" in page
    assert "Servicios profesionales › Servicios de recursos humanos" in page
    assert 'value="personal temporal"' in page


def test_words_that_find_nothing_offer_the_next_step(client, tree):
    page = client.get("/codigos/", {"q": "zxqwv"}).content.decode()
    assert "No encontramos ese código" in page


@pytest.mark.parametrize("words", ["a" * 201, "\x00"])
def test_words_that_cannot_be_searched_are_answered_with_a_message(words, client, tree):
    response = client.get("/codigos/", {"q": words})
    assert response.status_code == 200
    assert "govuk-error-summary" in response.content.decode()


def test_what_is_typed_is_shown_as_text(client, tree):
    page = client.get("/codigos/", {"q": "<script>alert(1)</script>"}).content.decode()
    assert "<script>alert(1)" not in page


def test_an_empty_classifier_says_so(client):
    assert "El clasificador no está cargado" in client.get("/codigos/").content.decode()


def test_a_code_shows_its_path_its_children_and_its_processes(client, tree):
    page = client.get("/codigos/80110000/").content.decode()
    assert "/codigos/80000000/" in page
    assert "/codigos/80111600/" in page
    assert "/codigos/80111601/" not in page
    assert "/procesos/?codigo=80110000" in page
    assert "Familia 80110000" in page


@pytest.mark.parametrize("written", ["8011", "V1.80110000", "80.11"])
def test_other_ways_to_write_a_code_lead_to_its_address(written, client, tree):
    response = client.get(f"/codigos/{written}/")
    assert (response.status_code, response.url) == (301, "/codigos/80110000/")


@pytest.mark.parametrize("written", ["99000000", "abc", "801", "80001600"])
def test_a_code_that_does_not_exist_is_not_found(written, client, tree):
    assert client.get(f"/codigos/{written}/").status_code == 404


def test_a_retired_code_says_so(client, tree):
    Commodity.objects.filter(code="80111601").update(retired=True)
    assert "ya no está en la edición vigente" in client.get("/codigos/80111601/").content.decode()
    assert "80111601" not in client.get("/codigos/80111600/").content.decode()


def test_options_come_as_check_boxes_named_as_asked(client, tree):
    page = client.get(reverse("reference:commodity_options"), {"q": "temporal", "campo": "codes"}).content.decode()
    assert 'name="codes" value="80111600"' in page
    assert "<html" not in page


def test_a_field_name_that_is_none_is_not_repeated(client, tree):
    page = client.get("/codigos/opciones/", {"q": "temporal", "campo": '"><b>'}).content.decode()
    assert 'name="codigo" value="80111600"' in page


def test_options_come_as_json_with_their_path(client, tree):
    answer = client.get("/codigos/opciones/", {"q": "personal temporal", "formato": "json"}).json()
    first = answer["results"][0]
    assert answer["count"] == len(answer["results"])
    assert (first["code"], first["title"], first["level"]) == ("80111600", "Servicios de personal temporal", 3)
    assert [heading["code"] for heading in first["path"]] == ["80000000", "80110000"]


def test_options_without_words_are_none(client, tree):
    assert client.get("/codigos/opciones/").content.decode().strip() == ""
    assert client.get("/codigos/opciones/", {"formato": "json"}).json() == {"results": [], "count": 0}


@pytest.mark.parametrize("path", ["/codigos/", "/codigos/80110000/", "/codigos/opciones/"])
def test_nothing_is_written_there(path, client, tree):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(
    "path", ["/codigos/", "/codigos/?q=servicios", "/codigos/80000000/", "/codigos/opciones/?q=servicios"]
)
def test_the_number_of_queries_does_not_grow_with_the_list(path, client, tree, django_assert_num_queries):
    with CaptureQueriesContext(connection) as few:
        client.get(path)
    for number in range(12, 16):
        CommodityFactory(code=f"80{number}0000", title=f"Servicios número {number}")
        CommodityFactory(code=f"{number}000000", title=f"Servicios segmento {number}")
    with django_assert_num_queries(len(few)):
        client.get(path)
