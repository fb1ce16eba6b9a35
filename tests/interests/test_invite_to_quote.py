"""Inviting suppliers to quote: the draft, the look before it is sent, more time, reminders and the end of it."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.ledger.models import Entry
from groundwork.messaging.models import Message, Notice
from interests import tasks
from interests.models import Invitation, InvitationFile, Invitee
from interests.services import departures
from interests.services.invitations import drafting, reminding
from onboarding.models import Role, Supplier
from procurement.models import Entity, EntityRole
from tests.accounts.factories import UserFactory, sign_in
from tests.files.factories import StoredFileFactory
from tests.files.makers import pdf
from tests.interests.factories import (
    InterestFactory,
    InvitationFactory,
    InvitationItemFactory,
    InviteeFactory,
    QuoteFactory,
    commodity,
)
from tests.onboarding.factories import MembershipFactory, SupplierFactory
from tests.procurement.factories import EntityFactory, EntityMembershipFactory, ProcessFactory

pytestmark = pytest.mark.django_db

LIST, NEW = "/entidad/invitaciones/", "/entidad/invitaciones/nueva/"
# A Tuesday at ten in the morning of Bogotá, in a week without holidays.
TUESDAY = datetime(2026, 11, 24, 15, tzinfo=UTC)


@pytest.fixture
def entity() -> Entity:
    return EntityFactory(name="Alcaldía de Prueba")


@pytest.fixture
def buyer(entity) -> User:
    return EntityMembershipFactory(entity=entity, role=EntityRole.BUYER).user


@pytest.fixture
def as_buyer(client, buyer) -> Client:
    sign_in(client, buyer)
    return client


@pytest.fixture
def seen() -> Supplier:
    """A supplier that public bodies may find, with one member."""
    supplier = SupplierFactory(name="Papeles del Sur")
    InterestFactory(supplier=supplier, visible=True)
    MembershipFactory(supplier=supplier, user=UserFactory(email="papeles@example.com"))
    return supplier


@pytest.fixture
def tuesday():
    with time_machine.travel(TUESDAY, tick=False):
        yield


def fields(*suppliers, rows=1, **more):
    """What the page of the draft sends."""
    sent = {
        "title": "Papelería del segundo semestre",
        "message": "Con entrega en la sede.",
        "answers_on": "2026-12-01",
        "answers_at": "17",
        "answers_hidden": "on",
        "rows": str(rows),
        "item-0-description": "Resma de papel carta",
        "item-0-commodity": "",
        "item-0-unit": "resma",
        "item-0-quantity": "1.250",
        "proveedor": [str(supplier.code) for supplier in suppliers],
        "do": "save",
    }
    return sent | more


def draft_of(client, entity, *suppliers, **more) -> Invitation:
    response = client.post(NEW, fields(*suppliers, entity=entity.code, **more))
    assert response.status_code == 302, response.context["form"].errors
    return Invitation.objects.latest("pk")


def page(client, invitation, verb="detail") -> str:
    return client.get(reverse(f"interests:invitation_{verb}", args=[invitation.code])).content.decode()


def act(client, invitation, verb, **data):
    return client.post(reverse(f"interests:invitation_{verb}", args=[invitation.code]), data)


@pytest.mark.usefixtures("tuesday")
def test_a_draft_is_kept_whole_and_nobody_is_told(as_buyer, buyer, entity, seen):
    process = ProcessFactory(entity=entity)
    invitation = draft_of(as_buyer, entity, seen, process=process.code)
    assert (invitation.entity, invitation.process, invitation.created_by) == (entity, process, buyer)
    assert invitation.answers_by == datetime(2026, 12, 1, 22, tzinfo=UTC)
    [item] = invitation.items.all()
    assert (item.position, item.description, item.unit, item.quantity) == (
        1,
        "Resma de papel carta",
        "resma",
        Decimal(1250),
    )
    assert [invitee.supplier for invitee in invitation.invitees.all()] == [seen]
    assert not Message.objects.exists()
    assert "1.250" in page(as_buyer, invitation, "edit")


@pytest.mark.usefixtures("tuesday")
def test_the_directory_sends_its_suppliers_each_once_and_only_those_that_may_be_found(as_buyer, seen):
    hidden = SupplierFactory(name="Nadie Me Busque")
    address = f"{NEW}?proveedor={seen.code}&proveedor={seen.code}&proveedor={hidden.code}&proveedor=x"
    assert as_buyer.get(address).context["suppliers"] == [seen]


@pytest.mark.usefixtures("tuesday")
def test_more_suppliers_go_to_the_draft_that_the_directory_names(as_buyer, entity, seen):
    invitation = draft_of(as_buyer, entity)
    response = as_buyer.get(f"{NEW}?invitacion={invitation.code}&proveedor={seen.code}", follow=True)
    assert response.context["suppliers"] == [seen]
    assert response.context["invitation"] == invitation


@pytest.mark.usefixtures("tuesday")
def test_rows_are_added_taken_out_and_pasted_without_losing_what_was_typed(as_buyer, entity):
    more = as_buyer.post(NEW, fields(do="row", title="A medias", answers_on="2020-01-01"))
    assert more.context["rows"].number == 2
    assert 'value="A medias"' in more.content.decode()
    pasted = as_buyer.post(
        NEW, fields(do="paste", pasted="DESCRIPCIÓN\tUNIDAD\tCANTIDAD\nTóner\tunidad\t2,5\nBorrador\tcaja\t4")
    )
    typed = [dict(row.initial) for row in pasted.context["rows"]]
    assert [row["description"] for row in typed] == ["Resma de papel carta", "Tóner", "Borrador"]
    assert (typed[1]["unit"], typed[1]["quantity"]) == ("unidad", "2,5")
    fewer = as_buyer.post(NEW, fields(rows=2, remove="0") | {"item-1-description": "Tóner"})
    assert [row.initial["description"] for row in fewer.context["rows"]] == ["Tóner"]
    nothing = as_buyer.post(NEW, fields(do="paste", pasted=""))
    assert "Pegue las filas" in nothing.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.usefixtures("tuesday")
def test_more_rows_than_an_invitation_takes_are_refused_and_none_is_lost(as_buyer):
    more = "\n".join(f"Cosa {n}\tunidad\t1" for n in range(100))
    response = as_buyer.post(NEW, fields(do="paste", pasted=more))
    assert "lleva hasta 100 ítems" in response.content.decode()
    assert "Cosa 99" in response.content.decode()
    assert response.context["rows"].number == 1


def test_a_first_row_is_an_item_though_its_unit_is_called_unidad(as_buyer):
    response = as_buyer.post(NEW, fields(do="paste", pasted="Tóner\tunidad\t4"))
    assert [row.initial["description"] for row in response.context["rows"]] == ["Resma de papel carta", "Tóner"]


@pytest.mark.parametrize("query", ["proceso=%00", "entidad=%00", "proveedor=%00", "invitacion=%00", "proceso=x"])
def test_an_address_that_means_nothing_begins_an_empty_page(as_buyer, query):
    assert as_buyer.get(f"{NEW}?{query}").status_code == 200


@pytest.mark.usefixtures("tuesday")
def test_a_paper_that_is_not_there_is_taken_out_without_ado(as_buyer, entity):
    invitation = draft_of(as_buyer, entity)
    theirs = InvitationFile.objects.create(invitation=InvitationFactory(draft=True), file=StoredFileFactory())
    for code in ("x", str(uuid4()), str(theirs.file.code)):
        assert act(as_buyer, invitation, "check", drop=code).status_code == 302
    assert InvitationFile.objects.get() == theirs


@pytest.mark.usefixtures("tuesday")
@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"answers_on": "2026-11-24"}, "al menos un día hábil"),
        ({"answers_on": "2020-01-02"}, "al menos un día hábil"),
        ({"answers_on": "2026-11-28"}, "no es un día hábil"),
        ({"answers_on": "2026-12-08"}, "no es un día hábil"),
        ({"answers_on": "2028-01-11"}, "dentro de un año"),
        ({"item-0-quantity": "0"}, "La cantidad es mayor que cero."),
        ({"item-0-quantity": "-3"}, "La cantidad es mayor que cero."),
        ({"item-0-quantity": "9999999999999"}, "La cantidad es demasiado grande."),
        ({"item-0-quantity": "9" * 40}, "La cantidad es demasiado grande."),
        ({"item-0-quantity": "1,5555"}, "dos decimales"),
        ({"item-0-quantity": "muchas"}, "solo con números"),
        ({"item-0-commodity": "99999999"}, "no existe en el clasificador"),
        ({"item-0-commodity": "papel"}, "Escriba un código UNSPSC"),
        ({"title": "", "do": "check"}, "Escriba qué se va a cotizar."),
    ],
    ids=[
        "today",
        "past",
        "saturday",
        "holiday",
        "far",
        "zero",
        "negative",
        "huge",
        "forty digits",
        "four decimals",
        "words",
        "unknown",
        "no code",
        "empty",
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(as_buyer, entity, wrong, words):
    response = as_buyer.post(NEW, fields(entity=entity.code, **wrong))
    content = response.content.decode()
    assert response.status_code == 200
    assert words in content
    assert "Con entrega en la sede." in content
    assert not Invitation.objects.exists()


@pytest.mark.usefixtures("tuesday")
def test_a_row_without_anything_in_it_lacks_nothing(as_buyer, entity):
    content = as_buyer.post(NEW, fields(entity=entity.code, rows=2, title="", do="check")).content.decode()
    assert "Escriba qué es." not in content
    draft_of(as_buyer, entity, rows=3)
    assert Invitation.objects.get().items.count() == 1


@pytest.mark.usefixtures("tuesday")
def test_a_draft_waits_for_its_words_and_says_what_it_lacks(as_buyer, entity, seen):
    invitation = draft_of(as_buyer, entity, seen, title="", message="")
    assert "Sin título todavía" in as_buyer.get(f"{LIST}?estado=borradores").content.decode()
    response = act(as_buyer, invitation, "check", do="send")
    assert response.context["refused"] == ["Escriba qué se va a cotizar.", "Escriba el mensaje."]


def paused(client, data, path=NEW) -> str:
    """What a pause in the typing answers."""
    response = client.post(path, data | {"do": ""}, headers={"HX-Request": "true"})
    content: str = response.content.decode()
    assert "<h1" not in content
    return content


@pytest.mark.usefixtures("tuesday")
def test_each_pause_of_a_new_page_saves_what_is_right_in_one_draft(as_buyer, buyer, entity, seen):
    code = str(as_buyer.get(NEW).context["invitation"].code)
    first = fields(seen, entity=entity.code, draft=code, title="Pa", message="", answers_on="")
    content = paused(as_buyer, first | {"item-0-quantity": "muchas"})
    assert "Guardado a las" in content
    assert "Por corregir: Recibe respuestas hasta el día." in content
    assert "El ítem 1 no se guarda todavía" in content
    invitation = Invitation.objects.get()
    assert (str(invitation.code), invitation.title, invitation.created_by) == (code, "Pa", buyer)
    assert [one.supplier for one in invitation.invitees.all()] == [seen]
    assert not invitation.items.exists()
    assert "Por corregir" not in paused(as_buyer, first | {"title": "Papel", "answers_on": "2026-12-01"})
    invitation.refresh_from_db()
    assert invitation.title == "Papel"
    assert invitation.items.get().quantity == 1250
    as_buyer.post(NEW, fields(seen, entity=entity.code, draft=code))  # the button of the same page
    assert Invitation.objects.get().title == "Papelería del segundo semestre"


@pytest.mark.usefixtures("tuesday")
def test_two_posts_of_one_new_page_that_cross_make_one_draft(buyer, entity):
    code, due = uuid4(), TUESDAY + timedelta(days=7)
    first, second = (Invitation(code=code, entity=entity, title=text, answers_by=due) for text in ("Una", "Dos"))
    drafting.save_draft(first, [], [], by=buyer)
    drafting.save_draft(second, [], [], by=buyer)  # it was read before the first was there
    assert Invitation.objects.get().title == "Dos"


@pytest.mark.usefixtures("tuesday")
def test_the_page_of_a_new_draft_goes_on_as_the_draft_s_own(as_buyer, entity):
    code = str(uuid4())
    response = as_buyer.post(NEW, fields(entity=entity.code, draft=code), headers={"HX-Request": "true"})
    assert response["HX-Replace-Url"] == reverse("interests:invitation_edit", args=[code])


@pytest.mark.usefixtures("tuesday")
def test_what_is_wrong_at_a_pause_leaves_what_was_kept(as_buyer, entity, seen):
    invitation = draft_of(as_buyer, entity, seen)
    path = reverse("interests:invitation_edit", args=[invitation.code])
    content = paused(as_buyer, fields(seen, entity=entity.code, title="x" * 201), path)
    assert "Por corregir: Qué se va a cotizar." in content
    invitation.refresh_from_db()
    assert invitation.title == "Papelería del segundo semestre"


@pytest.mark.usefixtures("tuesday")
def test_a_pause_changes_nothing_that_is_another_entitys_or_was_sent(as_buyer, entity, seen):
    theirs = InvitationFactory(draft=True, title="Ajena")
    data = fields(entity=entity.code, draft=str(theirs.code))
    assert as_buyer.post(NEW, data, headers={"HX-Request": "true"}).status_code == 403
    sent = InvitationFactory(entity=entity, title="Enviada")
    path = reverse("interests:invitation_edit", args=[sent.code])
    assert "ya se envió" in paused(as_buyer, fields(seen, entity=entity.code), path)
    assert "ya se envió" in paused(as_buyer, fields(seen, entity=entity.code, draft=str(sent.code)), NEW)
    assert set(Invitation.objects.values_list("title", flat=True)) == {"Ajena", "Enviada"}


def test_what_was_posted_after_the_session_ended_comes_back(as_buyer, buyer, entity, seen):
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        assert as_buyer.post(NEW, fields(seen, entity=entity.code)).url.startswith("/ingresar/")
        sign_in(as_buyer, buyer)
        kept = dict(as_buyer.get("/cuenta/continuar/").context["draft"].fields)
    assert kept["title"] == "Papelería del segundo semestre"
    assert kept["item-0-description"] == "Resma de papel carta"


@pytest.mark.usefixtures("tuesday")
def test_a_code_of_the_classifier_is_kept_as_eight_digits(as_buyer, entity):
    commodity("14111500", "Papel de imprenta")
    invitation = draft_of(as_buyer, entity, **{"item-0-commodity": "14.11.15"})
    assert invitation.items.get().commodity == "14111500"


@pytest.mark.usefixtures("tuesday")
def test_another_entitys_process_and_suppliers_that_left_the_directory_are_refused(buyer, entity, seen):
    invitation = Invitation(entity=entity, title="x", message="x", answers_by=TUESDAY + timedelta(days=7))
    invitation.process = ProcessFactory()
    with pytest.raises(ValidationError, match="otra entidad"):
        drafting.save_draft(invitation, [], [seen], by=buyer)
    invitation.process = None
    with pytest.raises(ValidationError, match="directorio"):
        drafting.save_draft(invitation, [], [SupplierFactory()], by=buyer)
    with pytest.raises(PermissionDenied):
        drafting.save_draft(invitation, [], [seen], by=UserFactory())


@pytest.mark.usefixtures("tuesday")
def test_sending_tells_those_who_act_for_each_supplier_once_and_leaves_one_act(as_buyer, buyer, entity, seen, mailbox):
    reader = MembershipFactory(supplier=seen, role=Role.READER).user
    invitation = draft_of(as_buyer, entity, seen)
    assert "Papeles del Sur" in page(as_buyer, invitation, "check")
    for _again in range(2):
        assert act(as_buyer, invitation, "check", do="send").url == reverse(
            "interests:invitation_detail", args=[invitation.code]
        )
    [subject] = mailbox.subjects("papeles@example.com")
    assert subject == "Invitan a Papeles del Sur a cotizar: Papelería del segundo semestre"
    text = mailbox.text("papeles@example.com")
    assert "no es oferta ni obliga" in text
    assert reverse("interests:quote_detail", args=[Invitee.objects.get().code]) in text
    assert mailbox.messages(reader.email) == []
    [notice] = Notice.objects.filter(recipient__email="papeles@example.com")
    assert notice.path == reverse("interests:quote_detail", args=[Invitee.objects.get().code])
    entry = Entry.objects.get(subject=str(invitation.code))
    assert entry.verb == "quote_invitation.sent"
    assert "papeles@example.com" not in entry.evidence.content


@pytest.mark.usefixtures("tuesday")
def test_who_muted_these_mails_is_not_written_to(as_buyer, entity, seen, mailbox):
    User.objects.filter(email="papeles@example.com").update(muted_notices=["quotes"])
    act(as_buyer, draft_of(as_buyer, entity, seen), "check", do="send")
    assert mailbox.messages("papeles@example.com") == []


@pytest.mark.usefixtures("tuesday")
def test_a_draft_without_items_or_suppliers_is_not_sent(as_buyer, entity):
    invitation = draft_of(as_buyer, entity, rows=0)
    response = act(as_buyer, invitation, "check", do="send")
    assert response.context["refused"] == ["Escriba al menos un ítem.", "Escoja al menos un proveedor."]
    invitation.refresh_from_db()
    assert invitation.sent_at is None


def test_a_draft_whose_date_came_near_is_not_sent(as_buyer, buyer, entity, seen):
    with time_machine.travel(TUESDAY, tick=False):
        invitation = draft_of(as_buyer, entity, seen)
    with time_machine.travel(datetime(2026, 12, 1, 15, tzinfo=UTC), tick=False):
        sign_in(as_buyer, buyer)
        assert "al menos un día hábil" in act(as_buyer, invitation, "check", do="send").content.decode()


@pytest.mark.usefixtures("tuesday")
def test_papers_go_through_the_pipeline_and_a_refused_one_holds_the_invitation(as_buyer, entity, seen):
    invitation = draft_of(as_buyer, entity, seen)
    assert "Elija al menos un archivo." in act(as_buyer, invitation, "check", do="files").content.decode()
    good = SimpleUploadedFile("pliego.pdf", pdf(), content_type="application/pdf")
    act(as_buyer, invitation, "check", do="files", files=good)
    kept = InvitationFile.objects.get()
    assert kept.file.owner == f"entity:{entity.code}"
    assert kept.file.passed_at
    bad = SimpleUploadedFile("malo.svg", b"<svg onload='alert(1)'/>", content_type="image/svg+xml")
    act(as_buyer, invitation, "check", do="files", files=bad)
    assert "no se recibió" in act(as_buyer, invitation, "check", do="send").content.decode()
    refused = invitation.files.exclude(pk=kept.pk).get()
    act(as_buyer, invitation, "check", drop=str(refused.file.code))
    assert StoredFile.objects.get(pk=refused.file.pk).erased_at
    act(as_buyer, invitation, "check", do="send")
    invitee = invitation.invitees.get()
    member = Client()
    sign_in(member, User.objects.get(email="papeles@example.com"))
    address = reverse("interests:quote_file", args=[invitee.code, kept.file.code])
    assert b"".join(member.get(address)).startswith(b"%PDF-")
    own = reverse("interests:invitation_file", args=[invitation.code, kept.file.code])
    assert as_buyer.get(own)["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize("role", [EntityRole.CUSTODIAN, EntityRole.SUPERVISOR])
def test_the_rest_of_the_entity_reads_and_changes_nothing(client, entity, role, seen):
    sign_in(client, EntityMembershipFactory(entity=entity, role=role).user)
    invitation = InvitationFactory(entity=entity)
    InviteeFactory(invitation=invitation)
    assert "Recordar" not in page(client, invitation)
    assert client.get(LIST).status_code == 200
    assert client.get(NEW).status_code == 403
    for verb in ("edit", "check", "extend", "cancel"):
        assert client.get(reverse(f"interests:invitation_{verb}", args=[invitation.code])).status_code == 403, verb
    for verb in ("delete", "invite", "remind", "extend", "cancel"):
        assert act(client, invitation, verb).status_code == 403, verb
    assert Invitation.objects.get() == invitation


def test_strangers_find_nothing(client, entity):
    sign_in(client, EntityMembershipFactory(role=EntityRole.ADMINISTRATOR).user)
    invitation = InvitationFactory(entity=entity)
    for verb in ("detail", "edit", "check", "extend", "cancel"):
        assert client.get(reverse(f"interests:invitation_{verb}", args=[invitation.code])).status_code == 404, verb
    assert client.get(LIST).context["total"] == 0
    assert client.get(f"{NEW}?invitacion={invitation.code}").status_code == 200


def test_who_works_for_no_entity_is_led_to_its_desk(client):
    sign_in(client, UserFactory())
    assert client.get(LIST).url == client.get(NEW).url == reverse("desk:entity")


def test_the_date_moves_only_later_and_everybody_is_told(as_buyer, entity, seen, mailbox):
    with time_machine.travel(TUESDAY, tick=False):
        sign_in(as_buyer, EntityMembershipFactory(entity=entity, role=EntityRole.APPROVER).user)
        invitation = InvitationFactory(entity=entity, answers_by=datetime(2026, 12, 1, 22, tzinfo=UTC))
        InviteeFactory(invitation=invitation, supplier=seen)
        early = act(as_buyer, invitation, "extend", answers_on="2026-11-27", answers_at="17")
        assert "solo se puede mover para más tarde" in early.content.decode()
        for _again in range(2):
            assert act(as_buyer, invitation, "extend", answers_on="2026-12-03", answers_at="12").status_code == 302
        invitation.refresh_from_db()
        assert invitation.answers_by == datetime(2026, 12, 3, 17, tzinfo=UTC)
        assert mailbox.subjects("papeles@example.com") == [f"Hay más plazo para cotizar: {invitation.title}"]
    assert Entry.objects.filter(verb="quote_invitation.extended").count() == 1


def test_after_the_date_nothing_is_extended_cancelled_widened_or_reminded(as_buyer, entity, seen):
    invitation = InvitationFactory(entity=entity, answers_by=timezone.now() - timedelta(seconds=1))
    InviteeFactory(invitation=invitation)
    later = (timezone.localdate() + timedelta(days=20)).isoformat()
    said = {
        "extend": {"answers_on": later, "answers_at": "12"},
        "cancel": {"reason": "Ya no"},
        "invite": {"proveedor": str(seen.code)},
        "remind": {},
    }
    for verb, data in said.items():
        response = as_buyer.post(reverse(f"interests:invitation_{verb}", args=[invitation.code]), data, follow=True)
        assert "dejó de recibir respuestas" in response.content.decode(), verb
    assert invitation.invitees.count() == 1
    assert not Entry.objects.exists()


def test_cancelling_asks_why_and_tells_everybody_once(as_buyer, entity, seen, mailbox):
    invitation = InvitationFactory(entity=entity)
    InviteeFactory(invitation=invitation, supplier=seen)
    assert "los invitados leerán el motivo" in act(as_buyer, invitation, "cancel", reason=" ").content.decode()
    for _again in range(2):
        act(as_buyer, invitation, "cancel", reason="Se aplazó la compra.")
    assert mailbox.subjects("papeles@example.com") == [f"Cancelaron la invitación a cotizar: {invitation.title}"]
    assert "Se aplazó la compra." in mailbox.text("papeles@example.com")
    assert Entry.objects.filter(verb="quote_invitation.cancelled").count() == 1
    assert "Se aplazó la compra." in page(as_buyer, invitation)


def test_more_suppliers_are_invited_later_and_nobody_twice(as_buyer, entity, seen, mailbox):
    invitation = InvitationFactory(entity=entity)
    InviteeFactory(invitation=invitation)
    address = f"{reverse('interests:invitation_detail', args=[invitation.code])}?proveedor={seen.code}"
    assert as_buyer.get(address).context["new"] == [seen]
    act(as_buyer, invitation, "invite", proveedor=[str(seen.code), str(seen.code)])
    assert as_buyer.get(address).context["known"] == [seen]
    again = as_buyer.post(
        reverse("interests:invitation_invite", args=[invitation.code]), {"proveedor": str(seen.code)}, follow=True
    )
    assert "Ya estaban invitados" in again.content.decode()
    assert len(mailbox.messages("papeles@example.com")) == 1
    assert Entry.objects.filter(verb="quote_invitation.widened").count() == 1


def test_a_reminder_goes_once_a_day_to_those_who_are_silent(as_buyer, entity, seen, mailbox):
    invitation = InvitationFactory(entity=entity)
    silent = InviteeFactory(invitation=invitation, supplier=seen)
    answered = InviteeFactory(invitation=invitation, supplier=MembershipFactory().supplier)
    QuoteFactory(invitee=answered)
    InviteeFactory(invitation=invitation, declined_at=timezone.now(), decline_reason="No hay")
    for _again in range(2):
        act(as_buyer, invitation, "remind")
    assert [str(mail["To"]) for mail in mailbox.messages()] == ["papeles@example.com"]
    silent.refresh_from_db()
    assert silent.reminded_at


def test_two_business_days_before_the_date_the_portal_reminds_by_itself_once(entity, seen, mailbox):
    friday = datetime(2026, 12, 4, 22, tzinfo=UTC)
    sent = datetime(2026, 11, 25, 15, tzinfo=UTC)
    with time_machine.travel(sent, tick=False):
        invitation = InvitationFactory(entity=entity, answers_by=friday, sent_at=sent)
        InviteeFactory(invitation=invitation, supplier=seen)
    with time_machine.travel(datetime(2026, 12, 1, 15, tzinfo=UTC), tick=False):
        assert tasks.remind_invitations() == 0
    with time_machine.travel(datetime(2026, 12, 2, 15, tzinfo=UTC), tick=False):
        assert tasks.remind_invitations() == 1
        assert tasks.remind_invitations() == 0
    with time_machine.travel(datetime(2026, 12, 3, 15, tzinfo=UTC), tick=False):
        assert tasks.remind_invitations() == 0
        assert mailbox.subjects("papeles@example.com") == [f"Todavía puede cotizar: {invitation.title}"]


def test_an_invitation_sent_within_those_days_needs_no_reminder(entity, seen):
    with time_machine.travel(datetime(2026, 12, 2, 15, tzinfo=UTC), tick=False):
        now = timezone.now()
        InviteeFactory(
            invitation=InvitationFactory(entity=entity, answers_by=now + timedelta(days=2), sent_at=now), supplier=seen
        )
        assert reminding.sweep() == 0


def test_a_sent_invitation_is_neither_edited_nor_deleted(as_buyer, buyer, entity):
    invitation = InvitationFactory(entity=entity)
    assert as_buyer.get(reverse("interests:invitation_edit", args=[invitation.code])).status_code == 302
    act(as_buyer, invitation, "delete")
    assert Invitation.objects.filter(pk=invitation.pk).exists()
    with pytest.raises(ValidationError, match="ya se envió"):
        drafting.save_draft(invitation, [], [], by=buyer)


def test_a_draft_is_deleted_with_its_papers(as_buyer, entity):
    invitation = InvitationFactory(entity=entity, draft=True)
    paper = InvitationFile.objects.create(invitation=invitation, file=StoredFileFactory(content=b"%PDF-")).file
    act(as_buyer, invitation, "delete")
    assert not Invitation.objects.exists()
    assert StoredFile.objects.get(pk=paper.pk).erased_at


def test_who_left_the_supplier_is_no_longer_written_to(as_buyer, entity, seen, mailbox):
    person = User.objects.get(email="papeles@example.com")
    stays = MembershipFactory(supplier=seen).user
    with time_machine.travel(TUESDAY, tick=False):
        sign_in(as_buyer, EntityMembershipFactory(entity=entity, role=EntityRole.BUYER).user)
        act(as_buyer, draft_of(as_buyer, entity, seen), "check", do="send")
        seen.memberships.filter(user=person).delete()
        departures.forget(person)
        assert mailbox.messages(person.email) == []
        assert len(mailbox.messages(stays.email)) == 1


@pytest.mark.parametrize(
    ("tab", "made"),
    [
        ("borradores", {"draft": True}),
        ("abiertas", {}),
        ("cerradas", {"answers_by": datetime(2026, 1, 5, tzinfo=UTC)}),
        ("canceladas", {"cancelled_at": TUESDAY, "cancel_reason": "No"}),
    ],
)
def test_each_state_has_its_tab_with_its_number(as_buyer, entity, tab, made):
    invitation = InvitationFactory(entity=entity, **made)
    context = as_buyer.get(f"{LIST}?estado={tab}").context
    assert context["page"].items == [invitation]
    assert {name: count for name, _label, count in context["tabs"] if count} == {tab: 1}


def test_the_list_tells_what_to_do_when_there_is_nothing(as_buyer):
    assert "Buscar proveedores" in as_buyer.get(LIST).content.decode()


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_and_the_page_cost_the_same_queries_however_many(as_buyer, entity, rows, django_assert_num_queries):
    for _row in range(rows):
        invitation = InvitationFactory(entity=entity)
    for _row in range(rows):
        invitee = InviteeFactory(invitation=invitation)
        QuoteFactory(invitee=invitee)
        InvitationItemFactory(invitation=invitation)
    with django_assert_num_queries(9):
        as_buyer.get(LIST)
    with django_assert_num_queries(10):
        as_buyer.get(reverse("interests:invitation_detail", args=[invitation.code]))


def test_an_unknown_code_is_not_there(as_buyer):
    assert as_buyer.get(reverse("interests:invitation_detail", args=[uuid4()])).status_code == 404
