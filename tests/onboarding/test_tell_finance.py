"""Statements written, corrected and taken out; what does not add up is named, and nothing typed is lost."""

from datetime import date
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.models import User
from onboarding.models import DocumentType, FinancialStatement, PersonType, Role
from onboarding.services import finance
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.factories import (
    DocumentFactory,
    DocumentTypeFactory,
    FinancialStatementFactory,
    MembershipFactory,
    SupplierFactory,
)

pytestmark = pytest.mark.django_db

NEW = "/proveedor/finanzas/nuevas/"
TYPED = {
    "kind": "certified",
    "cut_off_on": "2025-12-31",
    "current_assets": "1.200.000.000",
    "total_assets": "$ 2.000.000.000",
    "current_liabilities": "800000000",
    "total_liabilities": "1.000 millones",
    "equity": "1.000.000.000,00",
    "operating_profit": "-300.000.000",
    "interest_expense": "0",
    "document": "",
}


@pytest.fixture(autouse=True)
def today():
    with time_machine.travel("2026-11-24 12:00 -0500", tick=False):
        yield


def errors(response) -> dict[str, list[str]]:
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_figures_typed_the_colombian_way_are_kept_and_their_indicators_shown(as_boss, supplier):
    response = as_boss.post(NEW, TYPED, follow=True)
    statement = supplier.statements.get()
    assert statement.total_assets == 2_000_000_000
    assert statement.operating_profit == -300_000_000
    content = response.content.decode()
    assert "1.200.000.000 / 800.000.000 = 1,50" in content
    assert "Sin gastos de intereses no se puede dividir, y hubo pérdida operacional" in content


def test_the_cut_off_that_is_asked_for_stands_in_the_form(as_boss):
    assert 'name="cut_off_on" value="2025-12-31"' in as_boss.get(NEW).content.decode()


def test_the_same_figures_sent_twice_are_kept_once(as_boss, supplier):
    for _delivery in range(2):
        assert as_boss.post(NEW, TYPED).status_code == 302
    assert supplier.statements.count() == 1


def test_other_figures_for_the_same_cut_off_are_refused_and_stay_on_the_page(as_boss, supplier):
    FinancialStatementFactory(supplier=supplier)
    response = as_boss.post(NEW, TYPED)
    assert "Ya hay estados financieros con esa fecha de corte." in response.content.decode()
    assert 'value="1.000 millones"' in response.content.decode()
    assert supplier.statements.get().operating_profit == 300_000_000


def test_what_does_not_balance_is_named_with_the_difference_and_nothing_typed_is_lost(as_boss, supplier):
    response = as_boss.post(NEW, {**TYPED, "equity": "999.999.990"})
    assert "la diferencia es de $\u00a010." in errors(response)["total_assets"][0]
    assert 'value="1.000 millones"' in response.content.decode()
    assert not supplier.statements.exists()


@pytest.mark.parametrize("part", ["current_assets", "current_liabilities"])
def test_what_is_current_is_part_of_the_total(as_boss, part):
    response = as_boss.post(NEW, {**TYPED, part: "9.000.000.000"})
    assert "no puede ser mayor" in errors(response)[part][0]


@pytest.mark.parametrize(
    ("kind", "day", "words"),
    [
        ("certified", "2024-12-31", "van con corte al miércoles 31 de diciembre de 2025"),
        ("audited", "2025-06-30", "van con corte al miércoles 31 de diciembre de 2025"),
        ("certified", "2026-12-31", "todavía no llega"),
        ("opening", "2026-11-25", "todavía no llega"),
        ("opening", "2024-12-31", "creada en 2025 o después"),
    ],
)
def test_statements_of_another_year_are_refused_with_words(as_boss, supplier, kind, day, words):
    response = as_boss.post(NEW, {**TYPED, "kind": kind, "cut_off_on": day})
    assert words in errors(response)["cut_off_on"][0]
    assert not supplier.statements.exists()


def test_an_opening_balance_has_its_own_day(as_boss, supplier):
    as_boss.post(NEW, {**TYPED, "kind": "opening", "cut_off_on": "15/03/2026"})
    assert supplier.statements.get().cut_off_on == date(2026, 3, 15)


def test_older_figures_can_still_be_corrected(as_boss, supplier):
    old = FinancialStatementFactory(supplier=supplier, cut_off_on=date(2024, 12, 31))
    page = as_boss.get(edit(old)).content.decode()
    assert 'value="1.200.000.000"' in page
    assert as_boss.post(edit(old), {**TYPED, "cut_off_on": "2024-12-31"}).status_code == 302
    old.refresh_from_db()
    assert old.operating_profit == Decimal(-300_000_000)


def test_a_paper_of_the_library_supports_them_and_nobody_elses(as_boss, supplier):
    kind = DocumentTypeFactory(group=DocumentType.Group.FINANCE)
    mine = DocumentFactory(supplier=supplier, document_type=kind)
    theirs = DocumentFactory(document_type=kind)
    other_group = DocumentFactory(supplier=supplier)
    for foreign in (theirs, other_group):
        response = as_boss.post(NEW, {**TYPED, "document": str(foreign.code)})
        assert errors(response)["document"] == ["Escoja uno de los documentos de su biblioteca."]
    as_boss.post(NEW, {**TYPED, "document": str(mine.code)})
    assert supplier.statements.get().document == mine


def test_they_are_taken_out_after_asking(as_boss, supplier):
    statement = FinancialStatementFactory(supplier=supplier)
    address = reverse("onboarding:finance_remove", args=[statement.code])
    assert "¿Quitar estas cifras?" in as_boss.get(address).content.decode()
    assert supplier.statements.exists()
    as_boss.post(address)
    assert not supplier.statements.exists()
    assert as_boss.post(address).status_code == 404


def test_a_stranger_cannot_tell_that_they_exist(client, stranger, supplier):
    statement = FinancialStatementFactory(supplier=supplier)
    sign_in(client, stranger)
    for name in ("finance_edit", "finance_remove"):
        address = reverse(f"onboarding:{name}", args=[statement.code])
        assert client.get(address).status_code == 404
        assert client.post(address, TYPED).status_code == 404
    assert client.get(supplier.page("finance")).status_code == 404
    assert FinancialStatement.objects.get().operating_profit == 300_000_000


def test_a_member_who_only_reads_sees_them_and_changes_nothing(client, reader, supplier):
    statement = FinancialStatementFactory(supplier=supplier)
    sign_in(client, reader)
    page = client.get(supplier.page("finance")).content.decode()
    assert "1.200.000.000 / 800.000.000 = 1,50" in page
    assert "Corregir" not in page
    for address in (NEW, edit(statement), reverse("onboarding:finance_remove", args=[statement.code])):
        assert client.get(address).status_code == 403
        assert client.post(address, TYPED).status_code == 403
    assert supplier.statements.get().operating_profit == 300_000_000


def test_the_service_itself_asks_who_may(reader: User, supplier):
    with pytest.raises(PermissionDenied):
        finance.remove_statement(FinancialStatementFactory(supplier=supplier), by=reader)


def test_whoever_belongs_to_no_supplier_begins_there(client):
    sign_in(client, UserFactory())
    response = client.get("/proveedor/finanzas/")
    assert response.status_code == 302
    assert response["Location"].startswith("/proveedor/nuevo/?next=")


def test_who_keeps_no_accounts_is_told_what_goes_in_their_place(client, boss):
    natural = SupplierFactory(person_type=PersonType.NATURAL_NO_ACCOUNTS)
    MembershipFactory(supplier=natural, user=boss, role=Role.EDITOR)
    sign_in(client, boss)
    page = client.get(natural.page("finance")).content.decode()
    assert "constancia" in page
    assert "/proveedor/documentos/" in page


def test_figures_of_an_older_year_are_said_to_be_old(as_boss, supplier):
    FinancialStatementFactory(supplier=supplier, cut_off_on=date(2024, 12, 31))
    page = as_boss.get("/proveedor/finanzas/").content.decode()
    assert "Los más recientes son de un año anterior." in page


def test_the_page_asks_the_database_as_often_for_three_years_as_for_one(
    as_boss, supplier, django_assert_max_num_queries, django_assert_num_queries
):
    kind = DocumentTypeFactory(group=DocumentType.Group.FINANCE)

    def add(year: int) -> None:
        document = DocumentFactory(supplier=supplier, document_type=kind)
        FinancialStatementFactory(supplier=supplier, cut_off_on=date(year, 12, 31), document=document)

    add(2025)
    with django_assert_max_num_queries(30) as one:
        as_boss.get("/proveedor/finanzas/")
    add(2024)
    add(2023)
    with django_assert_num_queries(len(one)):
        as_boss.get("/proveedor/finanzas/")


def edit(statement: FinancialStatement) -> str:
    return reverse("onboarding:finance_edit", args=[statement.code])
