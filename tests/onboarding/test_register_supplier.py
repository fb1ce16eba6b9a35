import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from stdnum.co import nit

from groundwork.ledger.models import Entry
from onboarding.models import Role, Supplier, validate_nit
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import MembershipFactory, SupplierFactory

pytestmark = pytest.mark.django_db

NEW = "onboarding:supplier_new"


@pytest.fixture
def ana(client):
    person = UserFactory()
    client.force_login(person)
    return person


def registration(**changes: str) -> dict[str, str]:
    return {"person_type": "legal", "name": "Vías del Sur S. A. S.", "nit": "999.000.001-2"} | changes


def test_the_one_who_registers_a_supplier_administers_it(client, ana):
    client.post(reverse(NEW), registration())
    supplier = Supplier.objects.get()
    assert supplier.nit == "9990000012"
    assert supplier.memberships.get().user == ana
    assert supplier.memberships.get().role == Role.ADMINISTRATOR
    assert list(Entry.objects.values_list("verb", "subject")) == [("supplier.created", str(supplier.code))]


def test_the_person_goes_on_where_they_were_going(client, ana):
    response = client.post(reverse(NEW), registration(next="/intereses/nuevo/"))
    assert response.url == "/intereses/nuevo/"


@pytest.mark.parametrize("elsewhere", ["https://otro.example/", "//otro.example", "javascript:alert(1)"])
def test_nobody_is_sent_to_another_site(client, ana, elsewhere):
    assert client.post(reverse(NEW), registration(next=elsewhere)).url == reverse("onboarding:supplier")


def test_a_wrong_check_digit_is_refused_beside_its_field(client, ana):
    response = client.post(reverse(NEW), registration(nit="999000001-3"))
    assert "nit" in response.context["form"].errors
    assert not Supplier.objects.exists()


def test_a_firm_without_its_number_is_refused(client, ana):
    assert "nit" in client.post(reverse(NEW), registration(nit="")).context["form"].errors


def test_a_natural_person_needs_no_number(client, ana):
    client.post(reverse(NEW), registration(person_type="natural", nit=""))
    assert Supplier.objects.get().person_type == "natural"


def test_a_number_has_one_supplier(client, ana):
    SupplierFactory(nit="9990000012")
    response = client.post(reverse(NEW), registration())
    assert response.context["form"].errors
    assert Supplier.objects.count() == 1
    assert not Entry.objects.exists()


def test_a_supplier_posted_twice_is_made_once(client, ana):
    client.post(reverse(NEW), registration())
    client.post(reverse(NEW), registration())
    assert Supplier.objects.count() == 1


def test_a_visitor_signs_in_first(client):
    assert client.get(reverse(NEW)).url.startswith(reverse("account_login"))


def test_a_stranger_does_not_see_a_supplier(client, ana):
    SupplierFactory(name="Ajena S. A. S.")
    assert "Ajena" not in client.get(reverse("onboarding:supplier")).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_of_suppliers_costs_the_same_queries_however_many(client, ana, rows, django_assert_max_num_queries):
    for _row in range(rows):
        MembershipFactory(user=ana)
    with django_assert_max_num_queries(8):
        response = client.get(reverse("onboarding:supplier"))
    assert len(response.context["memberships"]) == rows


@given(st.integers(min_value=800_000_000, max_value=999_999_999))
def test_only_the_right_check_digit_passes(number):
    right = nit.calc_check_digit(str(number))
    validate_nit(f"{number}{right}")
    for wrong in set("0123456789") - {right}:
        with pytest.raises(ValidationError):
            validate_nit(f"{number}{wrong}")
