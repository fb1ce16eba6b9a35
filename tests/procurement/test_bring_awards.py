"""What the open data says that a firm was awarded, brought into its experience without typing it again."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from onboarding.models import PersonType, Role, Supplier
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import MembershipFactory, PastContractFactory, SupplierFactory
from tests.onboarding.reference import ROADS, reference_data
from tests.procurement.factories import AwardFactory, ProcessFactory

pytestmark = pytest.mark.django_db

LIST = "/proveedor/experiencia/adjudicaciones/"
NIT = "999000001"


@pytest.fixture(autouse=True)
def reference():
    reference_data()


@pytest.fixture
def supplier() -> Supplier:
    made: Supplier = SupplierFactory(nit=f"{NIT}2")
    return made


@pytest.fixture
def as_boss(client: Client, supplier: Supplier) -> Client:
    sign_in(client, MembershipFactory(supplier=supplier).user)
    return client


def award(**changes):
    process = ProcessFactory(
        title="Mantenimiento de vías",
        description="Mantenimiento de la red vial terciaria del municipio",
        reference="LP-012-2025",
        codes=(ROADS,),
        buyer_name="Alcaldía de Ejemplo",
        **changes.pop("process", {}),
    )
    return AwardFactory(**{"process": process, "supplier_nit": NIT, "awarded_at": timezone.now(), **changes})


def address(award) -> str:
    return reverse("procurement:experience_award", args=[award.process.code, award.code])


def test_what_was_awarded_is_brought_with_all_but_its_days_written(as_boss, supplier):
    given = award(value=Decimal(142_350_000))
    assert f'href="{LIST}?proveedor={supplier.code}"' in as_boss.get("/proveedor/experiencia/").content.decode()
    page = as_boss.get(LIST).content.decode()
    assert "1 adjudicación a su NIT" in page
    assert f'href="{address(given)}?proveedor={supplier.code}"' in page
    form = as_boss.get(address(given)).context["form"]
    written = {name: form[name].value() for name in form.fields if form[name].value()}
    assert written == {
        "counterparty": "Alcaldía de Ejemplo",
        "sector": "publico",
        "number": "LP-012-2025",
        "subject": "Mantenimiento de la red vial terciaria del municipio",
        "codes": [ROADS],
        "value": "142.350.000",
        "share": "100",
    }
    assert not form.errors
    days = {"started_on": "2025-02-01", "ended_on": "2025-11-30"}
    response = as_boss.post(address(given), {**written, **days, "do": "save"})
    assert response["Location"] == supplier.page("experience")
    contract = supplier.past_contracts.get()
    assert (contract.value, contract.value_smmlv, contract.is_public) == (142_350_000, 100, True)
    assert "Ya está en su lista" in as_boss.get(LIST).content.decode()


def test_without_its_days_nothing_is_kept_and_the_rest_stays_written(as_boss, supplier):
    given = award()
    response = as_boss.post(address(given), {"counterparty": "Alcaldía de Ejemplo", "number": "C-1", "do": "save"})
    assert {"started_on", "ended_on"} <= set(response.context["form"].errors)
    assert 'value="C-1"' in response.content.decode()
    assert not supplier.past_contracts.exists()


@pytest.mark.parametrize(
    ("contract", "is_told"),
    [
        ({"number": "LP-012-2025"}, True),
        ({"number": "otro", "counterparty": "ALCALDIA DE EJEMPLO", "value": 48_000_000}, True),
        ({"number": "otro", "counterparty": "Alcaldía de Ejemplo", "value": 47_000_000}, False),
        ({"number": "", "counterparty": "Otra", "value": 48_000_000}, False),
    ],
    ids=["by number", "by entity and value", "another value", "another entity"],
)
def test_what_is_in_the_list_already_says_so(as_boss, supplier, contract, is_told):
    award()
    PastContractFactory(supplier=supplier, **contract)
    PastContractFactory(number="LP-012-2025")
    page = as_boss.get(LIST).content.decode()
    assert ("Ya está en su lista" in page) == is_told
    assert (">Agregar<" in page) != is_told


def test_an_award_without_a_reference_is_not_taken_for_a_contract_without_a_number(as_boss, supplier):
    AwardFactory(process=ProcessFactory(reference=""), supplier_nit=NIT)
    PastContractFactory(supplier=supplier, number="", counterparty="Otra")
    assert "Ya está en su lista" not in as_boss.get(LIST).content.decode()


def test_what_is_longer_than_experience_takes_is_cut_and_what_is_unknown_is_left_empty(as_boss, supplier):
    long = ProcessFactory(reference="R" * 300, description="o" * 3000, title="t", buyer_name="E" * 300)
    form = as_boss.get(address(AwardFactory(process=long, supplier_nit=NIT, value=None))).context["form"]
    lengths = {name: len(form[name].value()) for name in ("number", "subject", "counterparty")}
    assert lengths == {"number": 60, "subject": 1000, "counterparty": 200}
    assert (form["value"].value(), form["codes"].value()) == (None, [])


def test_what_was_awarded_to_another_firm_is_not_there(as_boss, supplier):
    other = award(supplier_nit="999000002")
    assert "No conocemos adjudicaciones a su NIT" in as_boss.get(LIST).content.decode()
    assert as_boss.get(address(other)).status_code == 404
    assert as_boss.get(reverse("procurement:experience_award", args=[other.process.code, "x"])).status_code == 404


def test_a_person_is_told_why_there_is_nothing_and_a_joint_bidder_has_its_members(client):
    mine = MembershipFactory(supplier=SupplierFactory(person_type=PersonType.NATURAL, nit=""))
    joint = MembershipFactory(user=mine.user, supplier=SupplierFactory(person_type=PersonType.JOINT, nit=""))
    sign_in(client, mine.user)
    assert "De las personas naturales no lo sabemos" in client.get(f"{LIST}?proveedor={mine.supplier.code}").text
    assert "adjudicaciones" not in client.get(mine.supplier.page("experience")).content.decode()
    assert client.get(f"{LIST}?proveedor={joint.supplier.code}").status_code == 404


def test_a_reader_a_stranger_and_whoever_has_no_supplier_bring_nothing(client, supplier):
    given = award()
    reader, stranger = MembershipFactory(supplier=supplier, role=Role.READER).user, MembershipFactory().user
    sign_in(client, reader)
    assert "Traer lo que ya" not in client.get(supplier.page("experience")).content.decode()
    for path in (LIST, address(given)):
        sign_in(client, reader)
        assert client.get(path).status_code == 403
        sign_in(client, stranger)
        assert client.get(f"{path}?proveedor={supplier.code}").status_code == 404
        sign_in(client, UserFactory())
        assert client.get(path)["Location"].startswith("/proveedor/nuevo/?next=")
    sign_in(client, stranger)
    assert client.post(address(given), {"do": "save"}).status_code == 404
    assert not supplier.past_contracts.exists()


def test_a_long_list_comes_in_pages_and_asks_the_database_as_often_for_three_as_for_one(
    as_boss, supplier, django_assert_num_queries, django_assert_max_num_queries
):
    award()
    as_boss.get(LIST)
    with django_assert_max_num_queries(30) as one:
        as_boss.get(LIST)
    for day in range(20):
        award(awarded_at=timezone.now() - timedelta(days=day))
    with django_assert_num_queries(len(one)):
        page = as_boss.get(LIST)
    assert len(page.context["page"].items) == 20
    rest = as_boss.get(LIST, {"desde": page.context["page"].next})
    assert len(rest.context["page"].items) == 1
