"""Another kind of person: told before, done by an administrator who has proved who they are, written down."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone

from groundwork.ledger.models import Entry
from groundwork.web.actor import FACTOR, PROVED_AT, Actor
from onboarding.models import PersonType, Role, Supplier
from onboarding.services import suppliers
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import (
    DocumentRuleFactory,
    DocumentTypeFactory,
    JointMemberFactory,
    MembershipFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db

TYPE = "/proveedor/datos/tipo/"


@pytest.fixture
def natural(boss) -> Supplier:
    made = SupplierFactory(person_type=PersonType.NATURAL, name="Ana", identity_type="cc", identity_number="1023456789")
    MembershipFactory(supplier=made, user=boss)
    return made


def query(supplier: Supplier, **more: str) -> str:
    return "".join([f"?proveedor={supplier.code}", *(f"&{name}={value}" for name, value in more.items())])


def test_what_changes_is_said_before_and_nothing_is_changed(as_boss, natural):
    rules = {name: DocumentTypeFactory(name=name, slug=name.lower()) for name in ("Novedad", "Despedida", "Constante")}
    for name, kinds in (("Novedad", "legal"), ("Despedida", "natural"), ("Constante", "natural legal")):
        for kind in kinds.split():
            DocumentRuleFactory(document_type=rules[name], person_type=kind, valid_from=date(2020, 1, 1))
    natural.nit = "9990000021"
    natural.save()
    page = as_boss.get(f"{TYPE}{query(natural, person_type='legal')}")
    newly, gone, kept = (
        [rule.document_type.name for rule in getattr(page.context["difference"], name)]
        for name in ("newly", "no_longer", "kept")
    )
    assert ("Novedad" in newly, "Despedida" in gone, "Constante" in kept) == (True, True, True)
    assert "Quitamos el número de su documento" in page.content.decode()
    natural.refresh_from_db()
    assert natural.person_type == PersonType.NATURAL
    assert not Entry.objects.exists()


def test_saying_yes_changes_it_once_and_writes_it_down(as_boss, natural):
    natural.nit = "9990000021"
    natural.save()
    for _time in range(2):
        as_boss.post(f"{TYPE}{query(natural)}", {"person_type": "legal"})
    natural.refresh_from_db()
    assert (natural.person_type, natural.identity_type, natural.identity_number) == ("legal", "", "")
    entry = Entry.objects.get()
    assert (entry.verb, entry.subject) == ("supplier.person_type_changed", str(natural.code))


def test_a_firm_without_its_number_says_it_first(as_boss, natural):
    page = as_boss.get(f"{TYPE}{query(natural, person_type='legal')}")
    assert "necesita su NIT" in page.content.decode()
    assert page.context["chosen"] == ""
    as_boss.post(f"{TYPE}{query(natural)}", {"person_type": "legal"})
    natural.refresh_from_db()
    assert natural.person_type == PersonType.NATURAL


@pytest.mark.parametrize("kind", ["", "natural", "juridica", "legal\x00"], ids=["none", "the same", "no kind", "null"])
def test_what_is_no_other_kind_is_refused(as_boss, natural, kind):
    assert as_boss.post(f"{TYPE}{query(natural)}", {"person_type": kind}).context["form"].errors
    assert not Entry.objects.exists()


def test_a_joint_bidder_with_members_stays_one_and_a_member_becomes_none(as_boss, supplier, boss):
    joint = SupplierFactory(person_type=PersonType.JOINT, name="Consorcio")
    MembershipFactory(supplier=joint, user=boss)
    JointMemberFactory(joint=joint, member=supplier)
    assert "tiene integrantes" in as_boss.post(f"{TYPE}{query(joint)}", {"person_type": "natural"}).content.decode()
    assert "es integrante de" in as_boss.post(f"{TYPE}{query(supplier)}", {"person_type": "joint"}).content.decode()
    assert not Entry.objects.exists()


def test_an_empty_joint_bidder_loses_its_kind_with_its_type(as_boss, boss):
    joint = SupplierFactory(person_type=PersonType.JOINT, joint_kind="consortium")
    MembershipFactory(supplier=joint, user=boss)
    as_boss.post(f"{TYPE}{query(joint)}", {"person_type": "natural"})
    joint.refresh_from_db()
    assert (joint.person_type, joint.joint_kind) == ("natural", "")


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.SIGNER])
def test_only_an_administrator_changes_it(client, supplier, boss, role):
    member = MembershipFactory(supplier=supplier, role=role).user
    sign_in(client, member)
    assert client.get(TYPE).status_code == 403
    assert client.post(f"{TYPE}{query(supplier)}", {"person_type": "natural"}).status_code == 403
    actor = Actor(member, {PROVED_AT: timezone.now().timestamp(), FACTOR: "app"})
    with pytest.raises(PermissionDenied):
        suppliers.change_person_type(supplier, "natural", by=actor)


def test_it_asks_for_a_fresh_proof(as_boss, supplier):
    prove_long_ago(as_boss)
    assert as_boss.get(f"{TYPE}{query(supplier)}").url.startswith(reverse("account_reauthenticate"))
    as_boss.post(f"{TYPE}{query(supplier)}", {"person_type": "natural"})
    supplier.refresh_from_db()
    assert supplier.person_type == PersonType.LEGAL


def test_who_has_no_supplier_registers_one_first(client):
    sign_in(client, UserFactory())
    assert client.get(TYPE).url.startswith("/proveedor/nuevo/")
