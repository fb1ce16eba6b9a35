"""A number that somebody else registered: claimed with words, decided by an administrator of the portal."""

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from groundwork.ledger.models import Entry
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, StrongFactorRequiredError
from onboarding import personal_data
from onboarding.models import NumberClaim, Role
from onboarding.services import claims
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import MembershipFactory, NumberClaimFactory, SupplierFactory

pytestmark = pytest.mark.django_db

PAGE = "/proveedor/reclamar/"
GIVEN = {
    "nit": "999.000.001-2",
    "person_type": "legal",
    "name": "Vías del Sur S. A. S.",
    "words": "El certificado de la cámara de comercio dice que soy su representante legal.",
}


@pytest.fixture
def carla(client):
    person = UserFactory(full_name="Carla Díaz", email="carla@example.com")
    sign_in(client, person)
    return person


@pytest.fixture
def staff():
    return AuthenticatorFactory(user=UserFactory(is_staff=True, is_superuser=True)).user


def actor(user, factor: str = "app") -> Actor:
    return Actor(user, {PROVED_AT: timezone.now().timestamp(), FACTOR: factor})


def admin_page(claim: NumberClaim) -> str:
    return f"/administracion/onboarding/numberclaim/{claim.pk}/change/"


def test_a_claim_is_told_to_its_team_without_saying_whose_and_to_the_portals_administrators(
    client, carla, supplier, boss, reader, staff, mailbox
):
    assert 'value="9990000012"' in client.get(f"{PAGE}?nit=9990000012").content.decode()
    page = client.post(PAGE, GIVEN, follow=True).content.decode()
    assert "Se está estudiando" in page
    assert "Ana Peña" not in page
    assert mailbox.subjects(boss.email) == ["Reclaman el NIT de Vías del Sur S. A. S."]
    assert "Carla" not in mailbox.text(boss.email)
    assert mailbox.subjects(staff.email) == ["Hay un reclamo de un NIT por decidir"]
    assert len(mailbox.messages()) == 2  # a reader of the team hears nothing
    assert Entry.objects.get().verb == "supplier.number_claimed"


def test_a_claim_made_twice_is_one(client, carla, supplier, boss, mailbox):
    client.post(PAGE, GIVEN)
    assert "Ya reclamó ese número" in client.post(PAGE, GIVEN).content.decode()
    assert NumberClaim.objects.count() == 1
    assert len(mailbox.messages(boss.email)) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [("nit", "999000001-3"), ("nit", ""), ("words", "Es mío"), ("person_type", "joint"), ("name", "V\u0456as")],
    ids=["wrong digit", "no number", "no reason", "no such kind", "mixed alphabets"],
)
def test_each_field_says_what_is_wrong_with_it(client, carla, supplier, boss, field, value):
    assert list(client.post(PAGE, GIVEN | {field: value}).context["form"].errors) == [field]
    assert not NumberClaim.objects.exists()


def test_nobodys_number_is_registered_and_not_claimed(client, carla):
    assert "puede registrarlo usted" in client.post(PAGE, GIVEN).content.decode()


def test_who_administers_it_claims_nothing(as_boss, supplier):
    assert "Usted ya administra" in as_boss.post(PAGE, GIVEN).content.decode()
    assert not NumberClaim.objects.exists()


def test_nobody_has_more_than_three_open(client, carla, supplier, boss):
    for _time in range(3):
        NumberClaimFactory(claimed_by=carla, supplier=SupplierFactory())
    assert "varios reclamos sin decidir" in client.post(PAGE, GIVEN).content.decode()


def test_after_a_no_one_waits_a_month(client, carla, supplier, boss, staff):
    claim = NumberClaimFactory(supplier=supplier, claimed_by=carla)
    claims.decide(claim, granted=False, reason="Falta el certificado.", by=actor(staff))
    assert "Puede reclamarlo otra vez en un mes" in client.post(PAGE, GIVEN).content.decode()


def test_others_claims_are_not_shown(client, carla, supplier, boss):
    NumberClaimFactory(supplier=supplier)
    assert "Se está estudiando" not in client.get(PAGE).content.decode()


def test_granting_makes_the_claimant_administer_and_tells_both_sides(client, carla, supplier, boss, staff, mailbox):
    claim = NumberClaimFactory(supplier=supplier, claimed_by=carla)
    sign_in(client, staff, staff.authenticator_set.get())
    response = client.post(admin_page(claim), {"decision": "grant", "reason": "Lo dice el RUES."})
    assert response.status_code == 302
    assert supplier.memberships.get(user=carla).role == Role.ADMINISTRATOR
    assert supplier.memberships.get(user=boss).role == Role.ADMINISTRATOR
    assert "Le dieron la razón: ya administra el NIT 9990000012" in mailbox.subjects(carla.email)
    assert "Se decidió el reclamo del NIT de Vías del Sur S. A. S." in mailbox.subjects(boss.email)
    assert {"supplier.member_added", "supplier.claim_decided"} <= set(Entry.objects.values_list("verb", flat=True))
    claim.refresh_from_db()
    assert (claim.granted, claim.decided_by) == (True, staff)
    assert client.post(admin_page(claim), {"decision": "refuse", "reason": "No."}).status_code == 403


def test_a_member_whose_claim_is_granted_administers(carla, supplier, boss, staff):
    MembershipFactory(supplier=supplier, user=carla, role=Role.READER)
    claims.decide(NumberClaimFactory(supplier=supplier, claimed_by=carla), granted=True, reason="Sí.", by=actor(staff))
    assert supplier.memberships.get(user=carla).role == Role.ADMINISTRATOR


def test_refusing_says_why_and_changes_nothing(client, carla, supplier, boss, staff, mailbox):
    claim = NumberClaimFactory(supplier=supplier, claimed_by=carla)
    claims.decide(claim, granted=False, reason="Falta el certificado.", by=actor(staff))
    assert not supplier.memberships.filter(user=carla).exists()
    text = mailbox.text(carla.email)
    assert "Falta el certificado." in text
    assert "Ana Peña" not in text
    assert "Vías del Sur" not in text.replace(claim.name, "")
    assert "Falta el certificado." in client.get(PAGE).content.decode()


@pytest.mark.parametrize("decision", ["grant", "refuse"])
def test_a_decision_without_a_reason_is_none(client, supplier, boss, staff, decision):
    claim = NumberClaimFactory(supplier=supplier)
    sign_in(client, staff, staff.authenticator_set.get())
    assert client.post(admin_page(claim), {"decision": decision, "reason": " "}).status_code == 200
    with pytest.raises(ValidationError):
        claims.decide(claim, granted=decision == "grant", reason=" ", by=actor(staff))
    claim.refresh_from_db()
    assert claim.decided_at is None


def test_a_decision_asks_for_a_fresh_strong_proof(client, supplier, boss, staff):
    claim = NumberClaimFactory(supplier=supplier)
    sign_in(client, staff, staff.authenticator_set.get())
    prove_long_ago(client)
    for method in (client.get, client.post):
        assert "strong=1" in method(admin_page(claim), {"decision": "grant", "reason": "Sí."}).url
    with pytest.raises(StrongFactorRequiredError):
        claims.decide(claim, granted=True, reason="Sí.", by=actor(staff, "email"))
    claim.refresh_from_db()
    assert claim.decided_at is None


def test_nobody_decides_where_they_have_a_part(client, supplier, boss, staff):
    own = NumberClaimFactory(supplier=supplier, claimed_by=staff)
    with pytest.raises(PermissionDenied):
        claims.decide(own, granted=True, reason="Es mío.", by=actor(staff))
    MembershipFactory(supplier=supplier, user=staff, role=Role.READER)
    claim = NumberClaimFactory(supplier=supplier)
    sign_in(client, staff, staff.authenticator_set.get())
    assert client.post(admin_page(claim), {"decision": "refuse", "reason": "No."}).status_code == 403


def test_who_does_not_administer_the_portal_decides_nothing(supplier, boss):
    with pytest.raises(PermissionDenied):
        claims.decide(NumberClaimFactory(supplier=supplier), granted=True, reason="Sí.", by=actor(UserFactory()))


@pytest.mark.parametrize("rows", [1, 3])
def test_the_queue_costs_the_same_queries_however_long(client, staff, rows, django_assert_max_num_queries):
    for row in range(rows):
        NumberClaimFactory(supplier=SupplierFactory(name=f"Proveedor {row}"))
    sign_in(client, staff, staff.authenticator_set.get())
    with django_assert_max_num_queries(9):
        page = client.get("/administracion/onboarding/numberclaim/").content.decode()
    assert f"Proveedor {rows - 1}" in page


def test_closing_an_account_takes_its_open_claims_and_the_words_of_the_others(carla, supplier, boss, staff):
    NumberClaimFactory(supplier=SupplierFactory(), claimed_by=carla)
    decided = NumberClaimFactory(supplier=supplier, claimed_by=carla)
    claims.decide(decided, granted=False, reason="Falta el certificado.", by=actor(staff))
    personal_data.forget(carla, address="nadie@example.com")
    kept = NumberClaim.objects.get()
    assert (kept.pk, kept.name, kept.words) == (decided.pk, "", "")
