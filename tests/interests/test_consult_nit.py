"""What anybody finds out about a firm by its NIT."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from groundwork.web.formats import BOGOTA
from onboarding.models import PersonType
from procurement.models import Decision
from tests.interests.factories import commodity
from tests.onboarding.factories import SupplierFactory
from tests.procurement.factories import AwardFactory, ProcessFactory

pytestmark = pytest.mark.django_db

CONSULT = "/consulta/"
NIT = "901234567"
ROADS, PAVING, BRIDGES = "72141000", "72141001", "72141100"


def ask(typed: str, client: Client | None = None, **more: str):
    return (client or Client()).get(CONSULT, {"nit": typed, **more})


def award(*codes: str, **fields):
    """An award to the firm, in a process of those codes that was decided."""
    process = ProcessFactory(codes=codes, decision=Decision.AWARDED, title=fields.pop("title", "Vía adjudicada"))
    return AwardFactory(**{"process": process, "supplier_nit": NIT, "awarded_at": timezone.now(), **fields})


def test_anybody_sees_the_awards_of_a_firm_and_their_totals_by_year():
    award(PAVING, value=Decimal(48_000_000), awarded_at=datetime(2026, 1, 1, 1, tzinfo=BOGOTA))
    award(PAVING, value=Decimal(2_000_000), awarded_at=datetime(2025, 12, 31, 23, tzinfo=BOGOTA))
    award(PAVING, value=None, awarded_at=None)
    AwardFactory(supplier_nit="900000001", value=Decimal(777))
    page = ask(NIT)
    firm = page.context["firm"]
    assert (firm.count, firm.processes, firm.value) == (3, 3, Decimal(50_000_000))
    assert [tuple(year) for year in firm.years] == [(2026, 1, 48_000_000), (2025, 1, 2_000_000), (None, 1, None)]
    text = page.content.decode()
    for words in ("Papeles del Sur S. A. S.", "901.234.567-7", "Vía adjudicada", "3 adjudicaciones", "50.000.000"):
        assert words in text
    assert "777" not in text


@pytest.mark.parametrize(
    "typed", [NIT, f"{NIT}7", "901.234.567-7", "901.234.567", " NIT 901 234 567 - 7 ", "nit901234567", "901,234,567–7"]
)
def test_a_nit_is_read_however_it_is_written(typed):
    award(PAVING)
    assert ask(typed).context["firm"].nit == NIT


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Escriba el NIT"),
        ("Vías del Sur", "solo números"),
        ("90123456", "nueve números"),
        ("90123456712", "nueve números"),
        ("901234567-2", "El dígito de verificación de 901.234.567 es 7"),
        ("123456789", "Las cédulas de personas no se consultan"),
        ("٩٠١٢٣٤٥٦٧", "solo números"),
        ("901234567\x00", ""),
    ],
)
def test_what_is_no_nit_of_a_firm_is_said_beside_the_field(typed, words):
    award(PAVING)
    page = ask(typed)
    assert page.status_code == 200
    assert page.context["firm"] is None
    assert words in str(page.context["form"].errors["nit"])
    assert 'aria-invalid="true"' in page.content.decode()


def test_a_firm_without_awards_is_told_what_that_means():
    page = ask("800000001").content.decode()
    assert "Este portal no conoce adjudicaciones al NIT 800.000.001" in page
    assert "No quiere decir que no las tenga" in page


def test_a_lot_without_an_award_is_none():
    award(PAVING, code="")
    assert ask(NIT).context["firm"] is None


def test_open_processes_that_share_its_classes_come_most_shared_first():
    commodity(ROADS, "Construcción de carreteras")
    commodity(BRIDGES, "Construcción de puentes")
    award(PAVING)
    award(PAVING, BRIDGES)
    one = ProcessFactory(codes=(ROADS,), title="Solo vías", closes_at=timezone.now() + timedelta(days=1))
    less = ProcessFactory(codes=(BRIDGES,), title="Solo puentes", closes_at=timezone.now() + timedelta(hours=1))
    both = ProcessFactory(codes=(PAVING, BRIDGES), title="Vías y puentes")
    for _more in range(2):
        ProcessFactory(codes=("72141199",), closes_at=timezone.now() + timedelta(days=30))
    ProcessFactory(codes=(PAVING,), closes_at=timezone.now() - timedelta(days=1))
    ProcessFactory(codes=("80111600",))
    found = ask(NIT).context["answer"].similar
    assert [process.pk for process in found[:3]] == [both.pk, one.pk, less.pk]
    assert len(found) == 5
    assert found[0].reason == f"{ROADS} Construcción de carreteras · {BRIDGES} Construcción de puentes"


def test_where_few_share_a_class_those_of_its_family_follow():
    award(PAVING)
    near = ProcessFactory(codes=(ROADS,))
    far = ProcessFactory(codes=("72141500",))
    ProcessFactory(codes=("72151500",))
    assert [process.pk for process in ask(NIT).context["answer"].similar] == [near.pk, far.pk]


def test_what_looks_like_it_is_linked_with_its_reason():
    commodity(ROADS, "Construcción de carreteras")
    award(PAVING)
    process = ProcessFactory(codes=(ROADS,))
    page = ask(NIT).content.decode()
    assert f'href="{process.get_absolute_url()}"' in page
    assert f"Coincide: {ROADS} Construcción de carreteras" in page


def test_a_published_profile_is_linked_from_the_answer_and_from_the_process():
    made = award(PAVING)
    supplier = SupplierFactory(nit=f"{NIT}7")
    link = f'href="/proveedores/{supplier.code}/"'
    assert link not in ask(NIT).content.decode()
    assert link not in Client().get(made.process.get_absolute_url()).content.decode()
    supplier.published_at = timezone.now()
    supplier.save()
    assert link in ask(NIT).content.decode()
    assert link in Client().get(made.process.get_absolute_url()).content.decode()


def test_a_natural_persons_profile_is_not_found_by_a_number():
    award(PAVING)
    supplier = SupplierFactory(nit=f"{NIT}7", person_type=PersonType.NATURAL, published_at=timezone.now())
    assert str(supplier.code) not in ask(NIT).content.decode()


def test_many_awards_come_in_pages():
    for _one in range(11):
        award(PAVING)
    page = ask(NIT)
    assert len(page.context["firm"].page.items) == 10
    rest = ask(NIT, desde=page.context["firm"].page.next)
    assert len(rest.context["firm"].page.items) == 1
    assert "incompleta o cambiada" in ask(NIT, desde="roto").content.decode()


@pytest.mark.parametrize("how_many", [1, 3])
def test_it_costs_the_same_queries_however_much_it_shows(how_many, client, django_assert_num_queries):
    for _one in range(how_many):
        award(PAVING)
        ProcessFactory(codes=(ROADS,))
    ask(NIT, client)
    with django_assert_num_queries(19):
        ask(NIT, client)


@time_machine.travel("2026-11-24 15:00:30+00:00", tick=False)
def test_one_address_may_not_ask_without_end(client):
    for _one in range(30):
        assert ask(NIT, client).status_code == 200
    assert ask(NIT, client).status_code == 429
    assert client.get(CONSULT).status_code == 200


def test_the_front_page_and_the_help_lead_there(client):
    for path in ("/", "/ayuda/"):
        assert 'href="/consulta/"' in client.get(path).content.decode()
