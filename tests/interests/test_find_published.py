"""The published profiles, as anybody finds them: by words, NIT, code and department, and nothing personal."""

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from groundwork.web.paging import BadCursorError
from interests.queries.published import NAME_KEY, Asked, asked_for, find
from onboarding.models import PersonType, Supplier
from tests.interests.factories import commodity
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import AwardFactory, town

pytestmark = pytest.mark.django_db

PROFILES = "/proveedores/"
ROADS, PAVING, BRIDGES, PAPER = "72141000", "72141001", "72141100", "44121600"


def published(name: str = "Vías del Sur S. A. S.", **changes) -> Supplier:
    made: Supplier = SupplierFactory(name=name, published_at=timezone.now(), **changes)
    return made


def names(client: Client, **asked: str) -> list[str]:
    return [row.name for row in client.get(PROFILES, asked).context["rows"]]


def test_anybody_finds_who_published_its_profile_and_nobody_else(client):
    firm = published(nit="9012345677", about="Hacemos vías.", offers=[ROADS], size="micro")
    commodity(ROADS, "Autopistas y carreteras")
    SupplierFactory(name="Oculta S. A. S.")
    AwardFactory.create_batch(2, supplier_nit="901234567")
    AwardFactory(supplier_nit="901234567", code="")
    response = client.get(PROFILES)
    page = response.content.decode()
    for text in (firm.name, "901.234.567-7", "Hacemos vías.", "72141000 Autopistas y carreteras", "Microempresa"):
        assert text in page
    assert f'href="/proveedores/{firm.code}/"' in page
    assert "2 adjudicaciones" in page
    assert "1 proveedor<" in page
    assert "Oculta" not in page
    assert response.headers["X-Robots-Tag"] == "noindex, follow"


def test_a_persons_number_is_neither_shown_nor_looked_up(client):
    person = published("Ana Peña", person_type=PersonType.NATURAL, nit="9012345677", address="Calle 1", phone="6013344")
    AwardFactory(supplier_nit="901234567")
    page = client.get(PROFILES).content.decode()
    assert person.name in page
    for secret in ("901234567", "901.234.567", "Calle 1", "6013344", "adjudicación<"):
        assert secret not in page
    for typed in ("901234567", "901.234.567-7"):
        assert names(client, q=typed) == []


@pytest.mark.parametrize("typed", ["901234567", "901.234.567-7", "NIT 901 234 567", "9012345677"])
def test_a_firm_is_found_by_its_nit_however_it_is_typed(client, typed):
    published(nit="9012345677")
    published("Otra S. A. S.", nit="9000000013")
    assert names(client, q=typed) == ["Vías del Sur S. A. S."]


@pytest.mark.parametrize(
    ("asked", "found"),
    [("vias", True), ("VÍAS", True), ("construccion de puentes", True), ("papelería", False), ("sur -puentes", False)],
)
def test_words_are_found_in_the_name_and_in_what_it_says_of_itself(client, asked, found):
    published(about="Construcción de puentes y carreteras")
    published("Papeles Ltda.")
    assert ("Vías del Sur S. A. S." in names(client, q=asked)) == found


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("72141000", {"Clase", "Producto", "Segmento"}),
        ("7214", {"Clase", "Producto", "Segmento", "Hermana"}),
        ("72", {"Clase", "Producto", "Segmento", "Hermana"}),
        ("72141001", {"Clase", "Producto", "Segmento"}),
        ("44", {"Papel"}),
        ("50", set()),
    ],
)
def test_a_code_finds_those_that_offer_it_what_covers_it_or_what_it_covers(client, asked, found):
    for name, code in (
        *(("Clase", ROADS), ("Producto", PAVING), ("Segmento", "72000000")),
        *(("Hermana", BRIDGES), ("Papel", PAPER)),
    ):
        published(name, offers=[code])
    assert set(names(client, codigo=asked)) == found


def test_a_department_finds_those_with_their_address_there(client):
    published("Paisa", municipality=town("05001", "Medellín", "Antioquia")["municipality"])
    published("Boyacense", municipality=town("15001", "Tunja", "Boyacá")["municipality"])
    published("Capitalina", municipality=town("11001", "Bogotá, D.C.", "Bogotá, D.C.")["municipality"])
    published("Sin lugar")
    assert names(client, departamento="05") == ["Paisa"]
    assert names(client, departamento="05", q="boyacense") == []
    (row,) = client.get(PROFILES, {"departamento": "11"}).context["rows"]
    assert row.who.startswith("Bogotá, D.C. · ")


def test_names_come_in_the_order_of_the_alphabet_whatever_their_accents_and_in_pages(client):
    for number in range(19):
        published(f"M{number:02}")
    for name in ("Zeta", "ábaco", "Ñandú"):
        published(name)
    first = client.get(PROFILES, {"q": ""})
    shown = [row.name for row in first.context["rows"]]
    assert (shown[0], shown[1], len(shown)) == ("ábaco", "M00", 20)
    rest = client.get(PROFILES, {"desde": first.context["found"].page.next})
    assert [row.name for row in rest.context["rows"]] == ["Ñandú", "Zeta"]
    assert first.context["found"].count.number == 22


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"codigo": "vías"}, "Escriba un código de dos a ocho números"),
        ({"departamento": "99"}, "Escoja un departamento de la lista."),
        ({"q": "v" * 201}, "Escriba a lo sumo 200 caracteres."),
        ({"q": "de la"}, "Escriba alguna que diga qué busca"),
        ({"q": "\x00"}, "caracteres nulos"),
    ],
    ids=["code", "department", "long", "common", "null"],
)
def test_what_cannot_be_asked_is_said_beside_its_field_and_kept(client, asked, words):
    published()
    response = client.get(PROFILES, asked)
    assert response.status_code == 200
    assert words in " ".join(str(error) for errors in response.context["form"].errors.values() for error in errors)
    assert "Vías del Sur" not in response.content.decode()


def test_a_cursor_of_another_list_is_refused_and_the_list_begins_anew(client):
    published()
    page = client.get(PROFILES, {"desde": "x"})
    assert page.context["notice"]
    assert [row.name for row in page.context["rows"]] == ["Vías del Sur S. A. S."]
    with pytest.raises(BadCursorError):
        find(Asked(), "x")


def test_nobody_found_and_nobody_there_are_said_apart(client):
    assert "Todavía nadie ha publicado su perfil" in client.get(PROFILES).content.decode()
    published()
    page = client.get(PROFILES, {"q": "puentes"}).content.decode()
    assert "Ningún perfil coincide" in page
    assert "Quitar los filtros" in page


@pytest.mark.parametrize("how_many", [1, 3])
def test_it_costs_the_same_queries_however_many_it_shows(client, how_many, django_assert_num_queries):
    for number in range(how_many):
        place = town(f"0500{number}", f"Pueblo {number}", "Antioquia")["municipality"]
        published(f"Firma {number}", nit=f"90123456{number}1", offers=[ROADS], municipality=place)
    client.get(PROFILES)
    with django_assert_num_queries(12):  # seven of them the limiter's
        client.get(PROFILES)


@pytest.mark.parametrize(
    ("asked", "indexes"),
    [
        (Asked(), {"published_by_name"}),
        (Asked(tsquery="'vias'"), {"directory_words"}),
        (Asked(code=PAVING), {"published_headings", "published_offers"}),
        (Asked(nit="901234567"), {"published_nit"}),
    ],
    ids=["all by name", "words", "code", "nit"],
)
def test_each_question_is_answered_by_its_index(asked, indexes):
    published()
    found = asked_for(asked).annotate(name_key=NAME_KEY)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_sort = off")
        plan = (found if asked != Asked() else found.order_by("name_key", "id")).explain()
    assert {index for index in indexes if index in plan} == indexes
