"""Which system: every way of answering ends, each system is reached, and the address keeps the answers."""

from urllib.parse import urlencode

import pytest

from support.forms.systems import FIRST, QUESTIONS, Answer, Outcome, Question, way_of
from support.models import Period, RelatedSystem

pytestmark = pytest.mark.django_db

PAGE = "/ayuda/sistemas/"
SUPPORT = ("soportesigep2@funcionpublica.gov.co", "soporteaplicativointegridad@funcionpublica.gov.co")
Path = list[tuple[Question, Answer]]


def paths(question: Question = QUESTIONS[FIRST], before: tuple[tuple[Question, Answer], ...] = ()) -> list[Path]:
    """Every way of answering, to its end; one that came back to a question would never end."""
    found: list[Path] = []
    for answer in question.answers:
        here = (*before, (question, answer))
        assert question not in [asked for asked, _answer in before]
        found += [list(here)] if answer.outcome else paths(QUESTIONS[answer.asks], here)
    return found


def address(path: Path) -> dict[str, str]:
    return {question.name: answer.value for question, answer in path}


PATHS = paths()


def outcome_of(path: Path) -> Outcome:
    outcome = path[-1][1].outcome
    assert outcome is not None
    return outcome


@pytest.mark.parametrize("path", PATHS, ids=[urlencode(address(path)) for path in PATHS])
def test_every_way_ends_at_a_page_that_says_what_to_use(client, path):
    shown = client.get(PAGE, address(path))
    html = shown.content.decode()
    assert shown.context["outcome"] == outcome_of(path)
    assert "Empezar de nuevo" in html
    assert 'type="radio"' not in html
    system = shown.context["system"]
    if outcome_of(path).before_signing:
        assert 'href="/ayuda/sistemas/antes-de-firmar/"' in html
    elif outcome_of(path).sign_in:
        assert 'href="/ayuda/ingreso/"' in html
    else:
        assert system.purpose in html
        assert (system.get_absolute_url() if system.has_page else system.address) in html
    for question, answer in path:
        assert str(question.text) in html
        assert str(answer.label) in html


def test_the_questions_lead_to_every_system():
    reached = {outcome_of(path).system for path in PATHS} - {""}
    assert reached == set(RelatedSystem.objects.values_list("slug", flat=True))
    assert all(question.name in {name for path in PATHS for name in address(path)} for question in QUESTIONS.values())


def test_an_answer_moves_to_the_next_question_and_leaves_an_address_to_share(client):
    sent = client.get(PAGE, {"necesito": "declarar", "paso": "necesito"})
    assert sent.status_code == 302
    assert sent["Location"] == f"{PAGE}?necesito=declarar"
    shown = client.get(sent["Location"])
    assert shown.context["question"].name == "declaracion"
    assert '<input type="hidden" name="necesito" value="declarar">' in shown.content.decode()
    assert "<title>¿Qué le pidieron? · ¿Qué sistema necesito?" in shown.content.decode()


def test_each_answer_can_be_given_anew_without_the_later_ones(client):
    shown = client.get(PAGE, {"necesito": "declarar", "declaracion": "bienes", "vinculo": "nacional"})
    assert [row.url for row in shown.context["answers"]] == [
        PAGE,
        f"{PAGE}?necesito=declarar",
        f"{PAGE}?necesito=declarar&declaracion=bienes",
    ]


@pytest.mark.parametrize(
    ("order", "shown_days", "hidden_days"),
    [("nacional", "orden nacional", "orden territorial"), ("territorial", "orden territorial", "orden nacional")],
)
def test_who_works_for_one_order_is_told_its_own_period(client, order, shown_days, hidden_days):
    answers = {"necesito": "declarar", "declaracion": "bienes", "vinculo": order}
    told = [str(row.period.get_order_display()) for row in client.get(PAGE, answers).context["standings"]]
    assert told == [shown_days]
    assert hidden_days not in told


def test_sending_no_answer_says_so_beside_the_question(client):
    html = client.get(PAGE, {"paso": "necesito"}).content.decode()
    assert "<title>Error:" in html
    assert "Elija una de las respuestas." in html


@pytest.mark.parametrize("value", ["inventada", "<script>", "x" * 5000, "declarar\x00"])
def test_an_answer_that_is_none_asks_again_and_says_so(client, value):
    shown = client.get(PAGE, {"necesito": value})
    assert shown.status_code == 200
    assert "esa no está entre ellas" in shown.content.decode()
    assert "<script>" not in shown.content.decode()


def test_what_answers_no_question_of_the_way_is_left_out():
    way = way_of({"necesito": "buscar", "vinculo": "nacional", "otra": "cosa"})
    assert way.values() == {"necesito": "buscar"}


@pytest.mark.parametrize("answers", [{}, {"necesito": "declarar"}, {"necesito": "buscar"}])
def test_the_page_itself_always_has_periods_support_and_every_system(client, answers):
    html = client.get(PAGE, answers).content.decode()
    for words in (*SUPPORT, "Del 1 de abril al 31 de mayo", "Del 1 de junio al 31 de julio"):
        assert words in html
    assert "Este portal no es SECOP II, ni SIGEP II, ni el Aplicativo por la Integridad Pública" in html
    for system in RelatedSystem.objects.all():
        assert system.name in html
        assert system.purpose in html
        assert not system.address or f'href="{system.address}"' in html or system.has_page
        assert system.has_page or f'<li id="{system.slug}">' in html


def test_a_system_leads_to_its_page_or_to_its_line_in_the_list():
    assert RelatedSystem.objects.get(slug="sigep-ii").get_absolute_url() == "/ayuda/sistemas/sigep-ii/"
    assert RelatedSystem.objects.get(slug="dian").get_absolute_url() == "/ayuda/sistemas/#dian"


def test_the_page_costs_two_queries_however_many_systems_and_periods(client, django_assert_num_queries):
    with django_assert_num_queries(2):
        client.get(PAGE)
    system = RelatedSystem.objects.get(slug="dian")
    for year in range(2027, 2030):
        Period.objects.create(
            system=system,
            order="national",
            opens_month=1,
            opens_day=1,
            closes_month=2,
            closes_day=1,
            from_year=year,
            source="x",
        )
    RelatedSystem.objects.create(
        slug="otro", name="Otro", run_by="x", purpose_es="x", purpose_en="x", audience_es="x", audience_en="x",
        occasion_es="x", occasion_en="x", position=99, source="x", checked_on="2026-11-25",
    )  # fmt: skip
    with django_assert_num_queries(2):
        assert "Otro" in client.get(PAGE).content.decode()


def test_it_is_read_only(client):
    assert client.post(PAGE, {"necesito": "buscar"}).status_code == 405
