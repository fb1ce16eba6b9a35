"""What a person says of themselves: changed by them, and looked over by them once a year."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import DateTimeField, Exists, F, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts import mail
from accounts.models import Activity, User
from accounts.services import activity
from accounts.services.activity import Origin
from accounts.services.notices import Notice
from groundwork.messaging import services as messaging

FIELDS = ("full_name", "phone", "firm", "time_zone", "language")
REVIEW = "data-review"
REVIEW_EVERY = timedelta(days=365)
REVIEW_NOTICE = Notice(
    kind=REVIEW,
    label=_("Revisar mis datos una vez al año"),
    help=_("Un mensaje al año, si no los ha revisado, para que sus datos sigan al día."),
)
# What one night owes; the next one finds the rest.
REVIEWS_A_NIGHT = 5000


@transaction.atomic
def change(user: User, facts: Mapping[str, Any], *, origin: Origin) -> User:
    """Save what the person says of themselves now, which also counts as having looked it over.

    `facts` holds some of FIELDS. What changed is written in their activity by its name, never its value.
    """
    person = User.objects.select_for_update().get(pk=user.pk)
    changed = [name for name in FIELDS if name in facts and facts[name] != getattr(person, name)]
    for name in changed:
        setattr(person, name, facts[name])
    person.reviewed_at = timezone.now()
    person.full_clean(validate_unique=False, validate_constraints=False)
    person.save(update_fields=[*changed, "reviewed_at"])
    if changed:
        fields = User._meta.fields  # noqa: SLF001  # Django's documented API
        labels = (str(field.verbose_name) for field in fields if field.name in changed)
        activity.record(person, Activity.Kind.DATA_CHANGED, origin, detail=capfirst(", ".join(labels)))
    return person


def confirm(user: User) -> None:
    """Note that the person has looked their data over and they are right."""
    User.objects.filter(pk=user.pk).update(reviewed_at=timezone.now())


def review_is_due(user: User) -> bool:
    """Whether a year has gone since the person looked their data over, or registered."""
    return timezone.now() - (user.reviewed_at or user.date_joined) >= REVIEW_EVERY


def owe_reviews() -> int:
    """Owe a reminder to whoever has not looked their data over for a year, once in each; returns how many."""
    now = timezone.now()
    return messaging.send_many(_reminders(_to_remind(now)[:REVIEWS_A_NIGHT], now))


def _to_remind(now: datetime) -> QuerySet[User]:
    """Who was not told within the year, by mail or on screen."""
    told = messaging.Message.objects.filter(recipient=OuterRef("pk"), kind=REVIEW, queued_at__gt=now - REVIEW_EVERY)
    shown = messaging.Notice.objects.filter(recipient=OuterRef("pk"), kind=REVIEW, created_at__gt=now - REVIEW_EVERY)
    since = Coalesce(F("reviewed_at"), F("date_joined"), output_field=DateTimeField())
    return (
        User.objects.filter(~Exists(told), ~Exists(shown), is_active=True, closed_at=None)
        .alias(since=since)
        .filter(since__lte=now - REVIEW_EVERY)
        .order_by("pk")
    )


def _reminders(people: QuerySet[User], now: datetime) -> Iterator[tuple[messaging.Mail, str]]:
    for person in people.iterator(chunk_size=500):
        since = person.reviewed_at or person.date_joined
        # The years since that moment, not the calendar's: two nights about New Year are one reminder.
        years = (now - since) // REVIEW_EVERY
        yield mail.data_review(person, since=since), f"{REVIEW}:{person.code}:{since:%Y%m%d}:{years}"
