"""Joint bidders: who is asked to take part and with what share, who accepts, and when the agreement stands.

A joint bidder is formed once and serves for many processes. While it is formed nothing of it changes; opening it
again asks every member anew, since each agreed to the whole. Locks go from the joint bidder to its parts.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.messaging.mail import Mail
from groundwork.web import formats
from groundwork.web.actor import Actor
from onboarding import mail
from onboarding.models import BINDING, JointMember, PersonType, Supplier
from onboarding.models.joint import WHOLE

MOST, FEWEST = 30, 2


@transaction.atomic
def ask(part: JointMember, *, by: Actor) -> JointMember:
    """Ask a supplier to take part with that share; those who may bind it get a mail. Who binds both accepts at once.

    Raises ValidationError, by field, when it may not stand or the shares would go beyond 100.
    """
    joint = _lock(part.joint, by)
    part.joint, part.asked_by = joint, by.user
    if part.member.person_type == PersonType.JOINT:
        raise ValidationError({"number": _("Un proponente plural no puede ser integrante de otro.")})
    current = list(joint.joint_members.current())
    if len(current) >= MOST:
        raise ValidationError(_("Un proponente plural tiene aquí hasta %(most)d integrantes.") % {"most": MOST})
    _require_room([*current, part])
    part.full_clean(exclude=["asked_by"])
    if part.leads:
        joint.joint_members.current().update(leads=False)
    part.save(force_insert=True)
    if Supplier.objects.bound_by(by.user).filter(pk=part.member_id).exists():
        _accept(part, by)
    else:
        _tell(part, mail.joint_asked, "asked", part.asked_at.isoformat())
    return part


@transaction.atomic
def change(part: JointMember, *, share: Decimal, activities: str, leads: bool, by: Actor) -> None:
    """Change a member's share or activities; who had agreed to others is asked again. Raises as ask does."""
    joint = _lock(part.joint, by)
    held = _held(part)
    differs = (held.share, held.activities) != (share, activities)
    held.joint, held.share, held.activities, held.leads = joint, share, activities, leads
    others = list(joint.joint_members.current().exclude(pk=held.pk))
    _require_room([*others, held])
    held.full_clean()
    if leads:
        joint.joint_members.current().exclude(pk=held.pk).update(leads=False)
    if differs and held.accepted_at:
        held.accepted_at = held.accepted_by = None
        if Supplier.objects.bound_by(by.user).filter(pk=held.member_id).exists():
            held.accepted_at, held.accepted_by = timezone.now(), by.user
        else:
            _tell(held, mail.joint_asked, "asked", timezone.now().isoformat())
    held.save()


@transaction.atomic
def remove(part: JointMember, *, by: Actor) -> None:
    """Take a member out before the joint bidder is formed; doing it twice changes nothing."""
    _lock(part.joint, by)
    JointMember.objects.filter(pk=part.pk, removed_at=None).update(removed_at=timezone.now())


@transaction.atomic
def accept(part: JointMember, *, by: Actor) -> None:
    """Commit the member to its share. Doing it twice changes nothing.

    Raises RecentAuthenticationRequiredError, PermissionDenied for who may not bind the member, and ValidationError
    when the part was taken out, declined or changed since the page was shown.
    """
    by.require_recent_authentication()
    Supplier.objects.select_for_update(no_key=True).get(pk=part.joint_id)
    held = _held(part)
    _require_binding(held, by.user)
    if held.removed_at or held.declined_at:
        raise ValidationError(_("Esta participación ya no espera respuesta."))
    if (held.share, held.activities) != (part.share, part.activities):
        raise ValidationError(_("Cambiaron su participación mientras leía. Revísela y responda de nuevo."))
    if not held.accepted_at:
        _accept(held, by)


@transaction.atomic
def decline(part: JointMember, reason: str, *, by: Actor) -> None:
    """Say no, with the reason, which the joint bidder's administrators are told. Raises as accept does."""
    Supplier.objects.select_for_update(no_key=True).get(pk=part.joint_id)
    held = _held(part)
    _require_binding(held, by.user)
    if held.removed_at or held.declined_at or held.accepted_at:
        raise ValidationError(_("Esta participación ya no espera respuesta."))
    if not reason.strip():
        raise ValidationError({"reason": _("Diga por qué: quien lo invitó leerá el motivo.")})
    held.declined_at, held.reason, held.leads = timezone.now(), reason.strip(), False
    held.save(update_fields=["declined_at", "reason", "leads"])
    for reader in held.joint.administrators():
        messaging.send(mail.joint_declined(held, reader=reader), dedupe=f"joint-declined:{held.code}:{reader.pk}")


@transaction.atomic
def form(joint: Supplier, *, by: Actor) -> None:
    """Declare the joint bidder formed: everybody agreed, the shares make 100 and one member represents it.

    Raises RecentAuthenticationRequiredError, or ValidationError with all that is missing.
    """
    by.require_recent_authentication()
    held = _lock(joint, by)
    parts = list(held.joint_members.current().select_related("member"))
    if missing := what_is_missing(parts):
        raise ValidationError(missing)
    held.formed_at = timezone.now()
    held.save(update_fields=["formed_at"])
    for part in parts:
        _tell(part, mail.joint_formed, "formed", held.formed_at.isoformat())
    shares = {str(part.member.code): str(part.share) for part in parts}
    ledger.record("joint.formed", str(held.code), {"kind": held.joint_kind, "shares": shares}, by=str(by.user.code))


@transaction.atomic
def reopen(joint: Supplier, *, by: Actor) -> None:
    """Let its composition change: it is not formed until everybody has agreed again."""
    by.require_recent_authentication()
    held = _lock(joint, by, formed=True)
    held.formed_at = None
    held.save(update_fields=["formed_at"])
    mine = Supplier.objects.bound_by(by.user)
    asked = held.joint_members.current().exclude(member__in=mine).select_related("member", "joint")
    for part in asked:
        _tell(part, mail.joint_asked, "asked", timezone.now().isoformat())
    asked.update(accepted_at=None, accepted_by=None)
    ledger.record("joint.reopened", str(held.code), {}, by=str(by.user.code))


def total(parts: Iterable[JointMember]) -> Decimal:
    """The sum of the shares, in hundredths of the whole."""
    return sum((part.share for part in parts), Decimal())


def what_is_missing(parts: list[JointMember]) -> list[str]:
    """What keeps these members from being a formed joint bidder, in words; empty when nothing does."""
    missing = []
    if len(parts) < FEWEST:
        missing.append(_("Se necesitan al menos dos integrantes."))
    if (sum_ := total(parts)) != WHOLE:
        missing.append(_difference(sum_))
    if sum(part.leads for part in parts) != 1:
        missing.append(_("Diga cuál de los integrantes representa al proponente plural."))
    if waiting := [part.member.name for part in parts if not part.accepted_at]:
        missing.append(_("Falta que acepten: %(names)s.") % {"names": ", ".join(waiting)})
    return missing


def _difference(sum_: Decimal) -> str:
    words = {"sum": formats.percent(sum_), "difference": formats.percent(abs(WHOLE - sum_))}
    if sum_ < WHOLE:
        return _("Las participaciones suman %(sum)s: falta %(difference)s.") % words
    return _("Las participaciones suman %(sum)s: sobra %(difference)s.") % words


def _require_room(parts: list[JointMember]) -> None:
    if (sum_ := total(parts)) > WHOLE:
        raise ValidationError({"share": _difference(sum_)})


def _require_binding(part: JointMember, user: User) -> None:
    if not part.member.memberships.filter(user=user, role__in=BINDING).exists():
        raise PermissionDenied


def _accept(part: JointMember, by: Actor) -> None:
    part.accepted_at, part.accepted_by = timezone.now(), by.user
    part.save(update_fields=["accepted_at", "accepted_by"])
    detail = {"joint": str(part.joint.code), "share": str(part.share)}
    ledger.record("joint.member_accepted", str(part.member.code), detail, by=str(by.user.code))


def _tell(part: JointMember, words: Callable[..., Mail], what: str, when: str) -> None:
    """Write to those who may bind the member."""
    readers = User.objects.filter(
        is_active=True, memberships__supplier=part.member_id, memberships__role__in=BINDING
    ).distinct()
    for reader in readers:
        messaging.send(words(part, reader=reader), dedupe=f"joint-{what}:{part.code}:{when}:{reader.pk}")


def _held(part: JointMember) -> JointMember:
    return JointMember.objects.select_for_update(of=("self",)).select_related("member", "joint").get(pk=part.pk)


def _lock(joint: Supplier, by: Actor, *, formed: bool = False) -> Supplier:
    """The joint bidder, held, for one of its editors; formed or still open, as asked."""
    held = Supplier.objects.edited_by(by.user).select_for_update(of=("self",), no_key=True).get(pk=joint.pk)
    if held.person_type != PersonType.JOINT:
        raise ValidationError(_("Solo un proponente plural tiene integrantes."))
    if bool(held.formed_at) != formed:
        raise ValidationError(
            _("Ya está conformado. Para cambiarlo, ábralo de nuevo.") if held.formed_at else _("No está conformado.")
        )
    return held
