"""Closing an account: the person goes, what the law keeps stays without their name."""

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django_otp import devices_for_user

from accounts import mail
from accounts.models import Activity, AddressChange, IdentityCheck, KnownDevice, Lesson, LoginCode, PersonSession, User
from accounts.services import sessions
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging

NAME = "Cuenta cerrada"
DOMAIN = "cerrada.invalid"  # RFC 2606: nobody can ever receive mail there


def address_of(user: User) -> str:
    """The address of a closed account, which is nobody's."""
    return f"{user.code}@{DOMAIN}"


@transaction.atomic
def close(user: User, *, address: str) -> None:
    """Empty the account and shut it for good; the last mail goes to the address that it had.

    The username stays taken, so that nobody passes for who had it; what they accepted and the record stay. Call it
    with what other rooms keep already forgotten, in one transaction, and the person's row locked.
    """
    messaging.forget(user, address=address)
    messaging.send(mail.account_closed(user), dedupe=f"account-closed:{user.code}", lane=messaging.Lane.URGENT)
    sessions.end_all(user)
    for device in devices_for_user(user, confirmed=None):
        device.delete()
    EmailAddress.objects.filter(user=user).delete()
    for model in (Activity, AddressChange, IdentityCheck, KnownDevice, Lesson, LoginCode, PersonSession):
        model._default_manager.filter(user=user).delete()  # noqa: SLF001  # Django's documented API
    _empty(user, address)
    ledger.record("person.closed", str(user.code), {}, by=str(user.code))


def forget_last_mails() -> int:
    """Take the address out of the last mail of closed accounts, once it has ended; returns how many mails."""
    forgotten = 0
    waiting = messaging.Message.objects.filter(recipient__closed_at__isnull=False, cleared_at=None)
    for user in User.objects.filter(pk__in=waiting.values("recipient")):
        forgotten += messaging.forget(user, address=address_of(user), owed=False)
    return forgotten


def _empty(user: User, address: str) -> None:
    user.full_name, user.email = NAME, address
    user.phone = user.firm = user.security_question = user.security_answer = ""
    user.time_zone, user.language = settings.TIME_ZONE, settings.LANGUAGE_CODE
    user.muted_notices = []
    user.quiet_from = user.quiet_until = None
    user.reviewed_at = user.email_changed_at = user.last_login = None
    user.is_active = user.is_reviewer = user.is_staff = user.is_superuser = user.must_change_password = False
    user.closed_at = timezone.now()
    user.set_unusable_password()
    user.groups.clear()
    user.user_permissions.clear()
    user.save()
