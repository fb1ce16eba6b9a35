"""Questions about an invitation: asked by one, answered for all without a name or for one alone."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.ledger.models import Entry
from interests.models import InvitationQuestion, Invitee
from interests.services.invitations import following
from interests.services.quotes import asking
from onboarding.models import Role
from procurement.models import EntityRole
from tests.accounts.factories import UserFactory, sign_in
from tests.interests.factories import InvitationFactory, InviteeFactory
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityMembershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitee(supplier, ana) -> Invitee:
    return InviteeFactory(invitation=InvitationFactory(title="Papelería"), supplier=supplier)


@pytest.fixture
def rival(invitee) -> User:
    """Who administers another invited supplier."""
    other = InviteeFactory(invitation=invitee.invitation, supplier=SupplierFactory(name="Rival S. A. S."))
    return MembershipFactory(supplier=other.supplier, user=UserFactory(email="rival@example.com")).user


@pytest.fixture
def buyer(invitee) -> User:
    user = UserFactory(email="compras@example.com")
    return EntityMembershipFactory(entity=invitee.invitation.entity, role=EntityRole.BUYER, user=user).user


def pages(client, *people: User) -> list[str]:
    """The invitation as each of these suppliers' people reads it."""
    seen = []
    for person in people:
        sign_in(client, person)
        mine = Invitee.objects.of(person).get()
        seen.append(client.get(reverse("interests:quote_detail", args=[mine.code])).content.decode())
    return seen


def reply(client, question, words="Sí, en dos entregas.", audience="all"):
    return client.post(
        reverse("interests:invitation_reply", args=[question.code]), {"reply": words, "audience": audience}
    )


def test_a_question_reaches_who_buys_and_waits_in_sight(as_ana, ana, invitee, buyer, mailbox):
    for _again in range(2):
        as_ana.post(reverse("interests:quote_ask", args=[invitee.code]), {"text": "¿Se reciben entregas parciales?"})
    question = InvitationQuestion.objects.get()
    assert question.asked_by == ana
    [subject] = mailbox.subjects(buyer.email)
    assert subject == "Preguntan sobre una invitación a cotizar: Papelería"
    assert "¿Se reciben entregas parciales?" in mailbox.text(buyer.email)
    assert invitee.supplier.name not in mailbox.text(buyer.email)
    sign_in(as_ana, buyer)
    page = as_ana.get(reverse("interests:invitation_detail", args=[invitee.invitation.code])).content.decode()
    assert invitee.supplier.name in page
    assert "Sin responder" in page


def test_nobody_else_reads_a_question_before_its_answer(client, ana, invitee, rival):
    asking.ask(invitee, "¿Hay anticipo?", by=ana)
    mine, theirs = pages(client, ana, rival)
    assert "¿Hay anticipo?" in mine
    assert "¿Hay anticipo?" not in theirs


def test_a_shared_answer_is_read_by_all_and_says_nobody(client, ana, invitee, rival, buyer, mailbox):
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    sign_in(client, buyer)
    for _again in range(2):
        assert reply(client, question).status_code == 302
    mine, theirs = pages(client, ana, rival)
    assert "La hizo su equipo" in mine
    for page in (mine, theirs):
        assert "Sí, en dos entregas." in page
    assert "La hizo su equipo" not in theirs
    assert invitee.supplier.name not in theirs
    for person in (ana, rival):
        assert mailbox.subjects(person.email) == ["La entidad respondió una pregunta: Papelería"]
    assert invitee.supplier.name not in mailbox.text(rival.email)
    assert Entry.objects.filter(verb="quote_invitation.replied").count() == 1


def test_an_answer_for_one_is_read_by_one(client, ana, invitee, rival, buyer, mailbox):
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    sign_in(client, buyer)
    reply(client, question, audience="one")
    mine, theirs = pages(client, ana, rival)
    assert "Sí, en dos entregas." in mine
    assert "Sí, en dos entregas." not in theirs
    assert mailbox.messages(rival.email) == []


def test_an_answered_question_is_not_answered_otherwise(ana, invitee, buyer):
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    following.reply(question, "No", shared=True, by=buyer)
    with pytest.raises(ValidationError, match="ya respondió"):
        following.reply(question, "Sí", shared=True, by=buyer)


def test_an_empty_question_or_answer_is_refused(as_ana, ana, invitee, buyer):
    response = as_ana.post(reverse("interests:quote_ask", args=[invitee.code]), {"text": "  "})
    assert "Escriba la pregunta." in response.content.decode()
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    sign_in(as_ana, buyer)
    assert "Escriba la respuesta." in reply(as_ana, question, words=" ").content.decode()


def test_questions_have_an_end(invitee, ana):
    for number in range(asking.MOST_QUESTIONS):
        asking.ask(invitee, f"¿{number}?", by=ana)
    with pytest.raises(ValidationError, match="hasta 20 preguntas"):
        asking.ask(invitee, "¿Una más?", by=ana)


def test_after_the_date_nobody_asks_or_answers(ana, invitee, buyer):
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    invitation = invitee.invitation
    invitation.answers_by = timezone.now() - timedelta(seconds=1)
    invitation.save()
    with pytest.raises(ValidationError, match="dejó de recibir"):
        asking.ask(invitee, "¿Otra?", by=ana)
    with pytest.raises(ValidationError, match="dejó de recibir"):
        following.reply(question, "Sí", shared=True, by=buyer)


def test_a_stranger_cannot_answer_and_the_rest_of_the_entity_may_not(client, ana, invitee, stranger, supplier):
    question = asking.ask(invitee, "¿Hay anticipo?", by=ana)
    for person in (stranger, ana):
        sign_in(client, person)
        assert reply(client, question).status_code == 404
    sign_in(client, EntityMembershipFactory(entity=invitee.invitation.entity, role=EntityRole.SUPERVISOR).user)
    assert reply(client, question).status_code == 403
    with pytest.raises(PermissionDenied):
        asking.ask(invitee, "¿?", by=MembershipFactory(supplier=supplier, role=Role.READER).user)
    question.refresh_from_db()
    assert question.answer == ""
