"""Who is told about an invitation: those who answer for the suppliers, those who invite in the entity's name."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.notices import Notice, wants
from groundwork.messaging import services as messaging
from groundwork.messaging.mail import Mail
from interests import invitation_mail
from interests.models import INVITING, Invitation, Invitee
from onboarding.models import Membership, Role, Supplier
from procurement.models import EntityMembership

QUOTES = Notice(
    kind=invitation_mail.KIND,
    label=_("Invitaciones a cotizar"),
    help=_("Las que recibe su proveedor o envía su entidad: fechas, preguntas, respuestas y recordatorios."),
)
CODE_LENGTH, HYPHENS = 36, 4  # of a UUID as it is written
Compose = Callable[[Invitee, User], Mail]


def tell_suppliers(invitees: Sequence[Invitee], compose: Compose, *, key: str) -> int:
    """Owe a mail to each member of these suppliers who acts for it; returns how many mails. Once for each key."""
    return messaging.send_many(_mails(invitees, compose, key), lane=messaging.Lane.NORMAL)


def tell_entity(invitation: Invitation, compose: Callable[[User], Mail], *, key: str) -> None:
    """Owe a mail to those who invite in the entity's name. Once for each key."""
    held = EntityMembership.objects.filter(entity=invitation.entity_id, role__in=INVITING)
    people = User.objects.filter(pk__in=held.values("user"), is_active=True, closed_at=None).order_by("pk")
    mails = [(compose(person), f"{key}:{person.code}") for person in people if wants(person, invitation_mail.KIND)]
    messaging.send_many(mails, lane=messaging.Lane.NORMAL)


def withdraw_departed(user: User) -> int:
    """Send no more mails about invitations to suppliers that the person has left; returns how many waited."""
    withdrawn = 0
    for owed in messaging.Message.objects.open().filter(kind=invitation_mail.KIND, recipient=user).order_by("pk"):
        told = Invitee.objects.filter(code__in=_codes_in(owed.dedupe_key))
        if told.exclude(supplier__in=Supplier.objects.of(user)).exists():
            withdrawn += messaging.withdraw(invitation_mail.KIND, recipient=user, dedupe=owed.dedupe_key)
    return withdrawn


def _codes_in(key: str) -> list[UUID]:
    """The public codes of a dedupe key of ours."""
    return [UUID(piece) for piece in key.split(":") if len(piece) == CODE_LENGTH and piece.count("-") == HYPHENS]


def _mails(invitees: Sequence[Invitee], compose: Compose, key: str) -> Iterator[tuple[Mail, str]]:
    people: dict[int, list[User]] = defaultdict(list)
    members = Membership.objects.filter(supplier__in=[invitee.supplier_id for invitee in invitees])
    acting = members.exclude(role=Role.READER).filter(user__is_active=True, user__closed_at=None)
    for member in acting.select_related("user").order_by("pk"):
        if wants(member.user, invitation_mail.KIND):
            people[member.supplier_id].append(member.user)
    for invitee in invitees:
        for person in people[invitee.supplier_id]:
            yield compose(invitee, person), f"{key}:{invitee.code}:{person.code}"
