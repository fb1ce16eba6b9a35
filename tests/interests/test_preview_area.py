"""What an area would have found, said before it is saved."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from interests.models import Interest, Opportunity
from interests.queries import preview as previews
from interests.queries.preview import Preview, preview
from interests.queries.wording import compile_words
from tests.interests.factories import ROADS, InterestFactory, commodity
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

NEW = "/intereses/nuevo/"


def ask(client, **fields):
    return client.post(NEW, {"codes": [ROADS], "do": "preview"} | fields)


@pytest.fixture(autouse=True)
def classifier() -> None:
    commodity(ROADS, "Construcción de autopistas y carreteras")


def test_it_counts_what_was_published_in_90_days_open_or_not_and_shows_the_three_newest(as_ana):
    now = timezone.now()
    ages = {5: "cinco", 30: "treinta", 80: "ochenta", 89: "hoy no", 91: "hace mucho"}
    for days, title in ages.items():
        ProcessFactory(
            codes=(ROADS,), title=f"Vía {title}", published_at=now - timedelta(days=days), closes_at=now - timedelta(1)
        )
    ProcessFactory(codes=("44121600",), title="Papel")
    html = ask(as_ana).content.decode()
    assert "En los últimos 90 días habrían coincidido 4 procesos." in html
    assert [title for title in ages.values() if f"Vía {title}" in html] == ["cinco", "treinta", "ochenta"]
    assert "Papel" not in html
    assert not Interest.objects.exists()
    assert not Opportunity.objects.exists()


def test_it_asks_what_matching_asks(as_ana):
    place = town("15001", "Tunja", "Boyacá")
    body = EntityFactory()
    ProcessFactory(codes=(ROADS,), title="Placa huella", budget=Decimal(50), modality="minima", entity=body, **place)
    fitting = {
        "words": "placa", "departments": ["15"], "value_min": "50", "modalities": ["minima"], "entities": [body.code]
    }  # fmt: skip
    assert ask(as_ana, **fitting).context["answer"].preview.found == 1
    others = (
        {"words": "puente"}, {"words_excluded": "huella"}, {"value_max": "49"}, {"modalities": ["menor"]},
        {"codes": ["81101500"]}, {"entities_excluded": [body.code]},
    )  # fmt: skip
    commodity("81101500", "Ingeniería civil")
    for other in others:
        assert ask(as_ana, **other).context["answer"].preview.found == 0, other


def test_it_needs_no_name_and_says_what_else_is_missing(as_ana):
    assert ask(as_ana, name="").context["answer"].preview is not None
    for wrong, said in (
        ({"codes": []}, "coincidiría con todos los procesos"),
        ({"value_min": "9", "value_max": "1"}, "no puede ser mayor que el máximo"),
        ({"words": "de la"}, "«de la» está en casi todos"),
    ):
        response = ask(as_ana, **wrong)
        assert response.context["answer"].preview is None
        assert said in response.content.decode()


def test_with_a_script_only_the_answer_comes(as_ana):
    ProcessFactory(codes=(ROADS,))
    response = as_ana.post(NEW, {"codes": [ROADS], "do": "preview"}, headers={"HX-Request": "true"})
    content = response.content.decode()
    assert "habría coincidido 1 proceso" in content
    assert "<form" not in content


def test_it_costs_one_statement_and_the_examples(django_assert_num_queries):
    for _process in range(5):
        ProcessFactory(codes=(ROADS,))
    area = Interest(codes=[ROADS], words=["papelería"])
    compile_words(area)
    with django_assert_num_queries(2):
        assert preview(area, at=timezone.now()).found == 5


@pytest.mark.parametrize(
    ("found", "published", "wide"),
    [(1001, 5001, True), (1000, 5001, False), (100, 400, True), (100, 500, False), (99, 99, False), (0, 0, False)],
)
def test_wide_is_more_than_a_thousand_or_a_fifth_of_all(found, published, wide):
    assert Preview(found, published, []).is_wide is wide


@pytest.fixture
def narrow(monkeypatch) -> None:
    """Two are many here."""
    monkeypatch.setattr(previews, "FEW", 2)
    for _process in range(3):
        ProcessFactory(codes=(ROADS,))


def test_an_area_that_would_find_too_much_is_saved_only_when_asked_twice(as_ana, narrow):
    area = {"name": "Vías", "codes": [ROADS], "delivery": "now", "do": "save"}
    response = as_ana.post(NEW, area)
    html = response.content.decode()
    assert "Esta área es muy amplia" in html
    assert "habría coincidido con 3 de los 3 procesos publicados" in html
    assert not Interest.objects.exists()
    assert response.context["form"]["codes"].value() == [ROADS]
    assert as_ana.post(NEW, area | {"do": "anyway"}).status_code == 302
    assert Interest.objects.get().codes == [ROADS]


def test_who_changes_only_its_name_is_not_asked_again(as_ana, supplier, narrow):
    wide = InterestFactory(supplier=supplier, name="Vías")
    address = f"/intereses/{wide.code}/"
    assert as_ana.post(address, {"name": "Caminos", "codes": [ROADS], "do": "save"}).status_code == 302
    wider = {"name": "Caminos", "codes": ["72000000"], "do": "save"}
    assert "Esta área es muy amplia" in as_ana.post(address, wider).content.decode()


def test_a_stranger_cannot_try_out_the_area_of_another(client, stranger, supplier):
    client.force_login(stranger)
    interest = InterestFactory(supplier=supplier)
    assert client.post(f"/intereses/{interest.code}/", {"do": "preview"}).status_code == 404
