"""Second factors: which a person has, adding and removing one, proving one."""

from accounts.services.factors.authenticator import (
    add_authenticator,
    authenticator_of,
    enrol_authenticator,
    new_secret,
    otpauth_uri,
    prove_authenticator,
    remove_authenticator,
    seconds_locked,
)
from accounts.services.factors.backup_codes import BackupAnswer, make_backup_codes, prove_backup_code, sheet_of
from accounts.services.factors.holdings import Held, held_by, holdings, require_standing
from accounts.services.factors.mailbox import mailbox_of
from accounts.services.factors.passkeys import (
    Challenge,
    add_passkey,
    passkey_proof_options,
    passkey_registration_options,
    passkeys_of,
    prove_passkey,
    remove_passkey,
    rename_passkey,
)

__all__ = [
    "BackupAnswer",
    "Challenge",
    "Held",
    "add_authenticator",
    "add_passkey",
    "authenticator_of",
    "enrol_authenticator",
    "held_by",
    "holdings",
    "mailbox_of",
    "make_backup_codes",
    "new_secret",
    "otpauth_uri",
    "passkey_proof_options",
    "passkey_registration_options",
    "passkeys_of",
    "prove_authenticator",
    "prove_backup_code",
    "prove_passkey",
    "remove_authenticator",
    "remove_passkey",
    "rename_passkey",
    "require_standing",
    "seconds_locked",
    "sheet_of",
]
