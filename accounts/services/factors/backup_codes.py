"""Back-up codes: a sheet of ten, each good once, for the day when nothing else is at hand."""

import enum
import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.models import Activity, BackupCode, BackupCodes, User
from accounts.services import activity, changes
from accounts.services.activity import Origin
from accounts.services.factors.holdings import require_standing
from groundwork.files.keyring import key_ring
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor

PURPOSE = "backup-code"
CODES, LENGTH = 10, 10  # fifty bits each
# Crockford's base32: nothing in it is taken for something else.
ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"
MISREAD = str.maketrans({"o": "0", "i": "1", "l": "1"})


class BackupVerdict(enum.Enum):
    """What became of a typed back-up code."""

    ACCEPTED = enum.auto()
    WRONG = enum.auto()
    THROTTLED = enum.auto()


@dataclass(frozen=True, slots=True)
class BackupAnswer:
    """A verdict: with the sheet and how many codes are left when accepted, with until when if throttled."""

    verdict: BackupVerdict
    sheet: BackupCodes | None = None
    left: int = 0
    until: datetime | None = None

    def __bool__(self) -> bool:
        """Whether it was accepted."""
        return self.verdict is BackupVerdict.ACCEPTED


@transaction.atomic
def make_backup_codes(*, by: Actor, origin: Origin) -> list[str]:
    """A new sheet in the place of the last one; this is the only time that its codes can be read.

    Raises RecentAuthenticationRequiredError.
    """
    require_standing(by)
    user = User.objects.select_for_update().get(pk=by.user.pk)
    BackupCodes.objects.filter(user=user).delete()
    sheet = BackupCodes.objects.create(user=user, name="backup", confirmed=True)
    codes: set[str] = set()
    while len(codes) < CODES:
        codes.add("".join(secrets.choice(ALPHABET) for _character in range(LENGTH)))
    BackupCode.objects.bulk_create(
        BackupCode(sheet=sheet, digest=key_ring().sign(_message(sheet, code), PURPOSE)) for code in codes
    )
    changes.tell(user, Activity.Kind.BACKUP_CODES_MADE, origin)
    return [f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}" for code in codes]


@transaction.atomic
def prove_backup_code(user: User, typed: str, origin: Origin) -> BackupAnswer:
    """Use a code of the person's sheet up, under the sheet's lock; a wrong one makes the next wait longer.

    The person is told by mail, with how many are left.
    """
    sheet = BackupCodes.objects.select_for_update().filter(user=user, confirmed=True).first()
    if sheet is None:
        return BackupAnswer(BackupVerdict.WRONG)
    if until := sheet.locked_until:
        return BackupAnswer(BackupVerdict.THROTTLED, until=until)
    unused = list(sheet.codes.filter(used_at=None))
    message = _message(sheet, normalised(typed))
    code = next((code for code in unused if key_ring().verifies(code.digest, message, PURPOSE)), None)
    if code is None:
        sheet.throttle_increment()
        return BackupAnswer(BackupVerdict.WRONG, until=sheet.locked_until)
    code.used_at = timezone.now()
    code.save(update_fields=["used_at"])
    sheet.throttle_reset(commit=False)
    sheet.set_last_used_timestamp(commit=False)
    sheet.save()
    left = len(unused) - 1
    row = activity.record(user, Activity.Kind.BACKUP_CODE_USED, origin)
    letter = mail.backup_code_used(user, at=row.at, left=left, asked_from=origin.device)
    messaging.send(letter, dedupe=f"backup-code-used:{code.pk}")
    return BackupAnswer(BackupVerdict.ACCEPTED, sheet, left)


def sheet_of(user: User) -> tuple[BackupCodes | None, int]:
    """The person's sheet, if they have one, and how many of its codes are left."""
    sheet = BackupCodes.objects.filter(user=user, confirmed=True).first()
    return sheet, sheet.codes.filter(used_at=None).count() if sheet else 0


def normalised(typed: str) -> str:
    """As it was printed, however it was typed: without hyphen and spaces, "o" for zero, "l" for one."""
    return "".join(c for c in typed.casefold() if c.isalnum()).translate(MISREAD)


def _message(sheet: BackupCodes, code: str) -> bytes:
    return f"{sheet.pk}:{code}".encode()
