"""The page of one process: where it stands, what can be done, everything that was published."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.utils import timezone
from django.utils.html import escape
from pytest_django import DjangoAssertNumQueries

from groundwork.reference.models import Commodity
from procurement.models import Decision, Modality, Process, ProcessChange, Source
from procurement.queries.changes import changes_of
from procurement.standing import standing, timeline
from tests.procurement.factories import AwardFactory, EntityFactory, ProcessFactory, town

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 11, 24, 17, tzinfo=UTC)


def page(client: Client, process: Process) -> str:
    response = client.get(f"/procesos/{process.code}/")
    assert response.status_code == 200
    return response.content.decode()


def read(process: Process) -> Process:
    """As the database has it, with what it computes."""
    return Process.objects.get(pk=process.pk)


def test_it_shows_everything_that_the_row_says(client: Client) -> None:
    process = ProcessFactory.create(
        title="Mantenimiento de vías",
        description="Placa huella\nen la vereda",
        entity=EntityFactory.create(nit="899999061", name="Alcaldía de Supatá"),
        unit_name="Secretaría de Planeación",
        modality=Modality.LESSER,
        modality_detail="Presupuesto menor al 10 %",
        contract_type="Obra",
        budget=Decimal(412_350_000),
        duration=4,
        duration_unit="Mes(es)",
        lots=2,
        responses=3,
        source_phase="Presentación de oferta",
        source_state="Publicado",
        reference="SA-MC-002",
        portfolio="CO1.BDOS.77",
        **town("25777", "Supatá", "Cundinamarca"),
    )
    html = page(client, process)
    for said in (
        "Mantenimiento de vías", "Placa huella\nen la vereda", "Alcaldía de Supatá", "899999061",
        "Secretaría de Planeación", "Selección abreviada de menor cuantía", "Presupuesto menor al 10 %", "Obra",
        "$\u00a0412.350.000 (412 millones de pesos)", "4 meses", "Supatá, Cundinamarca", "Presentación de oferta",
        "Publicado", "SA-MC-002", "CO1.BDOS.77", process.code, "SECOP II, datos abiertos", process.official_url,
        "Ver en SECOP II",
    ):  # fmt: skip
        assert escape(said) in html, said


def test_an_unknown_process_is_not_found(client: Client) -> None:
    assert client.get("/procesos/CO1.REQ.0/").status_code == 404
    assert client.get("/procesos/%00/").status_code == 404


def test_only_reading_is_allowed(client: Client) -> None:
    assert client.post(f"/procesos/{ProcessFactory.create().code}/").status_code == 405


def test_what_is_published_is_never_markup(client: Client) -> None:
    process = ProcessFactory.create(title="<script>alert(1)</script>", description="<b>no</b>", buyer_name="<i>")
    html = page(client, process)
    assert "<script>alert" not in html
    assert "<b>no</b>" not in html


def test_a_sample_says_so_and_a_real_one_does_not(client: Client) -> None:
    assert "Es una muestra" in page(client, ProcessFactory.create(is_sample=True))
    assert "Es una muestra" not in page(client, ProcessFactory.create())


def test_a_closing_without_hour_says_that_the_hour_is_unknown(client: Client) -> None:
    closes = datetime(2100, 6, 11, 4, 59, 59, 999999, tzinfo=UTC)
    assert "hora sin informar" in page(client, ProcessFactory.create(closes_at=closes, closing_hour_known=False))
    assert "hora sin informar" not in page(client, ProcessFactory.create(closes_at=closes))


def test_its_codes_lead_to_what_else_has_them(client: Client) -> None:
    Commodity.objects.bulk_create(
        Commodity(code=code, title=title, parent_id=parent, search_text="", source="prueba")
        for code, title, parent in (
            ("80000000", "Gestión", None),
            ("80110000", "Personal", "80000000"),
            ("80111600", "Temporales", "80110000"),
        )
    )
    html = page(client, ProcessFactory.create(codes=("80111600", "43211500")))
    for code, title in (("80", "Gestión"), ("8011", "Personal")):
        assert f'href="/procesos/?codigo={code}">{title}</a>' in html
    assert 'href="/procesos/?codigo=80111600">80111600 Temporales</a> · principal' in html
    assert 'href="/procesos/?codigo=43211500">43211500</a>' in html, "a code that the classifier lacks is shown bare"


def test_its_awards_say_who_and_how_much(client: Client) -> None:
    process = ProcessFactory.create(decision=Decision.AWARDED)
    AwardFactory.create(process=process, supplier_name="Papeles del Sur S. A. S.", value=Decimal(48_000_000))
    AwardFactory.create(process=process, supplier_name="", supplier_nit="", value=None)
    AwardFactory.create(process=process, code="", supplier_name="Lote sin adjudicar")
    html = page(client, process)
    assert "Papeles del Sur S. A. S." in html
    assert "901.234.567-7" in html
    assert "$\u00a048.000.000" in html
    assert "Lote sin adjudicar" not in html


@pytest.mark.parametrize("how_many", [1, 3])
def test_it_costs_the_same_queries_however_much_it_shows(
    client: Client, how_many: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    process = ProcessFactory.create(codes=[f"801116{n:02}" for n in range(how_many)])
    AwardFactory.create_batch(how_many, process=process)
    for _change in range(how_many):
        ProcessChange.objects.create(process=process, before={"budget": None}, after={"budget": "5.00"})
    with django_assert_num_queries(5):
        page(client, process)


def test_it_tells_what_changed_the_latest_first(client: Client) -> None:
    tunja = town("15001", "Tunja", "Boyacá")["municipality"]
    process = ProcessFactory.create(closing_hour_known=True)
    now = timezone.now()
    told = [
        ({"budget": "8800000.55"}, {"budget": "9900000.00"}),
        ({"municipality_id": None, "department_id": None}, {"municipality_id": tunja.code, "department_id": "15"}),
        ({"closes_at": "2026-07-20T22:00:00+00:00"}, {"closes_at": "2026-07-25T22:00:00+00:00"}),
        ({"decision": "", "modality": "minima"}, {"decision": "cancelled", "modality": "menor"}),
        (
            {"code_paths": ["44000000", "44120000", "44121600"], "main_code": "44121600"},
            {"code_paths": ["44000000", "44120000", "44121700"], "main_code": "44121700"},
        ),
        ({"title": "Papel"}, {"title": "<b>Papelería</b>"}),
    ]
    for days, (before, after) in enumerate(told):
        ProcessChange.objects.create(process=process, before=before, after=after, at=now - timedelta(days=days))
    changes = changes_of(process)
    assert [[(fact.label, fact.before, fact.after) for fact in change.facts] for change in changes] == [
        [("Valor", "$\u00a08.800.000,55", "$\u00a09.900.000")],
        [("Departamento", "Sin informar", "Boyacá"), ("Municipio", "Sin informar", "Tunja")],
        [("Cierre", changes[2].facts[0].before, changes[2].facts[0].after)],
        [
            ("Decisión", "Sin decidir", "Cancelado"),
            ("Modalidad", "Mínima cuantía", "Selección abreviada de menor cuantía"),
        ],
        [("Códigos", "44121600", "44121700")],
        [("Nombre", "Papel", "<b>Papelería</b>")],
    ]
    assert "20 de julio" in changes[2].facts[0].before
    assert "25 de julio" in changes[2].facts[0].after
    html = page(client, process)
    assert "Cambios de la publicación" in html
    assert "<del>Papel</del>" in html
    assert "<ins>&lt;b&gt;Papelería&lt;/b&gt;</ins>" in html


def test_a_process_that_did_not_change_says_nothing_of_it(client: Client) -> None:
    assert "Cambios de la publicación" not in page(client, ProcessFactory.create())


@pytest.mark.parametrize(
    ("facts", "phase", "tone"),
    [
        ({"closes_at": NOON + timedelta(days=2, hours=3)}, "Recibe propuestas: faltan 2 días y 3 horas.", "soon"),
        ({"closes_at": NOON + timedelta(minutes=20)}, "Recibe propuestas: faltan 20 minutos.", "urgent"),
        ({"closes_at": NOON + timedelta(days=20)}, "Recibe propuestas: faltan 20 días.", "calm"),
        (
            {"closes_at": NOON + timedelta(days=2), "modality": Modality.INFORMATION},
            "Recibe respuestas: faltan 2 días.",
            "urgent",
        ),
        ({"closes_at": None}, "Está abierto y no informa cuándo cierra.", "calm"),
        ({"closes_at": None, "modality": Modality.DIRECT}, "En trámite: la entidad contrata directamente.", ""),
        ({"closes_at": NOON - timedelta(days=3)}, "Ya no recibe propuestas: cerró hace 3 días.", "closed"),
        ({"closes_at": None, "said_closed": True}, "Ya no recibe propuestas.", "closed"),
        ({"decision": Decision.CANCELLED, "closes_at": NOON + timedelta(1)}, "Este proceso fue cancelado.", "closed"),
        ({"decision": Decision.AWARDED, "closes_at": NOON + timedelta(1)}, "Este proceso ya fue adjudicado.", "closed"),
        (
            {"decision": Decision.AWARDED, "decided_at": datetime(2026, 11, 3, 5, tzinfo=UTC)},
            "Este proceso se adjudicó el martes 3 de noviembre de 2026.",
            "closed",
        ),
        ({"decision": Decision.VOID}, "Este proceso se declaró desierto: no se adjudicó a nadie.", "closed"),
    ],
)
def test_one_sentence_says_where_it_stands(facts: dict[str, object], phase: str, tone: str) -> None:
    said = standing(read(ProcessFactory.create(**facts)), at=NOON)
    assert (said.phase, said.tone) == (phase, tone)
    assert said.advice


def test_it_says_where_proposals_are_presented() -> None:
    closes = NOON + timedelta(days=2)
    imported = standing(read(ProcessFactory.create(closes_at=closes)), at=NOON).advice
    own = standing(read(ProcessFactory.create(closes_at=closes, source=Source.PORTAL)), at=NOON).advice
    assert imported.startswith("Se presentan en SECOP II, a más tardar el jueves 26 de noviembre")
    assert "SECOP" not in own


def test_the_timeline_goes_in_order_and_marks_what_comes_next() -> None:
    process = ProcessFactory.create(
        published_at=NOON - timedelta(days=5),
        last_published_at=NOON - timedelta(days=5),
        responses_open_at=NOON + timedelta(days=2),
        closes_at=NOON + timedelta(days=1),
    )
    steps = [(step.title, step.state) for step in timeline(process, at=NOON)]
    assert steps == [("Publicación", "done"), ("Cierre", "now"), ("Apertura de respuestas", "next")]


def test_a_decided_process_waits_for_nothing() -> None:
    process = ProcessFactory.create(
        decision=Decision.AWARDED,
        published_at=NOON - timedelta(days=9),
        closes_at=NOON + timedelta(days=1),
        decided_at=NOON - timedelta(days=1),
    )
    assert [step.state for step in timeline(process, at=NOON)] == ["done", "done", "next"]


def test_in_english_the_page_is_in_english(client: Client) -> None:
    process = ProcessFactory.create(closes_at=timezone.now() + timedelta(days=2, hours=1, minutes=30))
    client.cookies["django_language"] = "en"
    assert "2 days and 1 hour left" in page(client, process)


def test_a_process_made_here_without_an_official_publication_says_that_it_is_a_simulation(client):
    made_here = page(client, ProcessFactory(source=Source.PORTAL, official_url=""))
    published = page(client, ProcessFactory(source=Source.PORTAL, official_url="https://community.secop.gov.co/x"))
    imported = page(client, ProcessFactory(source=Source.SECOP, official_url=""))
    assert ["Es una simulación" in text for text in (made_here, published, imported)] == [True, False, False]
