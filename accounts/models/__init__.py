"""People, the factors that prove who they are, and the codes sent to their mailboxes."""

from accounts.models.code import CODE_DIGITS, MAX_FAILURES, LoginCode, Purpose
from accounts.models.factor import Authenticator, LoginCodeDevice
from accounts.models.registration import Registration
from accounts.models.user import Consent, User

__all__ = [
    "CODE_DIGITS",
    "MAX_FAILURES",
    "Authenticator",
    "Consent",
    "LoginCode",
    "LoginCodeDevice",
    "Purpose",
    "Registration",
    "User",
]
