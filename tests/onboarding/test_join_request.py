"""Asking to be added to a supplier whose number is registered, and the answer of who administers it."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Activity
from groundwork.ledger.models import Entry
from onboarding.models import JoinRequest, Membership, Role
from onboarding.services import joining
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import JoinRequestFactory, MembershipFactory, SupplierFactory

pytestmark = pytest.mark.django_db

JOIN = "/proveedor/solicitar/"
NIT = "999.000.001-2"


@pytest.fixture
def carla(client, supplier, boss):
    person = UserFactory(full_name="Carla Díaz")
    sign_in(client, person)
    return person


@pytest.fixture
def asked(supplier, boss) -> JoinRequest:
    return JoinRequestFactory(supplier=supplier, user=UserFactory(full_name="Carla Díaz"), note="Soy la contadora.")


def ask(client, nit=NIT, note="Soy la contadora."):
    return client.post(JOIN, {"nit": nit, "note": note})


def answer_url(asked) -> str:
    return reverse("onboarding:join_answer", args=[asked.code])


def accept(client, asked, role="editor"):
    return client.post(answer_url(asked), {"answer": "accept", "role": role, "reason": ""})


def refuse(client, asked, reason="No la conozco."):
    return client.post(answer_url(asked), {"answer": "refuse", "role": "reader", "reason": reason})


def test_registering_a_taken_number_offers_to_ask(client, carla):
    page = client.post("/proveedor/nuevo/", {"person_type": "legal", "name": "Vías", "nit": NIT}).content.decode()
    assert f"{JOIN}?nit=9990000012" in page
    assert "Ana Peña" not in page
    assert "Vías del Sur" not in page
    assert 'value="9990000012"' in client.get(f"{JOIN}?nit=9990000012").content.decode()


def test_asking_tells_every_administrator_and_nobody_else(client, carla, supplier, boss, reader, mailbox):
    second = MembershipFactory(supplier=supplier).user
    assert ask(client).url == reverse("onboarding:supplier")
    for administrator in (boss, second):
        assert mailbox.subjects(administrator.email) == ["Carla Díaz pide entrar al equipo de Vías del Sur S. A. S."]
    assert "Soy la contadora." in mailbox.text(boss.email)
    assert mailbox.messages(reader.email) == []
    assert not Membership.objects.filter(user=carla).exists()


def test_who_asked_sees_that_it_waits_and_nothing_of_the_team(client, carla):
    ask(client)
    page = client.get(reverse("onboarding:supplier")).content.decode()
    assert "9990000012" in page
    assert "Vías del Sur" not in page
    assert "Ana Peña" not in page


def test_asking_twice_is_asking_once(client, carla, boss, mailbox):
    ask(client)
    assert "Ya pidió entrar" in ask(client).content.decode()
    assert JoinRequest.objects.count() == 1
    assert len(mailbox.messages(boss.email)) == 1


def test_a_member_need_not_ask(client, supplier, reader):
    sign_in(client, reader)
    assert "ya está en el equipo" in ask(client).content.decode()
    assert not JoinRequest.objects.exists()


def test_a_number_that_nobody_has_is_free_to_register(client, carla):
    assert "puede registrarlo usted" in ask(client, nit="800.197.268-4").content.decode()
    assert "nit" in ask(client, nit="800197268-5").context["form"].errors


def test_one_person_does_not_ask_everywhere(client, carla, monkeypatch):
    monkeypatch.setattr(joining, "MOST_OPEN", 1)
    ask(client)
    SupplierFactory(nit="8001972684")
    assert "varias solicitudes" in ask(client, nit="8001972684").content.decode()


def test_numbers_are_not_tried_by_the_thousand(client, carla, monkeypatch):
    monkeypatch.setattr("onboarding.views.joining.ASKED_AN_HOUR", 2)
    assert [ask(client, nit="8001972684").status_code for _time in range(3)] == [200, 200, 429]


def test_an_administrator_accepts_with_a_role(as_boss, asked, supplier, boss, mailbox):
    page = as_boss.get(supplier.page("team")).content.decode()
    assert answer_url(asked) in page
    assert accept(as_boss, asked).url == supplier.page("team")
    assert Membership.objects.get(user=asked.user, supplier=supplier).role == Role.EDITOR
    assert mailbox.subjects(asked.user.email) == ["Ya está en el equipo de Vías del Sur S. A. S."]
    activity = Activity.objects.of(asked.user).get()
    assert (activity.kind, activity.address) == (Activity.Kind.TEAM_JOINED, None)
    assert Entry.objects.filter(verb="supplier.member_added", subject=str(supplier.code)).exists()


def test_an_administrator_refuses_with_a_reason_that_the_person_reads(as_boss, asked, supplier, mailbox):
    assert "reason" in refuse(as_boss, asked, reason=" ").context["form"].errors
    assert refuse(as_boss, asked).url == supplier.page("team")
    asked.refresh_from_db()
    assert (asked.accepted, asked.reason) == (False, "No la conozco.")
    assert "No la conozco." in mailbox.text(asked.user.email)
    assert "Ana" not in mailbox.text(asked.user.email)
    assert not Membership.objects.filter(user=asked.user).exists()


def test_an_answer_is_given_once(as_boss, asked, mailbox):
    accept(as_boss, asked)
    assert "ya se respondió" in refuse(as_boss, asked).content.decode()
    assert "ya se respondió" in accept(as_boss, asked).content.decode()
    assert Membership.objects.filter(user=asked.user).count() == 1
    assert len(mailbox.messages(asked.user.email)) == 1


def test_accepting_needs_a_role(as_boss, asked):
    assert "role" in accept(as_boss, asked, role="").context["form"].errors
    assert "role" in accept(as_boss, asked, role="jefa").context["form"].errors
    assert not Membership.objects.filter(user=asked.user).exists()


def test_a_reader_may_not_answer_and_does_not_see_who_asks(client, asked, supplier, reader):
    sign_in(client, reader)
    assert client.get(answer_url(asked)).status_code == 403
    assert accept(client, asked).status_code == 403
    assert "Carla" not in client.get(supplier.page("team")).content.decode()


def test_a_stranger_cannot_tell_that_somebody_asked(client, asked, stranger):
    sign_in(client, stranger)
    assert client.get(answer_url(asked)).status_code == 404
    assert accept(client, asked).status_code == 404
    assert client.post(reverse("onboarding:join_withdraw", args=[asked.code])).status_code == 404
    assert not Membership.objects.filter(user=asked.user).exists()


def test_who_asked_may_not_answer(client, asked):
    sign_in(client, asked.user)
    assert accept(client, asked).status_code == 404


def test_answering_asks_for_a_fresh_proof(as_boss, asked):
    prove_long_ago(as_boss)
    assert accept(as_boss, asked).url.startswith(reverse("account_reauthenticate"))
    assert not Membership.objects.filter(user=asked.user).exists()


def test_who_asked_takes_it_back(client, as_boss, asked):
    sign_in(client, asked.user)
    for _time in range(2):
        client.post(reverse("onboarding:join_withdraw", args=[asked.code]))
    asked.refresh_from_db()
    assert asked.withdrawn_at
    sign_in(as_boss, asked.supplier.administrators().get())
    assert "se respondió o se retiró" in accept(as_boss, asked).content.decode()


def test_who_was_refused_asks_again_after_a_week(client, carla, supplier, boss):
    refused = {"decided_by": boss, "accepted": False, "reason": "No."}
    now = timezone.now()
    row = JoinRequestFactory(
        supplier=supplier, user=carla, asked_at=now - timedelta(days=9), decided_at=now - timedelta(days=6), **refused
    )
    assert "en una semana" in ask(client).content.decode()
    JoinRequest.objects.filter(pk=row.pk).update(decided_at=now - timedelta(days=8))
    ask(client)
    assert JoinRequest.objects.open().count() == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"decided_at": timezone.now()},
        {"accepted": True},
        {"accepted": False, "reason": "", "decided_at": timezone.now()},
        {"reason": "Porque sí."},
    ],
)
def test_the_database_refuses_half_an_answer(supplier, boss, fields):
    decided = {"decided_by": boss} if len(fields) == 3 else {}
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequestFactory(supplier=supplier, **fields, **decided)


def test_a_person_has_one_open_request_for_a_supplier(asked):
    with pytest.raises(IntegrityError), transaction.atomic():
        JoinRequestFactory(supplier=asked.supplier, user=asked.user)
