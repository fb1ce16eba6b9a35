"""The indicators of a joint bidder, by the participation of its members."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from onboarding.models import JointMember, PersonType, Supplier
from tests.accounts.factories import sign_in
from tests.onboarding.factories import FinancialStatementFactory, MembershipFactory, SupplierFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def joint(boss) -> Supplier:
    made = SupplierFactory(person_type=PersonType.JOINT, name="Consorcio de Ejemplo")
    MembershipFactory(supplier=made, user=boss)
    return made


def member(joint: Supplier, share: int, name: str, *, accepted: bool = True) -> Supplier:
    supplier: Supplier = SupplierFactory(name=name)
    person = MembershipFactory(supplier=supplier).user
    stamp = {"accepted_at": timezone.now(), "accepted_by": person} if accepted else {}
    JointMember.objects.create(joint=joint, member=supplier, share=Decimal(share), asked_by=person, **stamp)
    return supplier


def page(client, boss, joint) -> str:
    sign_in(client, boss)
    return client.get(joint.page("finance")).content.decode()


def test_each_indicator_is_summed_by_share_and_the_sum_is_shown(client, boss, joint):
    FinancialStatementFactory(supplier=member(joint, 60, "Vías del Norte S. A. S."))
    other = member(joint, 40, "Vías del Oriente S. A. S.")
    FinancialStatementFactory(supplier=other, current_assets=Decimal(1_600_000_000))
    FinancialStatementFactory(supplier=other, cut_off_on=date(2024, 12, 31), current_assets=Decimal(1))
    content = page(client, boss, joint)
    assert "1,50 × 60\u00a0% + 2,00 × 40\u00a0%" in content
    assert "<strong>1,70</strong>" in content
    assert "una de las formas aceptadas" in content


def test_an_undefined_member_leaves_that_sum_undefined(client, boss, joint):
    FinancialStatementFactory(supplier=member(joint, 60, "Una"))
    FinancialStatementFactory(supplier=member(joint, 40, "Otra"), interest_expense=Decimal(0))
    content = page(client, boss, joint)
    assert "3,00 × 60\u00a0% + indefinido × 40\u00a0%" in content
    assert content.count("<strong>indefinido</strong>") == 1


def test_what_is_missing_is_said_and_figures_of_who_has_not_accepted_are_not_shown(client, boss, joint):
    FinancialStatementFactory(supplier=member(joint, 50, "Que No Acepta", accepted=False))
    member(joint, 40, "Que No Escribe")
    content = page(client, boss, joint)
    assert "Las participaciones suman 90\u00a0% y deben sumar 100&nbsp;%." in content
    assert "Que No Acepta no ha aceptado su participación." in content
    assert "Que No Escribe no ha escrito sus estados financieros." in content
    assert "1,50" not in content
    assert "31\u00a0dic\u00a02025" not in content


def test_a_joint_bidder_writes_no_statements_of_its_own(client, boss, joint):
    sign_in(client, boss)
    assert client.get(joint.page("finance_new")).status_code == 404


def test_the_page_asks_the_database_as_often_for_three_members_as_for_one(
    client, boss, joint, django_assert_max_num_queries, django_assert_num_queries
):
    FinancialStatementFactory(supplier=member(joint, 40, "Una"))
    page(client, boss, joint)
    with django_assert_max_num_queries(30) as one:
        client.get(joint.page("finance"))
    for name in ("Otra", "La Tercera"):
        FinancialStatementFactory(supplier=member(joint, 30, name))
    with django_assert_num_queries(len(one)):
        client.get(joint.page("finance"))
