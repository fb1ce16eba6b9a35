"""What is done to an area of interest; it is matched against what is open in the same transaction."""

from dataclasses import asdict, dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.messaging import services as messaging
from interests.models import AlertSubscription, Cadence, Interest, Opportunity, OpportunityMatch, State, Status
from interests.queries import wording
from interests.services import alerts, matching
from onboarding.models import Supplier

CHANGED = "interest.changed"
CONSUMER = "interests.areas"
# What a person waits for while saving; a sweep finds the rest a moment later.
MATCHED_AT_ONCE = 1000
MOST_AREAS = 200


@dataclass(frozen=True, slots=True)
class Delivery:
    """When a person is told: at once, or in a digest at an hour, and on a day, of their own clock."""

    cadence: str = Cadence.AT_ONCE
    hour: int = 7
    weekday: int = 0


@transaction.atomic
def save(interest: Interest, *, by: User, alert: bool, delivery: Delivery | None = None) -> int:
    """Save a new or edited area, which is thereby reviewed, subscribe or not whoever saves it, and match it at once.

    Returns how many open processes fit it, up to MATCHED_AT_ONCE. Raises ValidationError if it may not stand,
    PermissionDenied for who may not edit its supplier.
    """
    _require_editor(interest, by)
    is_new = interest.is_new
    # Under the supplier's lock two people cannot pass the limit together, or give two areas one name.
    Supplier.objects.select_for_update(no_key=True).get(pk=interest.supplier_id)
    if is_new and Interest.objects.filter(supplier=interest.supplier_id).count() >= MOST_AREAS:
        raise ValidationError(
            _("Cada proveedor puede tener %(most)d áreas de interés. Elimine o junte algunas."),
            params={"most": MOST_AREAS},
        )
    if is_new:
        interest.created_by = by
    interest.visible_since = (interest.visible_since or timezone.now()) if interest.visible else None
    interest.reviewed_at = timezone.now()
    wording.compile_words(interest)
    interest.full_clean(exclude=["keys"])
    interest.save()
    set_alert(interest, by=by, active=alert, delivery=delivery)
    return _rematch(interest)


@transaction.atomic
def pause(interest: Interest, *, by: User) -> None:
    """Stop looking; what was found stays."""
    _set_status(interest, Status.PAUSED, by)


@transaction.atomic
def activate(interest: Interest, *, by: User) -> int:
    """Look again, at once among what is open; returns how many open processes fit it."""
    _set_status(interest, Status.ACTIVE, by)
    return _rematch(interest)


@transaction.atomic
def delete(interest: Interest, *, by: User) -> None:
    """Take the area away, with the new opportunities that no other area finds; what was saved stays."""
    _require_editor(interest, by)
    found = OpportunityMatch.objects.filter(interest=interest).values_list("process_id", flat=True)
    processes = list(found)
    interest.delete()
    _forget_orphans(interest.supplier_id, processes)


def set_alert(interest: Interest, *, by: User, active: bool, delivery: Delivery | None = None) -> None:
    """Have mail about this area sent to this person, or no longer. Any member of the supplier may.

    Without a delivery it comes as it did before; what waits in a digest keeps its hour.
    """
    if active:
        wanted = {"active": True, **(asdict(delivery) if delivery else {})}
        AlertSubscription.objects.update_or_create(interest=interest, user=by, defaults=wanted)
    else:
        AlertSubscription.objects.filter(interest=interest, user=by).update(active=False)


def review(areas: QuerySet[Interest], *, by: User) -> int:
    """Say that these areas are still right, of those that the person may change; returns how many they were."""
    mine = areas.filter(supplier__in=Supplier.objects.edited_by(by))
    return mine.update(reviewed_at=timezone.now())


def sweep_changed(*, limit: int = 50) -> int:
    """Match the areas whose work rows wait with everything that is open; returns how many there were.

    It finds what saving left beyond its limit, and what was published while an area was being saved.
    """
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        for interest in Interest.objects.filter(pk__in=ids, status=Status.ACTIVE).order_by("pk"):
            alerts.tell(matching.match_interest(interest).news)
        return len(ids)


def _set_status(interest: Interest, status: Status, by: User) -> None:
    _require_editor(interest, by)
    interest.status = status
    interest.save(update_fields=["status", "updated_at"])


def _require_editor(interest: Interest, by: User) -> None:
    if not Supplier.objects.edited_by(by).filter(pk=interest.supplier_id).exists():
        raise PermissionDenied


def _rematch(interest: Interest) -> int:
    """Let the area's reasons be those of what it asks now; returns how many open processes fit it."""
    now = timezone.now()
    gone = OpportunityMatch.objects.filter(interest=interest, process__open_until__gt=now)
    processes = list(gone.values_list("process_id", flat=True))
    gone.delete()
    found = 0
    if interest.is_active:
        found = matching.match_interest(interest, limit=MATCHED_AT_ONCE, at=now).matches
        messaging.announce(CHANGED, interest)
    _forget_orphans(interest.supplier_id, processes)
    return found


def _forget_orphans(supplier_id: int, processes: list[int]) -> None:
    """Delete the new opportunities among those that no area finds any more.

    In two steps: with the rows locked, the second one sees whatever a concurrent batch has found for them.
    """
    new = Opportunity.objects.filter(supplier=supplier_id, process__in=processes, state=State.NEW)
    held = list(new.select_for_update().order_by("process_id").values_list("process_id", flat=True))
    found = OpportunityMatch.objects.filter(supplier=supplier_id, process__in=held)
    new.filter(process__in=held).exclude(process__in=found.values("process")).delete()
