"""Contracts carried out in the portal: in the experience of who carried them out, by themselves, as they ended."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from groundwork.reference.models import Parameter
from onboarding.models import PastContract, PersonType
from onboarding.queries.experience import shares_of
from onboarding.services.carried_out import CarriedOut, tell
from tests.accounts.factories import sign_in
from tests.onboarding.factories import (
    DocumentFactory,
    JointMemberFactory,
    MembershipFactory,
    PastContractFactory,
    SupplierFactory,
)
from tests.onboarding.reference import ROADS, reference_data

pytestmark = pytest.mark.django_db

LIST = "/proveedor/experiencia/"
WHOLE = Decimal(100)


@pytest.fixture(autouse=True)
def today():
    reference_data()
    with time_machine.travel("2026-11-24 12:00 -0500", tick=False):
        yield


@pytest.fixture
def roads() -> CarriedOut:
    return CarriedOut(
        code=uuid4(),
        counterparty="Alcaldía de Ejemplo",
        number="012-2025",
        subject="Mantenimiento de la red vial",
        commodities=(ROADS,),
        value=Decimal(142_350_000),
        started_on=date(2025, 2, 1),
        ended_on=date(2025, 11, 30),
    )


def test_a_contract_of_the_portal_is_experience_without_anybody_typing_it(as_boss, supplier, roads):
    tell(roads, shares_of(supplier))
    page = as_boss.get(LIST).content.decode()
    assert "Mantenimiento de la red vial" in page
    assert "De este portal" in page
    assert "100,00 SMMLV de 2025" in page
    assert "Corregir" not in page
    row = supplier.past_contracts.get()
    assert (row.is_public, row.share, row.commodities) == (True, 100, [ROADS])
    for verb in ("edit", "remove"):
        assert as_boss.post(reverse(f"onboarding:experience_{verb}", args=[row.code])).status_code == 404


def test_what_is_told_twice_is_there_once(supplier, roads):
    for _delivery in range(2):
        tell(roads, shares_of(supplier))
    assert supplier.past_contracts.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        PastContractFactory(supplier=supplier, origin=PastContract.Origin.PORTAL, carried_out=roads.code)


def test_what_is_told_again_is_corrected_and_keeps_its_address(supplier, roads):
    tell(roads, shares_of(supplier))
    before = supplier.past_contracts.get()
    tell(replace(roads, value=Decimal(284_700_000)), shares_of(supplier))
    after = supplier.past_contracts.get()
    assert (after.code, after.added_at) == (before.code, before.added_at)
    assert (after.value, after.value_smmlv) == (284_700_000, 200)


def test_each_member_of_a_joint_bidder_has_it_with_its_share(client, boss, supplier, roads):
    joint = SupplierFactory(person_type=PersonType.JOINT)
    MembershipFactory(supplier=joint, user=boss)
    one = JointMemberFactory(joint=joint, member=supplier, share=60, accepted_at=timezone.now(), accepted_by=boss)
    other = JointMemberFactory(joint=joint, share=40, accepted_at=timezone.now(), accepted_by=boss)
    JointMemberFactory(joint=joint, share=10, declined_at=timezone.now())
    JointMemberFactory(joint=joint, share=10)
    assert shares_of(joint) == {one.member: 60, other.member: 40}
    tell(roads, shares_of(joint))
    rows = PastContract.objects.values_list("supplier", "share")
    assert dict(rows) == {one.member_id: Decimal(60), other.member_id: Decimal(40)}
    sign_in(client, boss)
    assert "participación: 60" in client.get(supplier.page("experience")).content.decode()
    assert "60,00 SMMLV en total" in client.get(supplier.page("experience")).content.decode()


def test_who_did_not_carry_it_out_after_all_loses_it_and_nobody_else_does(supplier, roads):
    other = SupplierFactory()
    mine = PastContractFactory(supplier=supplier)
    tell(roads, {supplier: Decimal(60), other: Decimal(40)})
    tell(roads, {other: WHOLE})
    assert supplier.past_contracts.get() == mine
    assert other.past_contracts.get().share == 100
    tell(roads, {})
    assert not other.past_contracts.exists()


def test_what_somebody_typed_before_becomes_the_portals_and_keeps_its_certificate(supplier, roads):
    typed = PastContractFactory(
        supplier=supplier,
        counterparty="ALCALDIA DE EJEMPLO",
        number="012-2025",
        subject="Mantenimiento de la red vial",
        certificate=DocumentFactory(supplier=supplier),
    )
    PastContractFactory(supplier=supplier, number="013-2025")
    tell(roads, shares_of(supplier))
    row = supplier.past_contracts.get(carried_out=roads.code)
    assert (row.pk, row.certificate, row.counterparty) == (typed.pk, typed.certificate, "Alcaldía de Ejemplo")
    assert supplier.past_contracts.count() == 2


def test_typing_what_the_portal_knows_adds_nothing(as_boss, supplier, roads):
    tell(roads, shares_of(supplier))
    typed = {
        "counterparty": "Alcaldía de Ejemplo",
        "sector": "publico",
        "number": "012-2025",
        "subject": "Mantenimiento de la red vial",
        "codes": [ROADS],
        "value": "142.350.000",
        "started_on": "2025-02-01",
        "ended_on": "2025-11-30",
        "share": "100",
        "do": "save",
    }
    assert as_boss.post("/proveedor/experiencia/nueva/", typed).status_code == 302
    assert supplier.past_contracts.get().origin == PastContract.Origin.PORTAL


def test_while_the_wage_of_its_year_is_not_known_nothing_is_kept_and_it_can_be_told_later(supplier, roads):
    next_year = replace(roads, ended_on=date(2027, 1, 15))
    with pytest.raises(ValidationError, match="2027"):
        tell(next_year, {SupplierFactory(): Decimal(50), supplier: Decimal(50)})
    assert not PastContract.objects.exists()
    Parameter.objects.create(key="smmlv", valid_from=date(2027, 1, 1), value=2_000_000, unit="cop", source="x")
    tell(next_year, shares_of(supplier))
    assert supplier.past_contracts.get().value_smmlv == Decimal("71.18")


@pytest.mark.parametrize(
    "change",
    [
        {"value": Decimal(0)},
        {"started_on": date(2025, 12, 1)},
        {"commodities": ()},
        {"subject": "o" * 1001},
    ],
    ids=["no value", "backwards", "no codes", "too long"],
)
def test_what_experience_may_not_be_is_refused_and_what_was_told_stays(supplier, roads, change):
    tell(roads, shares_of(supplier))
    with pytest.raises(ValidationError):
        tell(replace(roads, **change), shares_of(supplier))
    assert supplier.past_contracts.get().value == roads.value


def test_only_a_contract_of_the_portal_says_which_it_is(supplier):
    for wrong in ({"origin": PastContract.Origin.PORTAL}, {"carried_out": uuid4()}):
        with pytest.raises(IntegrityError), transaction.atomic():
            PastContractFactory(supplier=supplier, **wrong)


def test_a_full_list_takes_what_the_portal_knows(supplier, roads, monkeypatch):
    monkeypatch.setattr("onboarding.services.experience.MOST_CONTRACTS", 1)
    PastContractFactory(supplier=supplier)
    tell(roads, shares_of(supplier))
    assert supplier.past_contracts.count() == 2
