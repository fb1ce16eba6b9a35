"""Withdrawing an answer until the date: it counts no more on either side, is kept, and another may be sent."""

from datetime import timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.ledger.models import Entry
from groundwork.messaging.models import Notice
from groundwork.web.actor import FACTOR, PROVED_AT, Actor, RecentAuthenticationRequiredError
from interests import tasks
from interests.models import Invitee, Quote, QuoteDocument
from interests.queries.invitations.comparing import compare
from interests.services.quotes import accepting, drafting, sending, withdrawing
from onboarding.models import Role
from procurement.models import EntityRole
from tests.accounts.factories import UserFactory, sign_in
from tests.files.factories import StoredFileFactory
from tests.interests.factories import InvitationFactory, InvitationItemFactory, InviteeFactory, QuoteFactory, priced
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitee(supplier, ana) -> Invitee:
    """The part of Ana's supplier in an invitation of one item, whose answers are hidden for a week."""
    invitation = InvitationFactory(title="Papelería")
    InvitationItemFactory(invitation=invitation, quantity=Decimal(10))
    made: Invitee = InviteeFactory(invitation=invitation, supplier=supplier, accepted_at=timezone.now())
    return made


@pytest.fixture
def quote(invitee) -> Quote:
    return priced(QuoteFactory(invitee=invitee), "123456")


@pytest.fixture
def buyer(invitee) -> User:
    person = UserFactory(email="compras@example.com")
    EntityMembershipFactory(entity=invitee.invitation.entity, role=EntityRole.BUYER, user=person)
    return person


def address(quote, verb="withdraw") -> str:
    return reverse(f"interests:quote_{verb}", args=[quote.invitee.code, quote.code])


def actor(user, *, age: float = 0) -> Actor:
    return Actor(user, {PROVED_AT: timezone.now().timestamp() - age, FACTOR: "email"})


def test_it_counts_no_more_and_both_sides_are_told_once_without_its_prices(as_ana, ana, quote, buyer, mailbox):
    assert "dejará de contar" in as_ana.get(address(quote)).content.decode()
    for _again in range(2):
        assert as_ana.post(address(quote)).url == reverse("interests:quote_detail", args=[quote.invitee.code])
    quote.refresh_from_db()
    assert quote.withdrawn_at
    assert not Quote.objects.in_force().exists()
    assert mailbox.subjects(ana.email) == [f"{quote.invitee.supplier} retiró su respuesta: Papelería"]
    assert mailbox.subjects(buyer.email) == ["Un proveedor retiró su respuesta: Papelería"]
    assert not any(price in mailbox.text(person.email) for person in (ana, buyer) for price in ("123.456", "1.234.560"))
    [notice] = Notice.objects.filter(recipient=buyer)
    assert notice.path == reverse("interests:invitation_detail", args=[quote.invitee.invitation.code])


def test_it_leaves_one_act_with_codes_alone(quote, ana):
    first = withdrawing.withdraw(quote, by=actor(ana)).withdrawn_at
    assert withdrawing.withdraw(quote, by=actor(ana)).withdrawn_at == first
    entry = Entry.objects.get(verb="quote.withdrawn")
    assert entry.subject == str(quote.code)
    assert ana.email not in entry.evidence.content
    assert "123456" not in entry.evidence.content


def test_its_receipt_says_so_with_the_act_and_offers_it_only_while_it_counts(as_ana, ana, quote):
    receipt = address(quote, "receipt")
    assert address(quote) in as_ana.get(receipt).content.decode()
    withdrawing.withdraw(quote, by=actor(ana))
    content = as_ana.get(receipt).content.decode()
    assert "Respuesta retirada" in content
    assert bytes(Entry.objects.get(verb="quote.withdrawn").digest).hex() in content
    assert address(quote) not in content
    assert as_ana.get(address(quote)).url == receipt


def test_another_may_be_sent_which_begins_as_the_one_that_was_withdrawn(as_ana, ana, invitee, quote):
    withdrawing.withdraw(quote, by=actor(ana))
    page = as_ana.get(reverse("interests:quote_detail", args=[invitee.code])).content.decode()
    assert "Retiró su respuesta" in page
    assert 'value="123.456"' in as_ana.get(reverse("interests:quote_edit", args=[invitee.code])).content.decode()
    draft = drafting.save_draft(invitee, drafting.Given(prices={}), by=ana)
    assert (draft.number, draft.prices.get().unit_price) == (2, Decimal(123456))
    sending.submit(draft, seen=sending.fingerprint(draft), by=actor(ana))
    assert Quote.objects.in_force().get() == draft
    quote.refresh_from_db()
    assert quote.superseded_at is None  # it was not replaced: it had been withdrawn


def test_who_withdrew_may_decline(invitee, quote, ana):
    with pytest.raises(ValidationError, match="Retírela primero"):
        accepting.decline(invitee, "No", by=ana)
    withdrawing.withdraw(quote, by=actor(ana))
    assert accepting.decline(invitee, "No hay existencias", by=ana).declined_at


def test_who_withdrew_is_in_its_list_again_and_is_not_reminded(as_ana, ana, quote, mailbox):
    withdrawing.withdraw(quote, by=actor(ana))
    content = as_ana.get("/invitaciones/?estado=por-responder").content.decode()
    assert "Retiró su respuesta" in content
    sent = len(mailbox.messages())
    with time_machine.travel(quote.invitee.invitation.answers_by - timedelta(hours=1), tick=False):
        assert tasks.remind_invitations() == 0
    assert len(mailbox.messages()) == sent


def test_the_public_body_sees_when_and_no_price_and_reads_its_papers_no_more(client, quote, ana, buyer):
    invitation = quote.invitee.invitation
    invitation.answers_hidden = False
    invitation.save()
    paper = QuoteDocument.objects.create(quote=quote, file=StoredFileFactory(content=b"%PDF-"))
    file = reverse("interests:invitation_document", args=[invitation.code, paper.stored.code])
    sign_in(client, buyer)
    assert client.get(file).status_code == 200
    withdrawing.withdraw(quote, by=actor(ana))
    page = client.get(reverse("interests:invitation_detail", args=[invitation.code])).content.decode()
    assert "Retiró su respuesta el" in page
    assert "Recordar a los que faltan" not in page
    assert "123.456" not in page
    assert client.get(file).status_code == 404


def test_the_comparison_and_its_figures_are_without_it_and_say_who_took_it_back(client, quote, ana, buyer):
    invitation = quote.invitee.invitation
    other = InviteeFactory(invitation=invitation)
    priced(QuoteFactory(invitee=other), "100")
    withdrawing.withdraw(quote, by=actor(ana))
    with time_machine.travel(invitation.answers_by, tick=False):
        found = compare(invitation, at=timezone.now())
        assert [answer.quote.invitee for answer in found.answers] == [other]
        assert [spread and spread.count for spread in (found.spread, found.rows[0].spread)] == [1, 1]
        sign_in(client, buyer)
        comparison = reverse("interests:quote_comparison", args=[invitation.code])
        page = client.get(comparison).content.decode()
        assert f"Retiró su respuesta: {quote.invitee.supplier.name}" in page
        assert "123.456" not in page
        assert quote.invitee.supplier.name not in client.get(f"{comparison}?formato=csv").content.decode()


@pytest.mark.parametrize(("late", "taken"), [(-1, True), (0, False)], ids=["a second before", "at the very second"])
def test_the_date_is_exact_to_the_second(quote, ana, late, taken):
    with time_machine.travel(quote.invitee.invitation.answers_by + timedelta(seconds=late), tick=False):
        if taken:
            withdrawing.withdraw(quote, by=actor(ana))
        else:
            with pytest.raises(ValidationError, match="dejó de recibir respuestas"):
                withdrawing.withdraw(quote, by=actor(ana))
    assert Quote.objects.in_force().exists() is not taken


def test_after_the_date_its_page_refuses_and_nothing_changes(as_ana, ana, quote):
    invitation = quote.invitee.invitation
    invitation.answers_by = timezone.now() - timedelta(seconds=1)
    invitation.save()
    assert as_ana.get(address(quote)).url == address(quote, "receipt")
    assert "dejó de recibir respuestas" in as_ana.post(address(quote), follow=True).content.decode()
    assert Quote.objects.in_force().get() == quote


def test_what_was_replaced_meanwhile_is_not_withdrawn_in_its_place(as_ana, quote):
    quote.superseded_at = timezone.now()
    quote.save()
    newer = QuoteFactory(invitee=quote.invitee, number=2)
    assert "otra la reemplazó" in as_ana.post(address(quote), follow=True).content.decode()
    assert Quote.objects.in_force().get() == newer


def test_only_who_binds_the_supplier_withdraws_and_with_a_fresh_proof(client, quote, supplier):
    editor = MembershipFactory(supplier=supplier, role=Role.EDITOR).user
    signer = MembershipFactory(supplier=supplier, role=Role.SIGNER).user
    with pytest.raises(PermissionDenied):
        withdrawing.withdraw(quote, by=actor(editor))
    with pytest.raises(RecentAuthenticationRequiredError):
        withdrawing.withdraw(quote, by=actor(signer, age=3600))
    sign_in(client, editor)
    assert client.get(address(quote)).status_code == 403
    assert client.post(address(quote)).status_code == 403
    assert (
        address(quote) not in client.get(reverse("interests:quote_detail", args=[quote.invitee.code])).content.decode()
    )
    sign_in(client, signer)
    prove_long_ago(client)
    assert client.get(address(quote)).url.startswith("/ingresar/confirmar/")
    assert Quote.objects.in_force().exists()


def test_strangers_and_the_public_body_find_nothing(client, quote, stranger, buyer):
    for person in (stranger, buyer):
        sign_in(client, person)
        assert client.get(address(quote)).status_code == 404
        assert client.post(address(quote)).status_code == 404
    draft = QuoteFactory(invitee=quote.invitee, draft=True, number=2)
    sign_in(client, quote.invitee.supplier.members.first())
    assert client.post(address(draft)).status_code == 404
    assert Quote.objects.in_force().get() == quote


def test_the_database_keeps_what_a_withdrawn_answer_is(quote):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.update(withdrawn_at=timezone.now(), superseded_at=timezone.now())
