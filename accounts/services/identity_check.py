"""A recovery without the security answer: asked for, told to the mailbox, decided by staff, waited for, used once."""

from typing import NamedTuple
from uuid import UUID

import django_otp
from django.contrib.auth.hashers import make_password
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail, powers
from accounts.models import Activity, Authenticator, BackupCodes, IdentityCheck, LoginCode, LoginCodeDevice, User
from accounts.queries import masked
from accounts.services import activity, email_change, people, sessions
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
    return _open(user, facts, origin=origin, by=user)


@transaction.atomic
def open_for(user: User, facts: Facts, *, new_email: str, by: Actor) -> IdentityCheck:
    """The same for somebody who lost their mailbox too and came another way: it will go to a new address.

    Who opens it for an account with power over others proposes it. Raises ValidationError for an address that is
    somebody's or for one's own account, and StrongFactorRequiredError without a fresh proof made with a passkey or
    an app.
    """
    by.require_strong_factor()
    if user.pk == by.user.pk:
        raise ValidationError(_("Nadie decide sobre su propia cuenta."))
    _require_free(new_email)
    return _open(user, facts, origin=Origin(), by=by.user, new_email=new_email.lower())


def _open(user: User, facts: Facts, *, origin: Origin, by: User, new_email: str = "") -> IdentityCheck:
    User.objects.select_for_update().get(pk=user.pk)
    now = timezone.now()
    if IdentityCheck.objects.filter(user=user).live(now).exists():
        raise ValidationError(_("Ya hay una solicitud en curso para esta cuenta. Le escribiremos a su correo."))
    check = IdentityCheck(user=user, asked_from=origin.device, asked_at=now, new_email=new_email, **facts._asdict())
    check.proposed_by = by if by.pk != user.pk and powers.needs_strong_factor(user) else None
    check.save()
    activity.record(user, Activity.Kind.IDENTITY_CHECK_ASKED, origin)
    messaging.send(
        mail.identity_check_asked(check, stop_token(check)),
        dedupe=f"identity-check-asked:{check.code}",
        lane=messaging.Lane.URGENT,
    )
    _tell_deciders(check, apart_from=by)
    ledger.record("person.identity_check_asked", str(check.code), {"elsewhere": bool(new_email)}, by=str(by.code))
    return check


def waiting() -> int:
    """How many staff have still to decide."""
    return IdentityCheck.objects.pending().count()


def deciders() -> QuerySet[User]:
    """The staff who may decide about one."""
    permitted = User.objects.with_perm("accounts.change_identitycheck", backend="accounts.backends.PersonBackend")
    return permitted.filter(is_staff=True)


def _tell_deciders(check: IdentityCheck, *, apart_from: User) -> None:
    """Owe each of the staff who may decide one mail, which says that it waits and nothing about whom."""
    readers = deciders().exclude(pk__in=[check.user_id, apart_from.pk])
    mails = [
        (mail.identity_check_waits(check, reader), f"identity-check-waits:{check.code}:{reader.code}")
        for reader in readers
    ]
    messaging.send_many(mails, lane=messaging.Lane.NORMAL)


def _require_free(email: str) -> None:
    if User.objects.by_email(email).exists():
        raise ValidationError(_("Ese correo ya es de una cuenta."))


@transaction.atomic
def decide(check: IdentityCheck, *, approve: bool, reason: str, by: Actor) -> IdentityCheck:
    """Approve or refuse it with a reason, never one's own; the mailbox is told either way.

    Where the account has power over others two have to agree: the first approval only proposes it, and it stays
    pending until somebody else decides.

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
    if approve and powers.needs_strong_factor(check.user) and not seconds(check, by.user):
        check.proposed_by, check.reason = by.user, reason.strip()
        check.save(update_fields=["proposed_by", "reason"])
        ledger.record("person.identity_check_proposed", str(check.code), {}, by=str(by.user.code))
        return check
    check.proposed_by = None if check.proposed_by_id == by.user.pk else check.proposed_by
    check.decided_at, check.decided_by = timezone.now(), by.user
    check.approved, check.reason = approve, reason.strip()
    check.save(update_fields=["proposed_by", "decided_at", "decided_by", "approved", "reason"])
    activity.record(check.user, Activity.Kind.IDENTITY_CHECK_DECIDED, Origin())
    messaging.send(
        mail.identity_check_decided(check, stop_token(check)),
        dedupe=f"identity-check-decided:{check.code}",
        lane=messaging.Lane.URGENT,
    )
    ledger.record("person.identity_check_decided", str(check.code), {"approved": approve}, by=str(by.user.code))
    return check


def seconds(check: IdentityCheck, by: User) -> bool:
    """Whether they are the second to approve it. ValidationError when they are the first too."""
    if check.proposed_by_id == by.pk:
        raise ValidationError(
            _("Esta cuenta tiene poder sobre otras: la aprueba una persona distinta de quien propuso.")
        )
    return check.proposed_by_id is not None


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

    Every session ends, and every factor but the mailbox is taken away: they are what was lost. A new mailbox, which
    whoever has the link reads, takes the place of the old one, and that one is told too. Raises ValidationError when
    it has become another account's.
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
    letter = mail.identity_check_used(user, asked_from=origin.device, removed=done.factors)
    messaging.send(letter, dedupe=f"identity-check-used:{check.code}")
    if good.new_email:
        _move(user, good, done, origin)
    LoginCode.objects.filter(user=user, closed_at=None).update(closed_at=timezone.now())
    activity.record(user, Activity.Kind.PASSWORD_RECOVERED, origin)
    activity.record(user, Activity.Kind.QUESTION_CHANGED, origin)
    ledger.record("person.identity_check_used", str(check.code), {"factors": done.factors}, by=str(user.code))
    return done


def _move(user: User, check: IdentityCheck, done: Done, origin: Origin) -> None:
    email_change.move(user, check.new_email, timezone.now())
    letter = mail.identity_check_used(user, asked_from=origin.device, removed=done.factors)
    messaging.send(letter, dedupe=f"identity-check-used:{check.code}:new")
    activity.record(user, Activity.Kind.EMAIL_CHANGED, origin, detail=masked(check.new_email))


def send_links() -> int:
    """Owe each approved one whose delay is over its link, once; returns how many are good now."""
    good = IdentityCheck.objects.good(timezone.now()).select_related("user")
    for check in good:
        messaging.send_minted(
            LINK,
            to=check.goes_to,
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
