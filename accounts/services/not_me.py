"""No fui yo: a person says that something in their account was not done by them, and it is closed to everybody.

The link needs no sign-in and can do nothing else: whoever reads the person's mailbox can ask for this and no more.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.core import signing
from django.db import transaction
from django.utils import timezone

from accounts import mail
from accounts.models import Activity, KnownDevice, LoginCode, User
from accounts.services import activity, sessions
from accounts.services.activity import Origin
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging

GOOD_FOR = timedelta(days=7)
_SALT = "accounts.not_me"


@dataclass(frozen=True, slots=True)
class Claim:
    """What a link says: whose account, which entry of its activity, and when the link was made."""

    entry: Activity
    made_at: datetime

    @property
    def user(self) -> User:
        return self.entry.user

    @property
    def is_settled(self) -> bool:
        """Whether the person has said so since the link was made: it does nothing any more."""
        return Activity.objects.of(self.user).filter(kind=Activity.Kind.NOT_ME, at__gte=self.made_at).exists()


def token_for(entry: Activity) -> str:
    """What a link carries so that the person can disown that entry, for GOOD_FOR from now."""
    content = [str(entry.user.code), entry.at.isoformat(), entry.kind, int(timezone.now().timestamp())]
    return _signer().sign_object(content, compress=True)


def read(token: str) -> Claim | None:
    """What the token says; None when it was not made here, is too old, or its entry is forgotten."""
    try:
        code, at, kind, made_at = _signer().unsign_object(token, max_age=GOOD_FOR)
    except (signing.BadSignature, ValueError):
        return None
    entries = Activity.objects.select_related("user").filter(user__code=UUID(code), kind=kind)
    entry = entries.filter(at=datetime.fromisoformat(at)).first()
    return Claim(entry, datetime.fromtimestamp(made_at, tz=UTC)) if entry else None


@transaction.atomic
def report(claim: Claim, *, origin: Origin) -> bool:
    """Shut everybody out of the account, its owner included until they choose a new password.

    Every session ends, codes that wait for somebody to type them are closed, and no browser is known any more.
    Twice is once: False when it was done already.
    """
    user = User.objects.select_for_update().get(pk=claim.user.pk)
    if claim.is_settled:
        return False
    user.must_change_password = True
    user.save(update_fields=["must_change_password"])
    sessions.end_all(user)
    KnownDevice.objects.filter(user=user).delete()
    LoginCode.objects.filter(user=user, used_at=None, closed_at=None).update(closed_at=timezone.now())
    entry = activity.record(user, Activity.Kind.NOT_ME, origin, detail=str(claim.entry.get_kind_display()))
    messaging.send(mail.account_shut(user, claim.entry), dedupe=f"not-me:{user.code}:{entry.pk}")
    ledger.record("person.reported_intrusion", str(user.code), {"disowned": claim.entry.kind}, by=str(user.code))
    return True


def _signer() -> signing.TimestampSigner:
    return signing.TimestampSigner(salt=_SALT, sep=".")
