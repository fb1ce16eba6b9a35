"""From one mailbox to another: the old one hears of it at once and can stop it, the new one is proved by a code."""

from datetime import datetime, timedelta
from uuid import UUID

from allauth.account.models import EmailAddress
from django.core import signing
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Activity, AddressChange, KnownDevice, LoginCode, Purpose, User
from accounts.models.change import STOPPABLE_FOR
from accounts.queries import masked
from accounts.services import activity, codes, factors, sessions
from accounts.services.activity import Origin
from accounts.services.codes import Answer, Verdict
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor

# How long a change waits for its code before it has to be asked for again, with a fresh proof of identity.
OPEN_FOR = timedelta(hours=1)
_SALT = "accounts.email_change"


def pending(user: User) -> AddressChange | None:
    """The change that waits for its code, if there is one."""
    waiting = AddressChange.objects.filter(
        user=user, done_at=None, stopped_at=None, asked_at__gt=timezone.now() - OPEN_FOR
    )
    return waiting.order_by("-asked_at").first()


def code_of(change: AddressChange) -> LoginCode | None:
    """The code that the change waits for."""
    return LoginCode.objects.filter(challenge=change.challenge).first() if change.challenge else None


@transaction.atomic
def ask(by: Actor, new_email: str, *, origin: Origin, language: str) -> AddressChange:
    """Owe the new mailbox a code, and tell the old one; whether the new one has an account, nobody is told here.

    Raises ValidationError for the address that the person has already, codes.TooSoonError for a flooded one.
    """
    factors.require_standing(by)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if new_email == user.email.lower():
        raise ValidationError(_("Ese es ya el correo de su cuenta."), code="same")
    _drop(AddressChange.objects.filter(user=user, done_at=None, stopped_at=None), timezone.now())
    code = codes.ask(Purpose.EMAIL_CHANGE, new_email, user=user, asked_from=origin.device, language=language)
    change = AddressChange.objects.create(
        user=user, old_email=user.email, new_email=new_email, challenge=code.challenge, asked_from=origin.device
    )
    activity.record(user, Activity.Kind.EMAIL_CHANGE_ASKED, origin, detail=masked(new_email))
    messaging.send(
        mail.email_change_asked(user, change, token=stop_token(change)), dedupe=f"email-change-asked:{change.code}"
    )
    return change


@transaction.atomic
def send_another(change: AddressChange, *, origin: Origin, language: str) -> None:
    """Owe the new mailbox another code in the place of the last one. Raises codes.TooSoonError."""
    change = AddressChange.objects.select_for_update(of=("self",)).select_related("user").get(pk=change.pk)
    code = codes.ask(
        Purpose.EMAIL_CHANGE,
        change.new_email,
        user=change.user,
        asked_from=origin.device,
        language=language,
        instead_of=change.challenge,
    )
    change.challenge = code.challenge
    change.save(update_fields=["challenge"])


@transaction.atomic
def finish(change: AddressChange, digits: str, *, origin: Origin) -> Answer:
    """Compare the code, and give the account its new mailbox when it is right.

    The old one is told. Raises ValidationError when the mailbox got an account of its own meanwhile.
    """
    user = User.objects.select_for_update().get(pk=change.user_id)
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    now = timezone.now()
    if change.done_at or change.stopped_at or change.challenge is None or now >= change.asked_at + OPEN_FOR:
        return Answer(Verdict.DEAD)
    answer = codes.verify(change.challenge, digits, Purpose.EMAIL_CHANGE, origin)
    if answer.verdict is not Verdict.ACCEPTED:
        return answer
    move(user, change.new_email, now)
    change.done_at = now
    change.save(update_fields=["done_at"])
    activity.record(user, Activity.Kind.EMAIL_CHANGED, origin, detail=masked(change.new_email))
    messaging.send(mail.email_changed(user, change, token=stop_token(change)), dedupe=f"email-changed:{change.code}")
    ledger.record("person.email_changed", str(user.code), {}, by=str(user.code))
    return answer


@transaction.atomic
def cancel(user: User, *, origin: Origin) -> bool:
    """Give up the change that waits, by who asked for it; returns whether one did."""
    user = User.objects.select_for_update().get(pk=user.pk)
    dropped = _drop(AddressChange.objects.filter(user=user, done_at=None, stopped_at=None), timezone.now())
    if dropped:
        activity.record(user, Activity.Kind.EMAIL_CHANGE_STOPPED, origin)
    return dropped


def stop_token(change: AddressChange) -> str:
    """The token of the link that stops or undoes this change and does nothing else."""
    return signing.Signer(salt=_SALT, sep=".").sign(str(change.code))


def stoppable(token: str) -> AddressChange | None:
    """The change that the token stops, within its seven days; None for one that is over, or not ours."""
    try:
        code = UUID(signing.Signer(salt=_SALT, sep=".").unsign(token))
    except (signing.BadSignature, ValueError):
        return None
    change = AddressChange.objects.select_related("user").filter(code=code).first()
    if change is None or not change.user.is_active or timezone.now() >= told_at(change) + STOPPABLE_FOR:
        return None
    return change


@transaction.atomic
def stop(change: AddressChange, *, origin: Origin) -> bool:
    """Stop a change, or undo one that was done: the old mailbox is back, and whoever changed it is out.

    Every session ends and the password has to be changed. What changed after it is undone with it, and its own
    mailboxes can undo nothing more. A mailbox that comes back settles for a day too: the link may be in the wrong
    hands. Returns False when it was stopped already. Raises ValidationError when the old address has since become
    another person's.
    """
    user = User.objects.select_for_update().get(pk=change.user_id)
    change = AddressChange.objects.select_for_update().get(pk=change.pk)
    if change.stopped_at:
        return False
    now = timezone.now()
    if change.done_at:
        move(user, change.old_email, now)
        messaging.send(mail.email_restored(user, change), dedupe=f"email-restored:{change.code}")
    _drop(AddressChange.objects.filter(user=user, stopped_at=None, asked_at__gte=change.asked_at), now)
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    sessions.end_all(user)
    KnownDevice.objects.filter(user=user).delete()
    LoginCode.objects.filter(user=user, used_at=None, closed_at=None).update(closed_at=now)
    activity.record(user, Activity.Kind.EMAIL_CHANGE_STOPPED, origin)
    ledger.record("person.email_change_stopped", str(user.code), {"undone": change.done_at is not None})
    return True


def move(user: User, email: str, now: datetime) -> None:
    """Make it the account's one address, here and in allauth's rows; codes owed to the other are void."""
    messaging.lift(user.email, messaging.Lifting.CHANGED)
    user.email = email
    user.email_changed_at = now
    try:
        with transaction.atomic():
            user.save(update_fields=["email", "email_changed_at"])
            EmailAddress.objects.filter(Q(user=user) | Q(email=email, verified=False)).delete()
            EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    except IntegrityError as taken:
        raise ValidationError(_("Ese correo es ahora el de otra cuenta."), code="taken") from taken
    LoginCode.objects.filter(user=user, used_at=None, closed_at=None).update(closed_at=now)


def _drop(changes: QuerySet[AddressChange], now: datetime) -> bool:
    """Stop those changes, and the codes that they wait for; returns whether there were any."""
    challenges = [challenge for challenge in changes.values_list("challenge", flat=True) if challenge]
    LoginCode.objects.filter(challenge__in=challenges, closed_at=None).update(closed_at=now)
    return bool(changes.update(stopped_at=now))


def told_at(change: AddressChange) -> datetime:
    """When the old mailbox was last told: from then on its seven days count."""
    return change.done_at or change.asked_at
