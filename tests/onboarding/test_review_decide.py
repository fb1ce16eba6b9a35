"""Deciding a document: legible and complete, or sent back with a reason; once, by whoever has it in their hands."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from groundwork.ledger.models import Entry, Evidence
from groundwork.messaging.models import Message
from onboarding.models import DocumentVersion, Escalation, ReturnReason, Review, Role
from onboarding.services.review import deciding
from onboarding.services.review.deciding import Opinion
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import DocumentRuleFactory, DocumentTypeFactory, MembershipFactory
from tests.onboarding.reviewing import (
    CHECKS,
    QUEUE,
    actor,
    another_reviewer,
    approval,
    approve,
    at_once,
    client_of,
    follow,
    hold,
    rut,
    send_back,
    url,
    waiting,
)

pytestmark = pytest.mark.django_db

DARK = Opinion(approved=False, words="Está oscuro.")


@pytest.fixture
def version(supplier, boss) -> DocumentVersion:
    return waiting(document__supplier=supplier)


@pytest.fixture
def held(version, reviewer) -> DocumentVersion:
    return hold(version, reviewer)


@pytest.fixture
def blurred() -> ReturnReason:
    return ReturnReason.objects.create(
        slug="borroso", text="No se lee bien", text_en="It is hard to read", remedy="Tómele otra foto con luz."
    )


def two_eyes() -> DocumentVersion:
    """One that two people look at."""
    kind = DocumentTypeFactory(two_reviewers=True)
    DocumentRuleFactory(document_type=kind, checks=CHECKS)
    return waiting(document__document_type=kind)


def verbs() -> list[str]:
    return list(Entry.objects.filter(verb__startswith="document.").order_by("sequence").values_list("verb", flat=True))


def test_what_is_legible_and_complete_is_approved_and_written_down(as_reviewer, reviewer, held):
    assert approve(as_reviewer, held).url == QUEUE
    held.refresh_from_db()
    review = held.reviews.get()
    assert (held.approved, held.decided_at, held.claimed_by) == (True, review.at, None)
    assert (review.reviewer, review.approved, review.checked) == (reviewer, True, CHECKS)
    entry = Entry.objects.get(verb="document.approved", subject=str(held.code))
    assert str(reviewer.code) in Evidence.objects.get(entry=entry).content


def test_the_time_from_taking_it_to_deciding_it_is_kept(as_reviewer, version):
    as_reviewer.post(url("claim", version))
    session = as_reviewer.session
    session["review_begun"] = {str(version.code): int(timezone.now().timestamp()) - 90}
    session.save()
    approve(as_reviewer, version)
    assert 90 <= version.reviews.get().seconds < 100
    assert as_reviewer.session["review_begun"] == {}


def test_who_edits_the_file_hears_of_it_at_once_and_nobody_else_does(
    as_reviewer, held, supplier, boss, reader, mailbox
):
    editor = MembershipFactory(supplier=supplier, role=Role.EDITOR, user=UserFactory(language="en")).user
    approve(as_reviewer, held)
    assert mailbox.subjects(boss.email) == ["RUT de prueba: legible y completo"]
    assert len(mailbox.messages(editor.email)) == 1
    assert mailbox.messages(reader.email) == []
    address = f"/proveedor/documentos/{held.document.code}/?proveedor={supplier.code}"
    assert address in mailbox.text(boss.email)


def test_it_is_not_approved_with_something_unchecked(as_reviewer, held):
    page = approve(as_reviewer, held, CHECKS[:1]).content.decode()
    assert "Marque todo lo que se cumple" in page
    assert "checked" in page
    held.refresh_from_db()
    assert held.decided_at is None
    assert not held.reviews.exists()


def test_a_service_that_is_given_fewer_checks_refuses(reviewer, held):
    with pytest.raises(ValidationError):
        deciding.decide(held, Opinion(approved=True, checked=("Otra cosa",)), by=actor(reviewer))


def test_what_is_sent_back_says_why_and_what_to_do_but_not_the_reviewers_words(
    as_reviewer, held, boss, blurred, mailbox
):
    send_back(as_reviewer, held, reasons=["borroso"], words="La cédula 52.111.222 no se ve.", checks=CHECKS[:1])
    held.refresh_from_db()
    review = held.reviews.get()
    assert (held.approved, review.reasons, review.words) == (False, ["borroso"], "La cédula 52.111.222 no se ve.")
    assert mailbox.subjects(boss.email) == ["RUT de prueba: devuelto para que lo corrija"]
    text, markup = mailbox.text(boss.email), Message.objects.get().html
    for part in ("No se lee bien", "Tómele otra foto con luz."):
        assert part in text
        assert part in markup
    assert "está en la página del documento" in text
    assert "52.111.222" not in text + markup
    assert verbs() == ["document.returned"]
    assert "52.111.222" not in Evidence.objects.get(entry__verb="document.returned").content


def test_the_mail_is_in_the_language_of_its_reader(as_reviewer, held, boss, blurred, mailbox):
    boss.language = "en"
    boss.save()
    send_back(as_reviewer, held, reasons=["borroso"])
    assert "It is hard to read" in mailbox.text(boss.email)
    assert "Test RUT" in mailbox.subjects(boss.email)[0]


def test_nothing_is_sent_back_without_a_reason(as_reviewer, held):
    assert "Diga por qué lo devuelve" in send_back(as_reviewer, held, words="  ").content.decode()
    assert not Review.objects.exists()


def test_a_reason_that_is_not_offered_any_more_is_not_taken(as_reviewer, held, blurred):
    ReturnReason.objects.update(retired=True)
    send_back(as_reviewer, held, reasons=["borroso"])
    assert not Review.objects.exists()


def test_a_form_without_a_decision_decides_nothing(as_reviewer, held):
    page = as_reviewer.post(url("decide", held), {"checks": CHECKS}).content.decode()
    assert "Elija si el documento está legible" in page
    assert not Review.objects.exists()


def test_the_same_decision_twice_is_one(as_reviewer, held, boss, mailbox):
    assert approve(as_reviewer, held).url == approve(as_reviewer, held).url == QUEUE
    assert Review.objects.count() == 1
    assert verbs() == ["document.approved"]
    assert len(mailbox.messages(boss.email)) == 1


def test_nobody_takes_back_what_they_said(as_reviewer, held):
    approve(as_reviewer, held)
    page = send_back(as_reviewer, held, words="Me arrepentí.").content.decode()
    assert "dijo otra cosa" in page
    held.refresh_from_db()
    assert held.approved is True


def test_it_has_to_be_in_ones_hands(as_reviewer, version):
    assert "Tómelo primero" in approve(as_reviewer, version).content.decode()
    other = another_reviewer(full_name="Berta Sol")
    hold(version, other)
    assert "Lo está revisando Berta Sol" in approve(as_reviewer, version).content.decode()
    assert not Review.objects.exists()


def test_a_claim_that_ran_out_serves_while_nobody_else_took_it(as_reviewer, held):
    DocumentVersion.objects.update(claimed_until=timezone.now() - timedelta(minutes=5))
    assert approve(as_reviewer, held).url == QUEUE


def test_who_comes_later_is_told_who_decided_and_when(as_reviewer, version):
    other = another_reviewer(full_name="Berta Sol")
    hold(version, other)
    approve(client_of(other), version)
    page = approve(as_reviewer, version).content.decode()
    assert "Berta Sol ya lo decidió el" in page
    assert "legible y completo" in page


def test_a_newer_version_is_what_has_to_be_decided(as_reviewer, held):
    newer = follow(held)
    page = approve(as_reviewer, held).content.decode()
    assert "El proveedor subió otra versión mientras tanto" in page
    assert url("document", newer) in page
    assert not Review.objects.exists()


def test_what_was_taken_out_meanwhile_is_not_decided(as_reviewer, held):
    DocumentVersion.objects.update(withdrawn_at=timezone.now())
    assert "El proveedor quitó este documento" in approve(as_reviewer, held).content.decode()
    assert not Review.objects.exists()


def test_a_suspicion_about_an_older_version_holds_the_newer_one_too(as_reviewer, reviewer, held):
    newer = follow(held)
    hold(newer, reviewer)
    Escalation.objects.create(version=held, raised_by=another_reviewer(), words="El sello.")
    for answer in (approve(as_reviewer, newer), send_back(as_reviewer, newer, words="No.")):
        assert "Hay una sospecha abierta" in answer.content.decode()
    assert not Review.objects.exists()


def test_where_two_people_look_the_first_approval_waits_for_another(as_reviewer, reviewer):
    version = hold(two_eyes(), reviewer)
    assert "lo aprueban dos personas" in as_reviewer.get(url("document", version)).content.decode()
    approve(as_reviewer, version)
    version.refresh_from_db()
    assert (version.decided_at, version.claimed_by) == (None, None)
    assert verbs() == ["document.seconded"]
    assert not Message.objects.exists()
    assert "Usted ya revisó" in as_reviewer.post(url("claim", version), follow=True).content.decode()
    other = another_reviewer()
    hold(version, other)
    approve(client_of(other), version)
    version.refresh_from_db()
    assert version.approved is True
    assert verbs() == ["document.seconded", "document.approved"]


def test_where_two_people_look_one_who_disagrees_sends_it_back(as_reviewer, reviewer):
    version = hold(two_eyes(), reviewer)
    approve(as_reviewer, version)
    other = another_reviewer()
    hold(version, other)
    send_back(client_of(other), version, words="Falta la firma.")
    version.refresh_from_db()
    assert version.approved is False
    first_says_no = hold(two_eyes(), reviewer)
    send_back(as_reviewer, first_says_no, words="Falta la firma.")
    first_says_no.refresh_from_db()
    assert first_says_no.approved is False


def test_turning_a_page_without_script_keeps_what_was_ticked_and_written(as_reviewer, held, blurred):
    held.file.pages = 3
    held.file.save()
    typed = {"checks": CHECKS[:1], "reasons": ["borroso"], "words": "Falta la", "go_on": "on", "pagina": "2"}
    page = as_reviewer.post(url("document", held), typed)
    assert page.context["number"] == 2
    assert "Revise lo siguiente" not in page.content.decode()
    drawn = {name: page.context["form"][name].value() for name in ("checks", "reasons", "words", "go_on")}
    assert drawn == {"checks": CHECKS[:1], "reasons": ["borroso"], "words": "Falta la", "go_on": True}
    assert not Review.objects.exists()


def test_one_may_go_on_with_the_next(as_reviewer, held, reviewer):
    following = waiting()
    assert approve(as_reviewer, held, go_on="on").url == url("document", following)
    following.refresh_from_db()
    assert following.claimed_by == reviewer
    assert 'name="go_on"' in as_reviewer.get(url("document", following)).content.decode()
    assert as_reviewer.get(url("document", following)).context["form"]["go_on"].value() is True


def test_nobody_decides_for_their_own_supplier(reviewer, held, supplier):
    MembershipFactory(supplier=supplier, user=reviewer)
    with pytest.raises(DocumentVersion.DoesNotExist):
        deciding.decide(held, approval(held), by=actor(reviewer))


def test_nobody_decides_without_the_role(held, boss):
    with pytest.raises(PermissionDenied):
        deciding.decide(held, approval(held), by=actor(boss))


def test_a_stranger_decides_nothing(client, held, stranger):
    client.force_login(stranger)
    assert approve(client, held).status_code == 403
    assert client.get(reverse("onboarding:review_document", args=[held.code])).status_code == 403
    assert not Review.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_a_double_click_decides_once():
    reviewer = another_reviewer()
    version = hold(waiting(), reviewer)
    opinion = approval(version)

    def decide() -> Review:
        return deciding.decide(version, opinion, by=actor(reviewer))

    first, second = at_once(decide, decide)
    assert first == second == Review.objects.get()
    assert verbs() == ["document.approved"]


@pytest.mark.django_db(transaction=True)
def test_of_two_reviewers_at_once_one_decides_and_the_other_hears_who_did():
    version = waiting()
    ana, eva = another_reviewer(full_name="Ana Peña"), another_reviewer(full_name="Eva Ruiz")
    answers = at_once(
        lambda: deciding.decide(version, approval(version), by=actor(ana), from_list=True),
        lambda: deciding.decide(version, DARK, by=actor(eva), from_list=True),
    )
    [review] = [answer for answer in answers if isinstance(answer, Review)]
    [refusal] = [answer for answer in answers if isinstance(answer, ValidationError)]
    assert f"{review.reviewer} ya lo decidió" in refusal.messages[0]
    version.refresh_from_db()
    assert version.approved == review.approved
    assert Review.objects.count() == 1


def test_the_kind_of_document_without_a_rule_has_the_usual_checks(as_reviewer, reviewer):
    version = hold(waiting(document__document_type=DocumentTypeFactory()), reviewer)
    page = as_reviewer.get(url("document", version)).content.decode()
    assert "Se lee entero: no está cortado, borroso ni tapado" in page
    assert approve(as_reviewer, version, []).status_code == 200
    assert rut().rules.count() == 1
