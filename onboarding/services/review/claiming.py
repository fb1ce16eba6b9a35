"""Taking a document to review, so that nobody else does the same work meanwhile."""

from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.web import formats
from groundwork.web.actor import Actor
from onboarding.models import DocumentVersion
from onboarding.queries.review import queue
from onboarding.queries.review.queue import Filters
from onboarding.services.review.access import require_reviewer
from onboarding.services.review.standing import require_waiting, require_without_suspicion

HELD_FOR = timedelta(minutes=20)
# A claim is prolonged when less than this is left of it, so that turning pages does not write each time.
PROLONGED_BELOW = timedelta(minutes=15)


@transaction.atomic
def take_next(filters: Filters, *, by: Actor) -> DocumentVersion | None:
    """Give the reviewer what they have in their hands already, else the oldest that is free; None when there is none.

    Others who ask at the same time get the following ones: nobody waits for anybody.
    """
    require_reviewer(by)
    now = timezone.now()
    held = queue.held_by(by.user, at=now).first()
    if held is not None:
        return held
    free = queue.free_for(by.user, filters, at=now).select_for_update(skip_locked=True, of=("self",))
    version = free.first()
    if version is not None:
        _hold(version, by, at=now)
    return version


@transaction.atomic
def take(version: DocumentVersion, *, by: Actor) -> DocumentVersion:
    """Give the reviewer that one; taking it twice prolongs it.

    Raises ValidationError when somebody else has it, or when it is not to be decided any more.
    """
    require_reviewer(by)
    # Who has it is read after the lock: a join made before it would show who had it then.
    held = DocumentVersion.objects.select_for_update().get(pk=version.pk)
    require_waiting(held)
    require_without_suspicion(held)
    if held.reviews.filter(reviewer=by.user).exists():
        raise ValidationError(_("Usted ya revisó este documento: espera a otra persona."))
    require_not_with_another(held, by, at=timezone.now())
    _hold(held, by, at=timezone.now())
    return held


def keep(version: DocumentVersion, *, by: Actor) -> None:
    """Prolong the reviewer's own claim while they work; changes nothing of anybody else's."""
    if version.claimed_by_id != by.user.pk:
        return
    now = timezone.now()
    running_out = DocumentVersion.objects.filter(
        pk=version.pk, claimed_by=by.user, claimed_until__gt=now, claimed_until__lt=now + PROLONGED_BELOW
    )
    running_out.update(claimed_until=now + HELD_FOR)


def release(version: DocumentVersion, *, by: Actor) -> bool:
    """Put it back in the queue; returns whether it was in the reviewer's hands."""
    require_reviewer(by)
    mine = DocumentVersion.objects.waiting().filter(pk=version.pk, claimed_by=by.user)
    return bool(mine.update(claimed_by=None, claimed_until=None))


def require_not_with_another(version: DocumentVersion, by: Actor, *, at: datetime) -> None:
    """Raise ValidationError when somebody else has it in their hands, saying who and until when."""
    if version.is_claimed_by_other(by.user, at=at):
        raise ValidationError(
            _("Lo está revisando %(name)s; queda libre %(hour)s si no lo decide antes.")
            % {"name": version.claimed_by, "hour": formats.at_clock(version.claimed_until)},
            code="claimed",
        )


def _hold(version: DocumentVersion, by: Actor, *, at: datetime) -> None:
    version.claimed_by, version.claimed_until = by.user, at + HELD_FOR
    version.save(update_fields=["claimed_by", "claimed_until"])
