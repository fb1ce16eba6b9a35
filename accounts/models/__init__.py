"""People, the factors that prove who they are, and the codes sent to their mailboxes."""

from accounts.models.change import AddressChange, IdentityCheck
from accounts.models.code import CODE_DIGITS, MAX_FAILURES, LoginCode, Purpose
from accounts.models.factor import Authenticator, BackupCode, BackupCodes, LoginCodeDevice
from accounts.models.legal import LegalText, Lesson
from accounts.models.registration import Registration
from accounts.models.session import Activity, KnownDevice, PersonSession
from accounts.models.user import Consent, User

__all__ = [
    "CODE_DIGITS",
    "MAX_FAILURES",
    "Activity",
    "AddressChange",
    "Authenticator",
    "BackupCode",
    "BackupCodes",
    "Consent",
    "IdentityCheck",
    "KnownDevice",
    "LegalText",
    "Lesson",
    "LoginCode",
    "LoginCodeDevice",
    "PersonSession",
    "Purpose",
    "Registration",
    "User",
]
