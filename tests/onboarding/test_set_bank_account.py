"""Where a supplier is paid: for its administrators, with a strong factor, and everybody who administers hears of it."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts import enrolment
from groundwork.ledger.models import Entry
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, StrongFactorRequiredError
from onboarding.models import BankAccount, Role
from onboarding.services import bank
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import BankAccountFactory, MembershipFactory

pytestmark = pytest.mark.django_db

PAGE, CHANGE = "/proveedor/cuenta-bancaria/", "/proveedor/cuenta-bancaria/cambiar/"
GIVEN = {
    "bank": "Banco de Prueba",
    "kind": "savings",
    "number": "123 456-789012",
    "again": "123456789012",
    "holder_is_supplier": "on",
}


@pytest.fixture
def strong(client, boss) -> Client:
    """The administrator, signed in with an app."""
    sign_in(client, boss, AuthenticatorFactory(user=boss))
    return client


def actor(user, factor: str = "app") -> Actor:
    return Actor(user, {PROVED_AT: timezone.now().timestamp(), FACTOR: factor})


def test_the_account_is_kept_sealed_shown_masked_and_told_to_every_administrator(strong, supplier, boss, mailbox):
    other = MembershipFactory(supplier=supplier).user
    MembershipFactory(supplier=supplier, role=Role.EDITOR)
    response = strong.post(CHANGE, GIVEN)
    assert response.url == supplier.page("bank_account")
    account = BankAccount.objects.get()
    assert (account.number, account.last_digits, account.holder) == ("123456789012", "9012", "Vías del Sur S. A. S.")
    with connection.cursor() as cursor:
        cursor.execute("SELECT number FROM onboarding_bankaccount")
        assert "123456789012" not in cursor.fetchone()[0]
    page = strong.get(PAGE).content.decode()
    assert "···· 9012" in page
    assert "123456789012" not in page
    for reader in (boss, other):
        assert mailbox.subjects(reader.email) == ["Cambió la cuenta bancaria de Vías del Sur S. A. S."]
        assert "123456789012" not in mailbox.text(reader.email)
        assert "9012" in mailbox.text(reader.email)
    assert len(mailbox.messages()) == 2
    entry = Entry.objects.get(verb="supplier.bank_account_changed")
    assert entry.subject == str(supplier.code)
    assert "9012" not in entry.evidence.content.replace(str(account.code), "")


def test_a_change_ends_the_old_one_and_the_history_says_who(strong, supplier, boss):
    old = BankAccountFactory(supplier=supplier, number="999988887777")
    strong.post(CHANGE, GIVEN)
    old.refresh_from_db()
    assert old.ended_at
    assert BankAccount.objects.get(ended_at=None).last_digits == "9012"
    page = strong.get(PAGE).content.decode()
    assert "···· 7777" in page
    assert old.set_by.full_name in page
    assert "2 cuentas hasta hoy" in page
    assert "999988887777" not in page


def test_the_same_account_twice_is_one(strong, supplier, mailbox):
    strong.post(CHANGE, GIVEN)
    assert "Esa ya es su cuenta" in strong.post(CHANGE, GIVEN).content.decode()
    assert BankAccount.objects.count() == 1
    assert len(mailbox.messages()) == 1


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("number", "12345"),
        ("number", "1" * 21),
        ("number", "12345678901X"),
        ("number", "١٢٣٤٥٦٧٨"),
        ("again", "123456789013"),
        ("bank", "B\u0430nco"),
        ("kind", "otra"),
        ("holder_is_supplier", ""),
    ],
    ids=["short", "long", "letter", "other digits", "not the same", "mixed alphabets", "no kind", "another's"],
)
def test_each_field_says_what_is_wrong_with_it(strong, field, value):
    page = strong.post(CHANGE, GIVEN | {field: value})
    assert list(page.context["form"].errors) == [field]
    assert not BankAccount.objects.exists()


def test_a_code_from_the_mailbox_is_not_enough(as_boss, boss, supplier):
    page = as_boss.get(CHANGE)
    assert page.status_code == 403
    assert reverse("accounts:security") in page.content.decode()
    # Once they have one, enrolling leads back here.
    assert enrolment.end(as_boss.session) == supplier.page("bank_account_change")
    assert as_boss.post(CHANGE, GIVEN).status_code == 403
    with pytest.raises(StrongFactorRequiredError):
        bank.set_account(supplier, bank="Banco", kind="savings", number="123456", by=actor(boss, "email"))
    assert not BankAccount.objects.exists()


def test_who_has_an_app_but_came_in_by_mail_proves_it_first(as_boss, boss):
    AuthenticatorFactory(user=boss)
    for response in (as_boss.get(CHANGE), as_boss.post(CHANGE, GIVEN)):
        assert response.url.startswith(reverse("account_reauthenticate"))
        assert "strong=1" in response.url
    assert not BankAccount.objects.exists()


def test_it_asks_for_a_fresh_proof(strong):
    prove_long_ago(strong)
    assert strong.post(CHANGE, GIVEN).url.startswith(reverse("account_reauthenticate"))
    assert not BankAccount.objects.exists()


def test_not_in_the_day_after_a_change_of_mailbox(strong, boss):
    boss.email_changed_at = timezone.now() - timedelta(hours=23)
    boss.save()
    assert "menos de 24 horas" in strong.get(CHANGE).content.decode()
    strong.post(CHANGE, GIVEN)
    assert not BankAccount.objects.exists()
    boss.email_changed_at = timezone.now() - timedelta(hours=25)
    boss.save()
    strong.post(CHANGE, GIVEN)
    assert BankAccount.objects.exists()


@pytest.mark.parametrize("role", [Role.READER, Role.EDITOR, Role.SIGNER])
def test_nobody_else_in_the_team_reaches_it(client, supplier, boss, role):
    BankAccountFactory(supplier=supplier)
    member = MembershipFactory(supplier=supplier, role=role).user
    sign_in(client, member, AuthenticatorFactory(user=member))
    assert client.get(PAGE).status_code == client.get(CHANGE).status_code == 403
    assert client.post(CHANGE, GIVEN).status_code == 403
    with pytest.raises(PermissionDenied):
        bank.set_account(supplier, bank="Banco", kind="savings", number="123456", by=actor(member))
    assert BankAccount.objects.count() == 1


def test_a_stranger_cannot_tell_that_it_exists(client, supplier, boss, stranger):
    BankAccountFactory(supplier=supplier)
    sign_in(client, stranger, AuthenticatorFactory(user=stranger))
    query = f"?proveedor={supplier.code}"
    assert client.get(PAGE + query).status_code == client.post(CHANGE + query, GIVEN).status_code == 404
    assert BankAccount.objects.count() == 1


@pytest.mark.parametrize("rows", [1, 3])
def test_the_history_costs_the_same_queries_however_long(strong, supplier, rows, django_assert_max_num_queries):
    now = timezone.now()
    for _row in range(rows):
        BankAccountFactory(supplier=supplier, ended_at=now)
    with django_assert_max_num_queries(9):
        assert strong.get(PAGE).context["changes"] == rows


def test_a_number_whose_key_was_lost_still_has_its_history(strong, supplier):
    account = BankAccountFactory(supplier=supplier)
    BankAccount.objects.filter(pk=account.pk).update(number="123456789012")
    with connection.cursor() as cursor:
        cursor.execute("UPDATE onboarding_bankaccount SET number = 'bm90IHNlYWxlZA=='")
    assert "···· 9012" in strong.get(PAGE).content.decode()
    strong.post(CHANGE, GIVEN)
    assert BankAccount.objects.count() == 2


def test_who_has_no_supplier_registers_one_first(client):
    sign_in(client, UserFactory())
    assert client.get(PAGE).url.startswith("/proveedor/nuevo/")
    assert client.get(CHANGE).url.startswith("/proveedor/nuevo/")
