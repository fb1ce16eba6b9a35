"""The facts of a supplier: read by its team, changed by who edits it, each group on its page."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from groundwork.ledger.models import Entry
from onboarding.models import PersonType, Supplier
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import BankAccountFactory, MembershipFactory, SupplierFactory
from tests.reference.factories import CommodityFactory, DepartmentFactory, MunicipalityFactory

pytestmark = pytest.mark.django_db

DATA = "/proveedor/datos/"
CONTACT = {
    "department": "05",
    "municipality": "05001",
    "address": "Calle 12 # 3-45",
    "email": "Ventas@Example.com",
    "phone": "601 334 4080",
    "do": "save",
}


@pytest.fixture
def medellin():
    DepartmentFactory()
    MunicipalityFactory(code="05002", name="Abejorral")
    return MunicipalityFactory()


def natural(user, **changes) -> Supplier:
    made = SupplierFactory(person_type=PersonType.NATURAL, name="Ana Peña", **changes)
    MembershipFactory(supplier=made, user=user)
    return made


def test_who_has_no_supplier_registers_one_first_and_comes_back(client):
    client.force_login(UserFactory())
    assert client.get(DATA).url == "/proveedor/nuevo/?next=%2Fproveedor%2Fdatos%2F"
    assert client.get(f"{DATA}contacto/").url == "/proveedor/nuevo/?next=%2Fproveedor%2Fdatos%2Fcontacto%2F"


def test_the_page_says_what_is_missing_and_leads_to_it(as_boss, supplier):
    page = as_boss.get(DATA)
    assert page.context["missing_url"] == supplier.page("data_contact")
    assert "999.000.001-2" in page.content.decode()
    assert "Falta" in page.content.decode()


def test_contact_is_saved_with_its_place(as_boss, supplier, medellin):
    response = as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT)
    assert response.url == supplier.page("supplier_data")
    supplier.refresh_from_db()
    assert (supplier.municipality, supplier.email, supplier.phone.as_e164) == (
        medellin,
        "ventas@example.com",
        "+576013344080",
    )
    assert "Medellín, Antioquia" in as_boss.get(DATA).content.decode()
    assert not Entry.objects.exists()  # it does not say who the supplier is


def test_a_button_shows_the_municipalities_and_keeps_what_was_typed(as_boss, supplier, medellin):
    typed = {"department": "05", "municipality": "", "address": "Calle 1 # 2-3", "email": "no", "do": "towns"}
    page = as_boss.post(f"{DATA}contacto/{query(supplier)}", typed)
    text = page.content.decode()
    assert '<option value="05002">Abejorral</option>' in text
    assert 'value="Calle 1 # 2-3"' in text
    assert not page.context["form"].errors
    fragment = as_boss.post(f"{DATA}contacto/{query(supplier)}", typed, headers={"HX-Request": "true"})
    assert fragment.content.decode().strip().startswith('<div id="towns"')


@pytest.mark.parametrize("department", ["", "99", "0\x00", "05'--"], ids=["none", "unknown", "null", "quote"])
def test_a_department_that_is_none_is_refused_beside_its_field(as_boss, supplier, medellin, department):
    page = as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT | {"department": department})
    assert "department" in page.context["form"].errors
    as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT | {"department": department, "do": "towns"})


def test_a_municipality_of_another_department_is_refused(as_boss, supplier, medellin):
    DepartmentFactory(code="15", name="Boyacá")
    page = as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT | {"department": "15"})
    assert list(page.context["form"].errors) == ["municipality"]


def test_a_department_with_one_municipality_asks_for_none(as_boss, supplier):
    DepartmentFactory(code="11", name="Bogotá, D. C.")
    MunicipalityFactory(code="11001", name="Bogotá, D. C.")
    as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT | {"department": "11", "municipality": ""})
    supplier.refresh_from_db()
    assert supplier.municipality_id == "11001"


@pytest.mark.parametrize(
    ("field", "value"),
    [("phone", "1"), ("email", "no"), ("address", "Calle\u202e 1"), ("address", "")],
    ids=["phone", "mail", "hidden sign", "no address"],
)
def test_each_field_of_contact_says_what_is_wrong_with_it(as_boss, supplier, medellin, field, value):
    page = as_boss.post(f"{DATA}contacto/{query(supplier)}", CONTACT | {field: value})
    assert list(page.context["form"].errors) == [field]


def test_a_natural_person_says_their_document_and_it_is_in_the_record_without_it(client):
    ana = UserFactory()
    mine = natural(ana)
    sign_in(client, ana)
    given = {"name": "Ana Peña", "identity_type": "cc", "identity_number": "1.023.456.789", "nit": ""}
    client.post(f"{DATA}identificacion/{query(mine)}", given)
    mine.refresh_from_db()
    assert (mine.identity_type, mine.identity_number) == ("cc", "1023456789")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("supplier.identity_changed", str(mine.code))
    assert "1023456789" not in entry.evidence.content


def test_a_document_has_one_supplier_and_whose_it_is_is_not_said(client):
    natural(UserFactory(), identity_type="cc", identity_number="1023456789")
    ana = UserFactory()
    mine = natural(ana)
    sign_in(client, ana)
    given = {"name": "Ana Peña", "identity_type": "cc", "identity_number": "1023456789"}
    page = client.post(f"{DATA}identificacion/{query(mine)}", given)
    assert "Ya hay un proveedor con esa identificación." in page.content.decode()
    mine.refresh_from_db()
    assert mine.identity_number == ""


def test_another_suppliers_nit_may_be_claimed(as_boss, supplier):
    SupplierFactory(nit="9990000021", name="Ajena S. A. S.")
    page = as_boss.post(f"{DATA}identificacion/{query(supplier)}", {"name": "Vías", "nit": "999.000.002-1"})
    assert "/proveedor/reclamar/?nit=9990000021" in page.content.decode()
    assert "Ajena" not in page.content.decode()
    supplier.refresh_from_db()
    assert (supplier.name, supplier.nit) == ("Vías del Sur S. A. S.", "9990000012")


def test_nobody_tries_thousands_of_numbers(as_boss, supplier, monkeypatch):
    monkeypatch.setattr("onboarding.views.data.CHANGED_AN_HOUR", 2)
    given = {"name": "Vías", "nit": ""}
    answers = [as_boss.post(f"{DATA}identificacion/{query(supplier)}", given).status_code for _time in range(3)]
    assert answers == [200, 200, 429]


def test_a_letter_in_a_card_is_refused_beside_its_field(client):
    ana = UserFactory()
    mine = natural(ana)
    sign_in(client, ana)
    given = {"name": "Ana Peña", "identity_type": "cc", "identity_number": "12A4567"}
    page = client.post(f"{DATA}identificacion/{query(mine)}", given)
    assert list(page.context["form"].errors) == ["identity_number"]


def test_the_size_says_up_to_what_income(as_boss, supplier):
    page = as_boss.get(f"{DATA}tamano/").content.decode()
    assert "1.736.565" in page
    as_boss.post(f"{DATA}tamano/{query(supplier)}", {"size": "micro"})
    supplier.refresh_from_db()
    assert supplier.size == "micro"


def test_what_it_offers_is_chosen_with_the_picker(as_boss, supplier):
    CommodityFactory(code="72000000", title="Servicios de construcción")
    CommodityFactory(code="72140000", title="Construcción pesada")
    found = as_boss.post(f"{DATA}oferta/{query(supplier)}", {"code_search": "construccion pesada", "do": "codes"})
    assert 'name="codes" value="72140000"' in found.content.decode()
    given = {"about": "Hacemos vías.\nY puentes.", "codes": ["7214"], "website": "vias.example.com", "do": "save"}
    as_boss.post(f"{DATA}oferta/{query(supplier)}", given)
    supplier.refresh_from_db()
    assert (supplier.offers, supplier.website) == (["72140000"], "https://vias.example.com")
    assert "1 código" in as_boss.get(DATA).content.decode()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("codes", "99999999"),
        ("website", "javascript:alert(1)"),
        ("about", "x" * 601),
        ("about", "a\u202eb"),
        ("about", "Escríbame a ana@example.com"),
        ("about", "Llame al 601 334 4080"),
    ],
    ids=["no such code", "a script", "too long", "hidden sign", "a mailbox", "a telephone"],
)
def test_each_field_of_the_offer_says_what_is_wrong_with_it(as_boss, supplier, field, value):
    page = as_boss.post(f"{DATA}oferta/{query(supplier)}", {"about": "Vías", field: value, "do": "save"})
    assert list(page.context["form"].errors) == [field]


def test_a_joint_bidder_says_its_kind_and_no_other_has_one(client, as_boss, supplier):
    assert as_boss.get(f"{DATA}clase/").url == supplier.page("supplier_data")
    carla = UserFactory()
    joint = MembershipFactory(user=carla, supplier=SupplierFactory(person_type=PersonType.JOINT)).supplier
    sign_in(client, carla)
    client.post(f"{DATA}clase/{query(joint)}", {"joint_kind": "consortium"})
    joint.refresh_from_db()
    assert joint.joint_kind == "consortium"
    assert client.get(f"{DATA}tamano/").url == joint.page("supplier_data")


@pytest.mark.parametrize("page", ["identificacion", "contacto", "tamano", "oferta"])
def test_a_reader_looks_and_changes_nothing(client, supplier, reader, page):
    sign_in(client, reader)
    assert "Cambiar" not in client.get(DATA).content.decode().split("<main", 1)[1]
    assert client.get(f"{DATA}{page}/").status_code == 403
    assert client.post(f"{DATA}{page}/", {"name": "Otra", "size": "micro"}).status_code == 403


def test_a_strangers_supplier_is_not_there(client, supplier, boss, stranger):
    sign_in(client, stranger)
    for page in ("", "identificacion/", "contacto/", "tamano/", "oferta/", "tipo/"):
        assert client.get(f"{DATA}{page}{query(supplier)}").status_code == 404
        assert client.post(f"{DATA}{page}{query(supplier)}", {"size": "micro"}).status_code in {404, 405}


def test_a_form_changes_the_supplier_that_it_was_shown_for(as_boss, supplier, boss, medellin):
    other = MembershipFactory(user=boss).supplier
    as_boss.get(f"{DATA}{query(supplier)}")
    page = as_boss.get(f"{DATA}tamano/").content.decode()
    assert f'action="{query(supplier)}"' in page
    as_boss.get(f"{DATA}{query(other)}")  # meanwhile, in another tab
    as_boss.post(f"{DATA}tamano/{query(supplier)}", {"size": "micro"})
    supplier.refresh_from_db()
    other.refresh_from_db()
    assert (supplier.size, other.size) == ("micro", "")


def test_who_has_several_suppliers_switches_between_them(as_boss, supplier, boss):
    other = MembershipFactory(user=boss, supplier=SupplierFactory(name="Aseo Ejemplar")).supplier
    page = as_boss.get(DATA)
    assert page.context["current"].supplier == other  # the first by name
    assert f'href="?proveedor={supplier.code}"' in page.content.decode()
    as_boss.get(f"{DATA}{query(supplier)}")
    assert as_boss.get(DATA).context["current"].supplier == supplier


def test_an_administrator_reads_that_the_account_changed_and_others_nothing_of_it(client, as_boss, supplier, reader):
    now = timezone.now()
    account = BankAccountFactory(supplier=supplier, set_at=now)
    assert "cambió la cuenta" not in as_boss.get(DATA).content.decode()  # the first one is no change
    BankAccountFactory(supplier=supplier, ended_at=now, set_at=now - timedelta(days=30))
    assert f"{account.set_by.full_name} cambió la cuenta" in as_boss.get(DATA).content.decode()
    sign_in(client, reader)
    page = client.get(DATA).content.decode()
    assert "Banco de Prueba" not in page
    assert "cambió la cuenta" not in page


@pytest.mark.parametrize(
    "name", ["supplier", "supplier_data", "documents", "finance", "experience", "officers", "bank_account", "profile"]
)
def test_every_page_of_the_file_lets_the_person_switch(as_boss, supplier, boss, name):
    other = MembershipFactory(user=boss).supplier
    page = as_boss.get(supplier.page(name)).content.decode()
    assert f"?proveedor={other.code}" in page
    assert other.name in page


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_costs_the_same_queries_however_many_suppliers(
    as_boss, supplier, boss, rows, django_assert_max_num_queries
):
    for _row in range(rows - 1):
        MembershipFactory(user=boss)
    with django_assert_max_num_queries(9):
        assert len(as_boss.get(DATA).context["current"].others) == rows - 1


def test_a_visitor_signs_in_first(client):
    assert client.get(DATA).url.startswith(reverse("account_login"))


def query(supplier) -> str:
    return f"?proveedor={supplier.code}"
