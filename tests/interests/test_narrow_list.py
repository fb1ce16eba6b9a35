"""The list of opportunities: in which order, narrowed by what, how many, and at what cost."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from interests.models import OpportunityNote, State
from interests.queries import opportunities as queries
from procurement.models import ProcessChange
from tests.interests.factories import ROADS, InterestFactory, opportunity
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

LIST = "/oportunidades/"


@pytest.fixture
def interest(supplier):
    return InterestFactory(supplier=supplier, name="Vías")


def titles(response) -> list[str]:
    return [row.title for row in response.context["page"].items]


def closing_in(days: int):
    return timezone.now() + timedelta(days=days)


def walk(client, query: str) -> list[str]:
    """The titles of every page, one after another."""
    seen: list[str] = []
    address = f"{LIST}?{query}"
    while address:
        response = client.get(address)
        seen += titles(response)
        following = response.context["page"].next
        address = f"{LIST}?{query}&desde={following}" if following else ""
    return seen


def made_of(interest, count: int) -> None:
    """Opportunities whose closing, value and age run differently; the last have no value, or the same one."""
    for number in range(count):
        budget = None if number % 9 == 0 else Decimal(1_000_000 * (number // 2))
        process = ProcessFactory(
            codes=(ROADS,), title=f"{number:02}", closes_at=closing_in(1 + number * 7 % count), budget=budget
        )
        opportunity(interest, process)


@pytest.mark.parametrize(
    ("order", "key"),
    [
        ("cierre", lambda process: (process.open_until, process.pk)),
        ("recientes", lambda process: -process.pk),
        ("valor", lambda process: (-(process.budget or -1), -process.pk)),
    ],
    ids=["cierre", "recientes", "valor"],
)
def test_each_order_pages_without_gaps(as_ana, interest, order, key):
    made_of(interest, 45)
    processes = [one.process for one in interest.supplier.opportunities.select_related("process")]
    expected = [process.title for process in sorted(processes, key=key)]
    assert walk(as_ana, f"orden={order}") == expected


def test_what_closes_first_stands_first_and_the_page_before_is_found_again(as_ana, interest):
    made_of(interest, 25)
    first = as_ana.get(LIST)
    second = as_ana.get(f"{LIST}?desde={first.context['page'].next}")
    again = as_ana.get(f"{LIST}?desde={second.context['page'].previous}")
    assert titles(again) == titles(first)


def test_closed_ones_stand_the_latest_first(as_ana, interest):
    for days in (3, 1, 2):
        opportunity(interest, ProcessFactory(codes=(ROADS,), title=str(days), closes_at=closing_in(-days)))
    assert titles(as_ana.get(f"{LIST}?estado=cerradas&orden=cierre")) == ["1", "2", "3"]
    assert titles(as_ana.get(f"{LIST}?estado=cerradas")) == ["2", "1", "3"]


def test_a_page_of_another_order_says_so(as_ana, interest):
    made_of(interest, 25)
    cursor = as_ana.get(LIST).context["page"].next
    assert as_ana.get(f"{LIST}?orden=valor&desde={cursor}").status_code == 400


@pytest.fixture
def varied(interest, supplier, ana):
    """One that answers every filter, and one that answers none."""
    other = InterestFactory(supplier=supplier, name="Obra civil")
    wanted = opportunity(
        interest,
        ProcessFactory(
            codes=(ROADS,),
            title="Mejoramiento de la VÍA terciaria 100%",
            entity=EntityFactory(name="Gobernación de Nariño"),
            closes_at=closing_in(1),
            **town("52001", "Pasto", "Nariño"),
        ),
        assigned_to=ana,
    )
    ProcessChange.objects.create(process=wanted.process, before={"budget": "1"}, after={"budget": "2"})
    unwanted = ProcessFactory(codes=(ROADS,), title="Dotación", **town("15001", "Tunja", "Boyacá"))
    opportunity(other, unwanted, assigned_to=MembershipFactory(supplier=supplier).user)
    old = ProcessChange.objects.create(process=unwanted, before={"budget": "1"}, after={"budget": "2"})
    ProcessChange.objects.filter(pk=old.pk).update(at=closing_in(-8))
    return wanted


@pytest.mark.parametrize(
    "query",
    [
        "q=via+terciarias",
        "q=100%25+vía",
        "departamento=52",
        "entidad=narino+gobernacion",
        "cierra=2",
        "mias=1",
        "cambio=1",
    ],
)
def test_each_filter_leaves_what_answers_it(as_ana, varied, query):
    expected = [] if "terciarias" in query else [varied.process.title]
    response = as_ana.get(f"{LIST}?{query}")
    assert titles(response) == expected
    assert response.context["number"] == len(expected)


def test_one_area_alone(as_ana, varied, interest):
    assert titles(as_ana.get(f"{LIST}?area={interest.code}")) == [varied.process.title]


def test_filters_are_together_and_go_along_to_the_other_tabs(as_ana, varied):
    response = as_ana.get(f"{LIST}?q=via&departamento=15")
    assert titles(response) == []
    content = response.content.decode()
    assert "Ninguna oportunidad coincide con los filtros" in content
    assert 'href="?q=via&amp;departamento=15&amp;estado=guardadas"' in content
    assert titles(as_ana.get(f"{LIST}?q=via&departamento=52&mias=1&cambio=1")) == [varied.process.title]


@pytest.mark.parametrize(
    "query",
    ["area=x", "departamento=x", "cierra=1000", "orden=otro", "q=%00", "q=" + "a" * 300, "entidad=%00"],
    ids=["area", "departamento", "cierra", "orden", "nul", "long", "entity"],
)
def test_what_no_control_gives_asks_nothing(as_ana, varied, query):
    assert len(titles(as_ana.get(f"{LIST}?{query}"))) == 2


@pytest.mark.parametrize("words", ["%", "_", "\\"])
def test_signs_of_a_pattern_are_letters(as_ana, varied, words):
    expected = 1 if words == "%" else 0
    assert len(titles(as_ana.get(LIST, {"q": words}))) == expected


def test_only_departments_and_people_that_are_there_can_be_chosen(as_ana, varied, ana, supplier):
    town("05001", "Medellín", "Antioquia")
    MembershipFactory()
    standing = queries.standing(ana, at=timezone.now())
    assert [place.name for place in standing.departments] == ["Boyacá", "Nariño"]
    assert {person.code for person in standing.people} == {
        str(code) for code in supplier.members.values_list("code", flat=True)
    }
    assert [area.name for area in standing.areas] == ["Obra civil", "Vías"]
    content = as_ana.get(f"{LIST}?departamento=52").content.decode()
    assert '<option value="52" selected>Nariño</option>' in content
    assert "Medellín" not in content
    assert f'<option value="{ana.code}">{ana.full_name}</option>' in content


def test_a_row_says_what_changed_who_is_in_charge_and_how_many_notes(as_ana, varied, ana):
    for text in ("Falta la póliza", "Ya está"):
        OpportunityNote.objects.create(opportunity=varied, author=ana, text=text)
    rows = as_ana.get(LIST).context["page"].items
    assert (rows[0].changed, rows[0].in_charge, rows[0].notes) == ("Cambió: valor", "a su cargo", 2)
    assert rows[1].changed == ""
    assert rows[1].in_charge.startswith("a cargo de Persona")
    content = as_ana.get(LIST).content.decode()
    assert "Cambió: valor" in content
    assert "2 notas" in content


@pytest.mark.parametrize("words", ["\ue000", "\ue000\ue001", "\0a\0", '"><b>'])
def test_words_that_are_typed_stay_in_their_field(as_ana, varied, words):
    content = as_ana.get(LIST, {"q": words, "orden": words, "estado": words}).content.decode()
    assert content.count('<option value="52">Nariño</option>') == 1
    assert "<b>" not in content.partition('id="filtros"')[2]
    assert "\0" not in content


def test_a_word_in_a_title_is_text_and_never_markup(as_ana, interest):
    opportunity(interest, ProcessFactory(codes=(ROADS,), title='<b>"Vías" & más</b>'))
    content = as_ana.get(LIST).content.decode()
    assert '<b>"Vías' not in content
    assert "&lt;b&gt;&quot;Vías&quot; &amp; más&lt;/b&gt;" in content


@pytest.mark.parametrize("tab", ["nuevas", "guardadas", "preparacion", "descartadas", "cerradas"])
def test_an_empty_tab_says_what_to_do(as_ana, interest, tab):
    state = State.SAVED if tab == "nuevas" else State.NEW
    opportunity(interest, ProcessFactory(codes=(ROADS,)), state=state)
    assert '<div class="empty">' in as_ana.get(f"{LIST}?estado={tab}").content.decode()


@pytest.mark.parametrize("query", ["", "q=placa&mias=1&cambio=1&departamento=52&cierra=30"])
def test_the_list_costs_the_same_queries_however_many(as_ana, interest, ana, query, django_assert_num_queries):
    def another() -> None:
        found = opportunity(
            interest,
            ProcessFactory(codes=(ROADS,), title="Placa", **town("52001", "Pasto", "Nariño")),
            assigned_to=ana,
        )
        ProcessChange.objects.create(process=found.process, before={"budget": "1"}, after={"budget": "2"})
        OpportunityNote.objects.create(opportunity=found, author=ana, text="Nota")

    another()
    as_ana.get(LIST)
    with django_assert_num_queries(6):
        assert len(titles(as_ana.get(f"{LIST}?{query}"))) == 1
    another()
    another()
    with django_assert_num_queries(6):
        assert len(titles(as_ana.get(f"{LIST}?{query}"))) == 3
