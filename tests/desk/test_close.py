"""Closing an account: the person goes, what the law keeps stays without their name."""

import pytest
from django.apps import apps
from django.contrib.auth import get_user
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import tasks
from accounts.models import Activity, BackupCodes, Consent, LoginCode, LoginCodeDevice, Purpose, User
from accounts.services import codes, email_change
from accounts.services.activity import Origin
from accounts.services.profile import change
from desk.services import closing
from groundwork.ledger.models import Entry
from groundwork.messaging.models import Message, State
from groundwork.web.actor import PROVED_AT, Actor, RecentAuthenticationRequiredError
from onboarding.models import Membership, Role
from procurement.models import EntityMembership, EntityRole
from tests.accounts.factories import PASSWORD, AuthenticatorFactory, UserFactory, sign_in
from tests.interests.factories import AlertSubscriptionFactory, InterestFactory
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityFactory

pytestmark = pytest.mark.django_db

PAGE = "/cuenta/mis-datos/cerrar/"
SURE = {"sure": "on"}
# What stays of a person who is gone: proof of what they accepted, that mails were sent.
STAYS = {"accounts.Consent", "messaging.Message"}


@pytest.fixture
def ana(client):
    ana = UserFactory(username="ana", email="ana@example.com", full_name="Ana Peña", firm="Vías del Sur")
    sign_in(client, ana)
    return ana


def test_the_person_goes_and_the_proof_stays(client, ana, mailbox):
    AuthenticatorFactory(user=ana)
    BackupCodes.objects.create(user=ana, name="backup", confirmed=True)
    codes.ask(Purpose.SIGN_IN, ana.email, user=ana)
    change(ana, {"firm": "Puentes del Norte"}, origin=Origin("Firefox en Linux", "192.0.2.7"))
    elsewhere = Client()
    sign_in(elsewhere, ana)
    assert client.post(PAGE, SURE).url == "/cuenta/cerrada/"
    assert not get_user(client).is_authenticated
    assert elsewhere.get("/cuenta/").status_code == 302
    ana.refresh_from_db()
    assert (ana.full_name, ana.email, str(ana.phone), ana.firm) == (
        "Cuenta cerrada",
        f"{ana.code}@cerrada.invalid",
        "",
        "",
    )
    assert (ana.security_question, ana.security_answer, ana.is_active, ana.username) == ("", "", False, "ana")
    assert ana.closed_at
    assert not ana.has_usable_password()
    assert Consent.objects.filter(user=ana).count() == 2
    assert Entry.objects.filter(verb="person.closed", subject=str(ana.code)).count() == 1
    assert not LoginCode.objects.exists()


def test_no_table_keeps_anything_else_of_the_person(client, ana):
    membership = MembershipFactory(user=ana)
    AlertSubscriptionFactory(interest=InterestFactory(supplier=membership.supplier), user=ana)
    EntityMembership.objects.create(entity=EntityFactory(), user=ana, role=EntityRole.BUYER)
    email_change.ask(Actor(ana, client.session), "ana@nueva.example", origin=Origin(), language="es-co")
    client.post(PAGE, SURE)
    left = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.fields
        if field.is_relation and field.related_model is User and model._default_manager.filter(**{field.name: ana.pk})
    }
    assert left <= STAYS


def test_the_last_mail_goes_to_the_address_that_the_account_had_and_then_forgets_it(client, ana, mailbox):
    Message.objects.create(kind="x", to=ana.email, recipient=ana, subject="Hola", text="Hola", dedupe_key="x")
    client.post(PAGE, SURE)
    assert mailbox.subjects("ana@example.com") == ["Su cuenta quedó cerrada"]
    assert Message.objects.get(dedupe_key="x").state == State.LAPSED
    tasks.forget()
    left = Message.objects.filter(recipient=ana)
    assert left.count() == 2
    assert not left.exclude(to=f"{ana.code}@cerrada.invalid").exists()
    assert not left.exclude(text="", html="", subject="").exists()


def test_the_last_mail_keeps_its_address_until_it_is_sent(client, ana):
    client.post(PAGE, SURE)
    tasks.forget()
    assert Message.objects.get(kind="account-closed").to == "ana@example.com"


def test_nobody_signs_in_with_it_nor_takes_its_username_and_its_address_is_free(client, ana, mailbox):
    client.post(PAGE, SURE)
    for login in ("ana", "ana@example.com"):
        page = Client().post("/ingresar/", {"login": login, "password": PASSWORD})
        assert page.context["form"].errors
    page = Client().post("/registro/", {"username": "ANA"})
    assert page.context["form"].has_error("username", "taken")
    assert not User.objects.by_email("ana@example.com").exists()


def test_without_the_tick_nothing_happens(client, ana):
    assert client.post(PAGE, {}).context["form"].has_error("sure")
    ana.refresh_from_db()
    assert ana.is_active


def test_it_asks_for_a_fresh_proof_of_identity(client, ana):
    session = client.session
    session["proved_at"] = 0
    session.save()
    assert client.post(PAGE, SURE).url.startswith("/ingresar/confirmar/")
    with pytest.raises(RecentAuthenticationRequiredError):
        closing.close(Actor(ana, {PROVED_AT: 0}))
    ana.refresh_from_db()
    assert ana.is_active


def test_a_visitor_signs_in_first(client):
    assert client.post(PAGE, SURE).url.startswith("/ingresar/")


def refused(client, ana, name: str, team_page: str) -> None:
    page = client.get(PAGE).content.decode()
    assert name in page
    assert team_page in page
    assert 'name="sure"' not in page
    with pytest.raises(ValidationError):
        closing.close(Actor(ana, client.session))
    assert client.post(PAGE, SURE).status_code == 200
    ana.refresh_from_db()
    assert ana.is_active


def test_the_only_administrator_of_a_supplier_with_others_names_another_first(client, ana):
    supplier = MembershipFactory(user=ana, supplier__name="Suministros del Sur").supplier
    other = MembershipFactory(supplier=supplier, role=Role.EDITOR)
    refused(client, ana, "Suministros del Sur", "/proveedor/equipo/")
    other.role = Role.ADMINISTRATOR
    other.save()
    assert client.post(PAGE, SURE).url == "/cuenta/cerrada/"
    assert list(Membership.objects.filter(supplier=supplier)) == [other]


def test_the_only_administrator_of_an_entity_with_others_too(client, ana):
    entity = EntityFactory(name="Alcaldía de Tunja")
    EntityMembership.objects.create(entity=entity, user=ana, role=EntityRole.ADMINISTRATOR)
    EntityMembership.objects.create(entity=entity, user=ana, role=EntityRole.BUYER)
    other = UserFactory()
    EntityMembership.objects.create(entity=entity, user=other, role=EntityRole.SUPERVISOR)
    refused(client, ana, "Alcaldía de Tunja", "/entidad/equipo/")
    EntityMembership.objects.create(entity=entity, user=other, role=EntityRole.ADMINISTRATOR)
    assert client.post(PAGE, SURE).url == "/cuenta/cerrada/"


@pytest.mark.parametrize("role", [Role.EDITOR, Role.SIGNER, Role.READER])
def test_a_member_without_that_role_may_go(client, ana, role):
    supplier = MembershipFactory(user=ana, role=role).supplier
    MembershipFactory(supplier=supplier)
    assert client.post(PAGE, SURE).url == "/cuenta/cerrada/"


def test_who_is_alone_in_a_team_may_go(client, ana):
    MembershipFactory(user=ana)
    assert client.post(PAGE, SURE).url == "/cuenta/cerrada/"


def test_another_administrator_whose_account_is_closed_does_not_count(client, ana):
    supplier = MembershipFactory(user=ana).supplier
    MembershipFactory(supplier=supplier, user=UserFactory(is_active=False))
    MembershipFactory(supplier=supplier, role=Role.READER)
    assert "/proveedor/equipo/" in client.get(PAGE).content.decode()


def test_closing_twice_is_closing_once(client, ana):
    actor = Actor(ana, dict(client.session))
    closing.close(actor)
    with pytest.raises(ValidationError):
        closing.close(actor)
    assert Entry.objects.filter(verb="person.closed").count() == 1


def test_what_is_not_the_persons_stays(client, ana):
    area = InterestFactory(supplier=MembershipFactory(user=ana).supplier, created_by=ana)
    eva = UserFactory(full_name="Eva Ruiz")
    Activity.objects.create(user=eva, kind=Activity.Kind.SIGNED_IN)
    client.post(PAGE, SURE)
    area.refresh_from_db()
    eva.refresh_from_db()
    assert eva.full_name == "Eva Ruiz"
    assert Activity.objects.filter(user=eva).exists()
    assert LoginCodeDevice.objects.filter(user=eva).exists()
