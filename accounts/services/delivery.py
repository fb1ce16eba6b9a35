"""What the relay asks at the moment of sending a code's mail."""

from uuid import UUID

from accounts import mail
from accounts.models import LoginCode, Purpose, User
from accounts.services import codes
from groundwork.messaging import services as messaging


def compose(message: messaging.Message) -> messaging.Content | None:
    """The mail for one LoginCode; None when no code can be accepted for it any more.

    Whether the address has an account is looked up here, out of anybody's sight, and the code is minted
    either way: whoever watches the pages sees the same message, state and expiry.
    """
    challenge = UUID(message.reference)
    digits = codes.mint(challenge)
    if digits is None:
        return None
    row = LoginCode.objects.select_related("user").get(challenge=challenge)
    if row.purpose == Purpose.REGISTRATION and User.objects.by_email(row.email).exists():
        return mail.account_exists(row, language=message.language)
    if row.purpose == Purpose.RECOVERY and row.user is None:
        return mail.no_account(row, language=message.language)
    if row.purpose == Purpose.EMAIL_CHANGE and (owner := User.objects.by_email(row.email).first()):
        return mail.address_taken(row, owner)
    return mail.login_code(row, digits, language=message.language)
