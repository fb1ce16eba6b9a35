"""Every address of the portal, as a visitor, a stranger and the owner meet it: nothing leaks, and none is forgotten."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import PersonSession, User
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Notice
from interests.models import Invitation, InvitationFile, InvitationQuestion, Mute, Opportunity, QuoteDocument
from onboarding.models import PersonType, Role
from procurement.models import EntityRole
from tests.accounts.factories import UserFactory
from tests.files.factories import StoredFileFactory
from tests.interests.factories import InterestFactory, InvitationFactory, InviteeFactory, QuoteFactory
from tests.onboarding.factories import (
    DocumentVersionFactory,
    FinancialStatementFactory,
    JoinRequestFactory,
    JointFactory,
    JointMemberFactory,
    MembershipFactory,
    OfficerFactory,
    PastContractFactory,
    TeamInvitationFactory,
)
from tests.procurement.factories import AwardFactory, EntityInvitationFactory, EntityMembershipFactory, ProcessFactory

pytestmark = pytest.mark.django_db

# All that opens without a session; whoever adds to it has thought about it.
PUBLIC = {
    *("home", "alive", "ready", "language"),
    *(
        "support:help",
        "support:terms",
        "support:data_policy",
        "support:accessibility",
        "support:cookies",
        "support:verify",
    ),
    *("support:shortcuts", "support:legal_version", "support:version_diff"),
    # A request for help, whose code is the key.
    *("support:contact", "support:contact_sent", "support:follow", "support:ticket", "support:ticket_file"),
    *("support:status", "support:status_feed", "support:outage_list", "support:outage", "support:incident"),
    *("support:announcement_hide", "support:status_subscribe", "support:status_asked"),
    *("support:status_confirm", "support:status_stop"),
    *("support:systems", "support:system", "support:before_signing", "support:channels"),
    *("support:sign_in_help", "support:sign_in_symptom"),
    *("support:search", "support:guides", "support:guide", "support:glossary"),
    *("procurement:process_list", "procurement:process_detail", "procurement:supplier_profile"),
    *("reference:commodity_list", "reference:commodity_options", "reference:commodity_detail"),
    *("account_signup", "account_login", "account_inactive", "account_logout", "desk:closed"),
    *("accounts:registration_review", "accounts:registration_code", "accounts:registration_resend"),
    *("accounts:registration_address", "accounts:login_code", "accounts:login_code_resend", "accounts:login_factor"),
    *("accounts:login_passkey", "accounts:code_state", "accounts:code_help", "accounts:contact_change"),
    *("accounts:contact_code", "accounts:contact_resend", "accounts:contact_state"),
    *("accounts:recovery", "accounts:recovery_code", "accounts:recovery_resend", "accounts:recovery_password"),
    *("accounts:recovery_passkey", "accounts:recovery_forgotten", "accounts:recovery_done", "accounts:identity_check"),
    # By a link that a mail carried, which does one thing.
    *("accounts:identity_check_stop", "accounts:identity_check_use", "accounts:email_stop", "accounts:not_me"),
    *("interests:alert_act", "interests:unsubscribe", "onboarding:team_invitation", "procurement:team_invitation"),
    *(
        "interests:published",
        "interests:consult",
        "interests:trial_ask",
        "interests:trial_code",
        "interests:trial_stop",
    ),
    # By a key in its address, for a calendar program or a feed reader.
    *("desk:calendar_feed", "interests:opportunity_feed"),
}
# The pages under /dev/ are there in local mode only; the administration has its own tests.
ELSEWHERE = ("dev/", "administracion/")


def addresses() -> Iterator[tuple[str, bool, tuple[str, ...]]]:
    """The name of each address, whether it asks for a session, and its parameters."""

    def walk(resolver: URLResolver, path: str, spaces: tuple[str, ...]) -> Iterator[tuple[str, bool, tuple[str, ...]]]:
        for entry in resolver.url_patterns:
            here = path + str(entry.pattern)
            if here.startswith(ELSEWHERE):
                continue
            if isinstance(entry, URLResolver):
                yield from walk(entry, here, (*spaces, entry.namespace) if entry.namespace else spaces)
            elif isinstance(entry, URLPattern):
                name = ":".join((*spaces, entry.name or here))
                parameters = tuple(entry.pattern.regex.groupindex)
                yield name, getattr(entry.callback, "login_required", True), parameters

    yield from walk(get_resolver(), "", ())


ALL = list(addresses())
PRIVATE = [(name, parameters) for name, private, parameters in ALL if private]
# Of a document, for who reviews; all others, its owner too, are refused. What reviewers meet has tests of its own.
OF_REVIEWERS = ("document", "claim", "release", "decide", "escalate", "download")
REVIEW = "onboarding:review_"
OF_AN_INVITATION = ("detail", "edit", "check", "delete", "invite", "extend", "cancel", "remind")
OF_AN_ANSWER = ("detail", "accept", "decline", "ask", "edit", "check")
# Those of a team, which ?proveedor= or ?entidad= chooses.
OF_A_SUPPLIER = [
    name for name, _parameters in PRIVATE if name.startswith(("onboarding:team", "procurement:experience"))
]


@pytest.fixture
def objects() -> dict[str, dict[str, Any]]:
    """For each private address of an object, one of Ana's."""
    ana = UserFactory(username="ana")
    mate = UserFactory(username="mate")
    membership = MembershipFactory(user=ana, role=Role.ADMINISTRATOR, supplier__nit="9990000012")
    supplier = membership.supplier
    MembershipFactory(user=mate, supplier=supplier, role=Role.READER)
    body = EntityMembershipFactory(user=ana, role=EntityRole.ADMINISTRATOR).entity
    EntityMembershipFactory(user=mate, entity=body, role=EntityRole.BUYER)
    area = {"code": InterestFactory(supplier=supplier).code}
    opportunity = Opportunity.objects.create(supplier=supplier, process=ProcessFactory())
    given = DocumentVersionFactory(document__supplier=supplier, file__content=b"%PDF-")
    asked = TeamInvitationFactory(supplier=supplier, invited_by=ana)
    called = EntityInvitationFactory(entity=body, invited_by=ana)
    books, done = FinancialStatementFactory(supplier=supplier), PastContractFactory(supplier=supplier)
    paper = DocumentVersionFactory(document__supplier=supplier)
    part = JointMemberFactory(joint=MembershipFactory(user=ana, supplier=JointFactory()).supplier, member=supplier)
    officer = OfficerFactory(supplier=supplier)
    award = AwardFactory(supplier_nit="999000001")
    messaging.post(ana, kind="x", title="Aviso", path="/cuenta/", dedupe="x")
    key = WebAuthnCredential.objects.create(
        user=ana, name="teléfono", confirmed=True, credential_id=b"1", credential_id_sha256="a1", public_key=b"1"
    )
    asked_to_quote = InviteeFactory(supplier=supplier, invitation=InvitationFactory(entity=body))
    sent = QuoteFactory(invitee=asked_to_quote)
    sheet = InvitationFile.objects.create(
        invitation=asked_to_quote.invitation, file=StoredFileFactory(content=b"%PDF-")
    ).file
    added = QuoteDocument.objects.create(quote=sent, file=StoredFileFactory(content=b"%PDF-")).stored
    Invitation.objects.update(answers_hidden=False)
    doubt = InvitationQuestion.objects.create(invitee=asked_to_quote, text="¿Cuándo?")
    session = PersonSession.objects.create(user=ana, session_key="otra", device="Firefox en Windows")
    return {
        **{
            f"interests:interest_{verb}": area for verb in ("edit", "duplicate", "pause", "activate", "delete", "alert")
        },
        "interests:opportunity": {"code": opportunity.code},
        **{f"interests:opportunity_{verb}": {"code": opportunity.code} for verb in ("mute", "hand_over")},
        "interests:note_add": {"code": opportunity.code},
        "interests:note_delete": {"code": opportunity.notes.create(author=ana, text="Nota").code},
        "interests:mute_lift": {
            "code": Mute.objects.create(user=ana, supplier=supplier, kind="modality", value="x").code
        },
        **{f"onboarding:team_{verb}": {"code": asked.code} for verb in ("resend", "withdraw")},
        **{f"onboarding:team_{verb}": {"person": mate.code} for verb in ("roles", "remove")},
        **{f"onboarding:{name}": {"code": given.document.code} for name in ("document", "document_replace")},
        "onboarding:document_remove": {"code": given.document.code},
        "onboarding:document_download": {"code": given.code},
        **{f"onboarding:officer_{verb}": {"code": officer.code} for verb in ("edit", "remove")},
        **{f"onboarding:joint_member_{verb}": {"code": part.code} for verb in ("edit", "remove")},
        "onboarding:joint_answer": {"code": part.code},
        "onboarding:join_answer": {"code": JoinRequestFactory(supplier=supplier).code},
        "onboarding:join_withdraw": {"code": JoinRequestFactory(user=ana).code},
        **{f"procurement:team_{verb}": {"code": called.code} for verb in ("resend", "withdraw")},
        **{f"procurement:team_{verb}": {"person": mate.code} for verb in ("roles", "remove")},
        **{f"accounts:{name}": {"code": key.credential_id_sha256} for name in ("passkey", "passkey_remove")},
        "accounts:session_end": {"code": session.code},
        "accounts:notice_open": {"code": Notice.objects.get(recipient=ana).code},
        **{f"interests:invitation_{verb}": {"code": asked_to_quote.invitation.code} for verb in OF_AN_INVITATION},
        "interests:quote_comparison": {"code": asked_to_quote.invitation.code},
        "interests:invitation_reply": {"code": doubt.code},
        "interests:invitation_file": {"code": asked_to_quote.invitation.code, "file": sheet.code},
        "interests:invitation_document": {"code": asked_to_quote.invitation.code, "file": added.code},
        **{f"interests:quote_{verb}": {"code": asked_to_quote.code} for verb in OF_AN_ANSWER},
        **{
            f"interests:quote_{verb}": {"code": asked_to_quote.code, "quote": sent.code}
            for verb in ("receipt", "withdraw")
        },
        "interests:quote_file": {"code": asked_to_quote.code, "file": sheet.code},
        "interests:quote_document": {"code": asked_to_quote.code, "file": added.code},
        **{f"onboarding:review_{verb}": {"code": paper.code} for verb in OF_REVIEWERS},
        "onboarding:review_page": {"code": paper.code, "number": 1},
        **{f"onboarding:finance_{verb}": {"code": books.code} for verb in ("edit", "remove")},
        **{f"onboarding:experience_{verb}": {"code": done.code} for verb in ("edit", "remove")},
        "procurement:experience_award": {"code": award.process.code, "award": award.code},
    }


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_what_opens_without_a_session_is_what_is_listed_here() -> None:
    assert {name for name, private, _parameters in ALL if not private} == PUBLIC


@pytest.mark.parametrize("method", ["get", "post"])
@pytest.mark.parametrize(("name", "parameters"), PRIVATE, ids=[name for name, _parameters in PRIVATE])
def test_a_visitor_is_led_to_the_sign_in(name: str, parameters: tuple[str, ...], method: str) -> None:
    kwargs = {parameter: 1 if parameter == "number" else UUID(int=1) for parameter in parameters}
    response = getattr(Client(), method)(reverse(name, kwargs=kwargs))
    assert response.status_code == 302
    assert response["Location"].startswith(f"{reverse(settings.LOGIN_URL)}?next=")


def test_every_private_address_of_an_object_is_tried(objects: dict[str, dict[str, Any]]) -> None:
    assert {name for name, parameters in PRIVATE if parameters} == set(objects)


def test_whoever_has_their_own_team_finds_nothing_of_anothers(objects: dict[str, dict[str, Any]]) -> None:
    stranger = UserFactory()
    MembershipFactory(user=stranger, role=Role.ADMINISTRATOR)
    EntityMembershipFactory(user=stranger, role=EntityRole.ADMINISTRATOR)
    ana = User.objects.get(username="ana")
    client, owner = signed_in(stranger), signed_in(ana)
    team = ana.suppliers.get(person_type=PersonType.LEGAL)
    for name, kwargs in objects.items():
        address = reverse(name, kwargs=kwargs)
        seen = {method: getattr(client, method)(address).status_code for method in ("get", "post")}
        if name.startswith(REVIEW):
            assert set(seen.values()) <= {403, 405}, (name, seen)
            assert owner.get(address).status_code in {403, 405}, name
            continue
        assert set(seen.values()) <= {404, 405}, (name, seen)
        assert 404 in seen.values(), (name, seen)
        # Ana is in two teams: the address says which.
        which = {"proveedor": str(team.code)} if name in OF_A_SUPPLIER else {}
        assert owner.get(address, which).status_code in {200, 302, 405}, name


def test_a_team_that_the_address_names_is_not_there_for_a_stranger(objects: dict[str, dict[str, Any]]) -> None:
    stranger = UserFactory()
    MembershipFactory(user=stranger, role=Role.ADMINISTRATOR)
    ana = User.objects.get(username="ana")
    supplier = ana.suppliers.get(person_type=PersonType.LEGAL)
    for name in OF_A_SUPPLIER:
        address = f"{reverse(name, kwargs=objects.get(name, {}))}?proveedor={supplier.code}"
        assert signed_in(stranger).get(address).status_code in {404, 405}, name
        assert signed_in(stranger).post(address).status_code in {404, 405}, name
    assert supplier.memberships.count() == 2
