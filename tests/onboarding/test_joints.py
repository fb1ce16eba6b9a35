"""Joint bidders: asked, accepted, declined, formed once all agree and the shares make exactly 100."""

from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.models import User
from groundwork.ledger.models import Entry
from onboarding.models import JointMember, Role, Supplier
from onboarding.services import joints as services
from tests.accounts.factories import UserFactory, sign_in
from tests.onboarding.conftest import prove_long_ago
from tests.onboarding.factories import JointFactory, JointMemberFactory, MembershipFactory, SupplierFactory

PAGE = "/proveedor/plural/"
NEW = f"{PAGE}integrantes/nuevo/"


@pytest.fixture
def joint(client, db) -> Supplier:
    """A consortium whose administrator is signed in."""
    membership = MembershipFactory(supplier=JointFactory(name="Consorcio Páramo"))
    sign_in(client, membership.user)
    return membership.supplier


@pytest.fixture
def firm(db) -> Supplier:
    """A firm with an administrator of its own."""
    return MembershipFactory(supplier=SupplierFactory(name="Vías del Sur", nit="9990000012")).supplier


def boss_of(supplier: Supplier) -> User:
    membership = supplier.memberships.filter(role=Role.ADMINISTRATOR).first()
    assert membership is not None
    return membership.user


def ask(client, number="999.000.001-2", share="60", **more):
    return client.post(NEW, {"number": number, "share": share, "activities": "Diseño"} | more)


def answer_url(part) -> str:
    return reverse("onboarding:joint_answer", args=[part.code])


def answer(client, part, say="accept", **more):
    fields = {"answer": say, "share": str(part.share), "activities": part.activities, "reason": ""}
    return client.post(answer_url(part), fields | more)


def member_of(joint, share="50", *, accepted=True, leads=False) -> JointMember:
    part: JointMember = JointMemberFactory(joint=joint, share=Decimal(share), leads=leads)
    MembershipFactory(supplier=part.member)
    if accepted:
        agree(part)
    return part


def agree(part: JointMember) -> None:
    part.accepted_at, part.accepted_by = part.asked_at, boss_of(part.member)
    part.save()


def test_asking_tells_who_may_bind_the_member_and_nobody_else(client, joint, firm, mailbox):
    editor = MembershipFactory(supplier=firm, role=Role.EDITOR).user
    signer = MembershipFactory(supplier=firm, role=Role.SIGNER).user
    assert ask(client, share="33,33 %", leads="on").url == joint.page("joint")
    part = JointMember.objects.get()
    assert (part.member, part.share, part.leads, part.accepted_at) == (firm, Decimal("33.33"), True, None)
    for person in (boss_of(firm), signer):
        assert mailbox.subjects(person.email) == ["Invitan a Vías del Sur a participar en Consorcio Páramo"]
    assert answer_url(part) in mailbox.text(signer.email)
    assert mailbox.messages(editor.email) == []


def test_the_member_accepts_what_it_saw_once(client, joint, firm):
    ask(client)
    part = JointMember.objects.get()
    sign_in(client, boss_of(firm))
    page = client.get(answer_url(part)).content.decode()
    assert "60\u00a0%" in page
    assert "solidariamente" in page
    for _again in range(2):
        assert answer(client, part).url == firm.page("joint")
    part.refresh_from_db()
    assert part.accepted_by == boss_of(firm)
    assert Entry.objects.filter(verb="joint.member_accepted", subject=str(firm.code)).count() == 1
    assert "Consorcio Páramo" in client.get(PAGE).content.decode()


def test_a_share_changed_while_the_member_read_is_not_accepted(client, joint, firm):
    ask(client)
    part = JointMember.objects.get()
    JointMember.objects.update(share=Decimal(10))
    sign_in(client, boss_of(firm))
    page = answer(client, part).content.decode()
    assert "Cambiaron su participación" in page
    part.refresh_from_db()
    assert part.accepted_at is None


def test_declining_needs_a_reason_and_tells_the_joint_bidder(client, joint, firm, mailbox):
    ask(client)
    part = JointMember.objects.get()
    sign_in(client, boss_of(firm))
    assert "Diga por qué" in answer(client, part, "refuse").content.decode()
    answer(client, part, "refuse", reason="No alcanzamos.")
    part.refresh_from_db()
    assert part.declined_at
    assert "No alcanzamos." in mailbox.text(boss_of(joint).email)
    assert "ya no espera respuesta" in answer(client, part).content.decode()
    sign_in(client, boss_of(joint))
    assert "No alcanzamos." in client.get(PAGE).content.decode()
    assert ask(client).status_code == 302  # may be asked again


def test_who_may_bind_both_accepts_at_once(client, joint):
    own = MembershipFactory(user=boss_of(joint), supplier=SupplierFactory(nit="9990000012")).supplier
    ask(client)
    assert JointMember.objects.get(member=own).accepted_by == boss_of(joint)


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"number": "8001972684"}, "Nadie se ha registrado"),
        ({"share": "0"}, "entre 0,01 y 100"),
        ({"share": "100,01"}, "entre 0,01 y 100"),
        ({"share": "33,333"}, "a lo sumo dos decimales"),
        ({"share": "mitad"}, "Escriba un porcentaje"),
    ],
    ids=["unknown", "nothing", "too-much", "thousandths", "words"],
)
def test_a_wrong_field_is_refused_beside_it(client, joint, firm, fields, said):
    page = ask(client, **fields).content.decode()
    assert said in page
    assert "Diseño" in page
    assert not JointMember.objects.exists()


def test_the_same_member_twice_a_joint_bidder_inside_another_and_more_than_the_whole(client, joint, firm):
    ask(client)
    assert "ya es integrante" in ask(client, share="10").content.decode()
    JointFactory(nit="8001972684")
    assert "no puede ser integrante de otro" in ask(client, "800197268-4", "10").content.decode()
    SupplierFactory(nit="9000000011", name="Otra")
    assert "sobra 10\u00a0%" in ask(client, "9000000011", "50").content.decode()


def test_at_ninety_nine_ninety_nine_it_says_what_is_missing_and_is_not_formed(client, joint):
    for share, leads in (("33.33", True), ("33.33", False), ("33.33", False)):
        member_of(joint, share, leads=leads)
    page = client.post(f"{PAGE}conformar/").content.decode()
    assert "suman 99,99\u00a0%: falta 0,01\u00a0%" in page
    joint.refresh_from_db()
    assert joint.formed_at is None


def test_it_is_formed_once_everybody_agreed(client, joint, mailbox):
    first, second = member_of(joint, "60", leads=True), member_of(joint, "40", accepted=False)
    assert f"Falta que acepten: {second.member.name}" in client.get(PAGE).content.decode()
    client.post(f"{PAGE}conformar/")
    assert not Supplier.objects.filter(pk=joint.pk, formed_at__isnull=False).exists()
    agree(second)
    for _again in range(2):
        client.post(f"{PAGE}conformar/")
    assert Supplier.objects.filter(pk=joint.pk, formed_at__isnull=False).exists()
    assert Entry.objects.filter(verb="joint.formed", subject=str(joint.code)).count() == 1
    assert mailbox.subjects(boss_of(first.member).email) == ["Consorcio Páramo quedó conformado"]
    SupplierFactory(nit="9990000012")
    for url in (NEW, reverse("onboarding:joint_member_edit", args=[first.code])):
        refused = client.post(url, {"number": "9990000012", "share": "10", "activities": ""}).content.decode()
        assert "Ya está conformado" in refused
    client.post(reverse("onboarding:joint_member_remove", args=[first.code]))
    first.refresh_from_db()
    assert first.removed_at is None


def test_opening_it_again_asks_everybody_anew(client, joint, mailbox):
    parts = [member_of(joint, "60", leads=True), member_of(joint, "40")]
    client.post(f"{PAGE}conformar/")
    assert client.post(f"{PAGE}abrir/").status_code == 302
    joint.refresh_from_db()
    assert joint.formed_at is None
    for part in parts:
        part.refresh_from_db()
        assert part.accepted_at is None
        assert any("Invitan a" in subject for subject in mailbox.subjects(boss_of(part.member).email))


def test_changing_a_share_asks_that_member_anew_and_no_other(client, joint):
    first, second = member_of(joint, "60", leads=True), member_of(joint, "30")
    url = reverse("onboarding:joint_member_edit", args=[second.code])
    assert client.get(url).status_code == 200
    client.post(url, {"share": "40", "activities": "", "leads": "on"})
    first.refresh_from_db()
    second.refresh_from_db()
    assert (second.share, second.accepted_at, second.leads) == (Decimal(40), None, True)
    assert first.accepted_at
    assert not first.leads


def test_taking_a_member_out_is_done_once(client, joint):
    part = member_of(joint)
    url = reverse("onboarding:joint_member_remove", args=[part.code])
    assert client.post(url).url == joint.page("joint")
    part.refresh_from_db()
    assert part.removed_at
    assert client.post(url).status_code == 404


def test_binding_asks_for_a_recent_proof(client, joint):
    part = member_of(joint, "100", accepted=False)
    for path in (f"{PAGE}conformar/", f"{PAGE}abrir/"):
        prove_long_ago(client)
        assert "/ingresar/confirmar/" in client.post(path).url
    sign_in(client, boss_of(part.member))
    prove_long_ago(client)
    assert "/ingresar/confirmar/" in client.get(answer_url(part)).url


def test_who_only_edits_the_member_may_not_bind_it(client, joint):
    part = member_of(joint, accepted=False)
    sign_in(client, MembershipFactory(supplier=part.member, role=Role.EDITOR).user)
    assert client.get(answer_url(part)).status_code == 403
    assert answer(client, part).status_code == 403


def test_a_reader_of_the_joint_bidder_changes_nothing(client, joint):
    part = member_of(joint)
    sign_in(client, MembershipFactory(supplier=joint, role=Role.READER).user)
    page = client.get(PAGE).content.decode()
    assert part.member.name in page
    assert "Agregar un integrante" not in page
    edit, remove = (reverse(f"onboarding:joint_member_{verb}", args=[part.code]) for verb in ("edit", "remove"))
    for url in (NEW, edit, remove, f"{PAGE}conformar/", f"{PAGE}abrir/"):
        assert client.post(url, {"share": "1", "number": "1"}).status_code == 403


def test_a_stranger_reaches_no_part(client, joint):
    part = member_of(joint)
    sign_in(client, UserFactory())
    edit, remove = (reverse(f"onboarding:joint_member_{verb}", args=[part.code]) for verb in ("edit", "remove"))
    for url in (edit, remove, answer_url(part)):
        assert client.post(url, {"share": "1"}).status_code == 404


def test_the_composition_asks_the_same_for_one_and_for_three(client, joint):
    counts = []
    for more in (1, 2):
        for _one in range(more):
            member_of(joint, "10")
        with CaptureQueriesContext(connection) as captured:
            client.get(PAGE)
        counts.append(len(captured))
    assert counts[0] == counts[1]


shares = st.lists(st.decimals("0.01", "100", places=2), min_size=1, max_size=8)


@given(shares)
def test_only_exactly_a_hundred_is_whole(given_shares):
    parts = [
        JointMember(share=share, leads=number == 0, accepted_at="2026-11-24", member=Supplier(name="Una"))
        for number, share in enumerate(given_shares)
    ]
    complaints = services.what_is_missing(parts)
    about_the_sum = [said for said in complaints if "suman" in said]
    assert bool(about_the_sum) == (sum(given_shares) != 100)
    assert ("Se necesitan al menos dos integrantes." in complaints) == (len(parts) < 2)
