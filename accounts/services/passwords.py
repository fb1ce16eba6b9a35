"""Changing one's password while signed in."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts import mail
from accounts.models import Activity, LoginCode, Purpose, User
from accounts.services import activity
from accounts.services.activity import Origin
from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from groundwork.web.actor import Actor, RecentAuthenticationRequiredError


def needs_current(by: Actor) -> bool:
    """Whether the present password is asked for: not by who must change it and has just signed in with it."""
    if not by.user.must_change_password:
        return True
    try:
        by.require_recent_authentication()
    except RecentAuthenticationRequiredError:
        return True
    return False


@transaction.atomic
def change(by: Actor, *, current: str, new: str, origin: Origin) -> User:
    """Give the person a new password, which ends their sessions: the caller keeps its own.

    The new one has passed the validators. Raises ValidationError on `current` when that is not their password, on
    `password` when it is no other one: none from before is kept, so none can be compared.
    """
    user = User.objects.select_for_update().get(pk=by.user.pk)
    if needs_current(by) and not user.check_password(current):
        raise ValidationError({"current": _("Esa no es su contraseña de ahora.")})
    # Said only now: before the proof, the answer would tell whether a guess is right.
    if user.check_password(new):
        words = _("Esa es su contraseña de ahora. Escoja una distinta.")
        raise ValidationError({"password": ValidationError(words, code="password_reused")})
    user.set_password(new)
    user.must_change_password = False
    user.save(update_fields=["password", "must_change_password"])
    # A sign-in that waits for its code was begun with the old one.
    begun = LoginCode.objects.filter(user=user, purpose=Purpose.SIGN_IN, used_at=None, closed_at=None)
    begun.update(closed_at=timezone.now())
    entry = activity.record(user, Activity.Kind.PASSWORD_CHANGED, origin)
    messaging.send(
        mail.password_changed(user, asked_from=origin.device, one_stays=True),
        dedupe=f"password-changed:{user.code}:{entry.pk}",
    )
    ledger.record("person.password_changed", str(user.code), {}, by=str(user.code))
    return user


def note_refusal(user: User, origin: Origin) -> None:
    """Write down that somebody in the person's session did not know their password."""
    activity.record(user, Activity.Kind.PASSWORD_REFUSED, origin)
