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


def test_a_taken_number_may_be_claimed(client, ana):
    SupplierFactory(nit="9990000012", name="Ajena S. A. S.")
    page = client.post(reverse(NEW), registration()).content.decode()
    assert "/proveedor/reclamar/?nit=9990000012" in page
    assert "Ajena" not in page


def test_nobody_tries_thousands_of_numbers(client, ana, monkeypatch):
    monkeypatch.setattr("onboarding.views.supplier.TAKEN_AN_HOUR", 2)
    SupplierFactory(nit="9990000012")
    assert [client.post(reverse(NEW), registration()).status_code for _time in range(3)] == [200, 200, 429]


def test_a_wrong_check_digit_is_told_the_right_one_and_nothing_typed_is_lost(client, ana):
    page = client.post(reverse(NEW), registration(nit="999000001-3")).content.decode()
    assert "Ese NIT termina en 2" in page
    assert 'value="999000001-3"' in page
    assert "Vías del Sur S. A. S." in page


def test_a_firm_that_leaves_its_check_digit_out_is_told_which(client, ana):
    page = client.post(reverse(NEW), registration(nit="999000001")).content.decode()
    assert "es 2" in page
    assert not Supplier.objects.exists()


@pytest.mark.parametrize(
    ("person_type", "name"),
    [("legal", "V\u0456as del Sur"), ("legal", "Vías\u202edel Sur"), ("natural", "Ana 2"), ("legal", "Vías\x00")],
    ids=["mixed alphabets", "turned round", "digits in a person", "null"],
)
def test_a_name_that_deceives_is_refused(client, ana, person_type, name):
    page = client.post(reverse(NEW), registration(person_type=person_type, name=name))
    assert "name" in page.context["form"].errors
    assert not Supplier.objects.exists()


def test_each_kind_of_person_says_who_it_is_for(client, ana):
    page = client.get(reverse(NEW)).content.decode()
    assert "Un consorcio o una unión temporal" in page
    assert 'aria-describedby="id_person_type_0_hint"' in page


def test_the_new_supplier_is_the_one_that_the_person_works_for(client, ana):
    MembershipFactory(user=ana, supplier=SupplierFactory(name="Antes de todas"))
    client.post(reverse(NEW), registration())
    assert client.get(reverse("onboarding:supplier_data")).context["current"].supplier.nit == "9990000012"


@given(st.integers(min_value=800_000_000, max_value=999_999_999))
def test_only_the_right_check_digit_passes(number):
    right = nit.calc_check_digit(str(number))
    validate_nit(f"{number}{right}")
    for wrong in set("0123456789") - {right}:
        with pytest.raises(ValidationError):
            validate_nit(f"{number}{wrong}")
