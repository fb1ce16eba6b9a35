"""A recovery without the security answer: asked for, told to the mailbox, decided by staff, waited for, used once."""

from typing import NamedTuple
from uuid import UUID

import django_otp
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Activity, Authenticator, BackupCodes, IdentityCheck, LoginCode, LoginCodeDevice, User
from accounts.services import activity, people, sessions
from accounts.services.activity import Origin
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor

LINK = "identity-check-link"  # the kind of the mail whose link is made when it leaves
USE, STOP = "accounts.identity_check.use", "accounts.identity_check.stop"


class Facts(NamedTuple):
    """What the person says of themselves, for staff to check."""

    document_type: str
    document_number: str
    phone: str
    explanation: str


class Done(NamedTuple):
    """What a recovery closed and took away."""

    sessions: int
    factors: int


@transaction.atomic
def ask(user: User, facts: Facts, *, origin: Origin) -> IdentityCheck:
    """Ask staff to check who the person is; their mailbox hears of it at once, with a way to stop it.

    Raises ValidationError while another one of theirs is under way.
    """
    User.objects.select_for_update().get(pk=user.pk)
    now = timezone.now()
    if IdentityCheck.objects.filter(user=user).live(now).exists():
        raise ValidationError(_("Ya hay una solicitud en curso para esta cuenta. Le escribiremos a su correo."))
    check = IdentityCheck.objects.create(user=user, asked_from=origin.device, asked_at=now, **facts._asdict())
    activity.record(user, Activity.Kind.IDENTITY_CHECK_ASKED, origin)
    messaging.send(
        mail.identity_check_asked(check, stop_token(check)),
        dedupe=f"identity-check-asked:{check.code}",
        lane=messaging.Lane.URGENT,
    )
    ledger.record("person.identity_check_asked", str(check.code), {}, by=str(user.code))
    return check


@transaction.atomic
def decide(check: IdentityCheck, *, approve: bool, reason: str, by: Actor) -> IdentityCheck:
    """Approve or refuse it with a reason, never one's own; the mailbox is told either way.

    Raises ValidationError for one that is not to be decided any more, or that the actor may not decide, and
    StrongFactorRequiredError without a fresh proof made with a passkey or an app.
    """
    by.require_strong_factor()
    check = IdentityCheck.objects.select_for_update(of=["self"]).select_related("user").get(pk=check.pk)
    if check.user_id == by.user.pk:
        raise ValidationError(_("Nadie decide sobre su propia cuenta."))
    if not check.is_pending:
        raise ValidationError(_("Esta solicitud ya no está pendiente."))
    if not reason.strip():
        raise ValidationError(_("Escriba el motivo: la persona lo leerá."))
    check.decided_at, check.decided_by = timezone.now(), by.user
    check.approved, check.reason = approve, reason.strip()
    check.save(update_fields=["decided_at", "decided_by", "approved", "reason"])
    activity.record(check.user, Activity.Kind.IDENTITY_CHECK_DECIDED, Origin())
    messaging.send(
        mail.identity_check_decided(check, stop_token(check)),
        dedupe=f"identity-check-decided:{check.code}",
        lane=messaging.Lane.URGENT,
    )
    ledger.record("person.identity_check_decided", str(check.code), {"approved": approve}, by=str(by.user.code))
    return check


@transaction.atomic
def stop(check: IdentityCheck, *, origin: Origin) -> bool:
    """End it for good, as whoever reads the mailbox may until it was used; False when it had ended."""
    check = IdentityCheck.objects.select_for_update(of=["self"]).select_related("user").get(pk=check.pk)
    if check.stopped_at or check.used_at or check.approved is False:
        return False
    check.stopped_at = timezone.now()
    check.save(update_fields=["stopped_at"])
    activity.record(check.user, Activity.Kind.NOT_ME, origin)
    ledger.record("person.identity_check_stopped", str(check.code), {}, by=str(check.user.code))
    return True


@transaction.atomic
def use(check: IdentityCheck, *, password: str, question: str, answer: str, origin: Origin) -> Done | None:
    """Give the account its new password, question and answer, once; None when it is not good any more.

    Every session ends, and every factor but the mailbox is taken away: they are what was lost.
    """
    good = IdentityCheck.objects.select_for_update().filter(pk=check.pk).good(timezone.now()).first()
    if good is None:
        return None
    user = User.objects.select_for_update().get(pk=good.user_id)
    good.used_at = timezone.now()
    good.save(update_fields=["used_at"])
    user.password = make_password(password)
    user.security_question, user.security_answer = question, people.hash_answer(answer)
    user.must_change_password = False
    user.save(update_fields=["password", "security_question", "security_answer", "must_change_password"])
    done = Done(sessions.end_all(user), _remove_factors(user, origin))
    LoginCode.objects.filter(user=user, closed_at=None).update(closed_at=timezone.now())
    activity.record(user, Activity.Kind.PASSWORD_RECOVERED, origin)
    activity.record(user, Activity.Kind.QUESTION_CHANGED, origin)
    messaging.send(
        mail.identity_check_used(user, asked_from=origin.device, removed=done.factors),
        dedupe=f"identity-check-used:{check.code}",
    )
    ledger.record("person.identity_check_used", str(check.code), {"factors": done.factors}, by=str(user.code))
    return done


def send_links() -> int:
    """Owe each approved one whose delay is over its link, once; returns how many are good now."""
    good = IdentityCheck.objects.good(timezone.now()).select_related("user")
    for check in good:
        messaging.send_minted(
            LINK,
            to=check.user.email,
            recipient=check.user,
            reference=str(check.code),
            dedupe=f"{LINK}:{check.code}",
            language=check.user.language,
        )
    return len(good)


def compose_link(message: messaging.Message) -> messaging.Content | None:
    """The mail with the link, made as it leaves; None when it is not good any more."""
    check = IdentityCheck.objects.good(timezone.now()).select_related("user").filter(code=message.reference).first()
    if check is None:
        return None
    return mail.identity_check_link(check, _sign(check, USE), stop_token(check), language=message.language)


def stop_token(check: IdentityCheck) -> str:
    """What the link that stops it carries."""
    return _sign(check, STOP)


def of_token(token: str, purpose: str) -> IdentityCheck | None:
    """The check that a link was made for, whatever became of it; None for a link that is not ours."""
    try:
        code = UUID(signing.Signer(salt=purpose, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    return IdentityCheck.objects.select_related("user").filter(code=code).first()


def _sign(check: IdentityCheck, purpose: str) -> str:
    return signing.Signer(salt=purpose, sep=".").sign(str(check.code))


def _remove_factors(user: User, origin: Origin) -> int:
    """Take away every factor but the mailbox; returns how many those were."""
    removed = 0
    for device in django_otp.devices_for_user(user, confirmed=None):
        if isinstance(device, LoginCodeDevice):
            continue
        device.delete()
        removed += 1
        if isinstance(device, Authenticator):
            activity.record(user, Activity.Kind.APP_REMOVED, origin)
        elif not isinstance(device, BackupCodes):
            activity.record(user, Activity.Kind.PASSKEY_REMOVED, origin)
    return removed
