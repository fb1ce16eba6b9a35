"""What happens to a person's mails about opportunities when they leave a supplier's team."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import F

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from interests import mail
from interests.models import AlertSubscription, OpportunityMatch
from interests.queries.reasons import News
from interests.services import alerts
from onboarding.models import Supplier

# Announced by the team's own service, with the person as its subject.
LEFT = "supplier.member_removed"
CONSUMER = "interests.departures"
# What a mail tells was found in its own transaction, after the person's previous mail and not longer ago than this.
TELLING_TAKES = timedelta(minutes=5)


def sweep(*, limit: int = 100) -> int:
    """Keep what waits to be sent from those who left a team; returns how many people there were."""
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        for user in User.objects.filter(pk__in=ids).order_by("pk"):
            forget(user)
        return len(ids)


def forget(user: User) -> None:
    """Stop the alerts of suppliers that the person is not in, and withdraw the mails that speak of them.

    What such a mail told of their other suppliers is told again, in one that speaks of nothing else. Doing it again
    changes nothing.
    """
    foreign = AlertSubscription.objects.of(user).active().exclude(interest__supplier__in=Supplier.objects.of(user))
    if not foreign.update(active=False):
        return
    mails = Message.objects.filter(kind=mail.KIND, recipient=user).order_by("queued_at", "pk")
    for owed in mails.open():
        before = mails.filter(queued_at__lt=owed.queued_at, lapsed_at=None).values_list("queued_at", flat=True).last()
        since = owed.queued_at - TELLING_TAKES
        kept = _news(user, after=max(before, since) if before else since, until=owed.queued_at)
        if kept and alerts.dedupe_key(user, kept) == owed.dedupe_key:
            continue
        messaging.withdraw(mail.KIND, recipient=user, dedupe=owed.dedupe_key)
        alerts.tell(kept)


def _news(user: User, *, after: datetime, until: datetime) -> Sequence[News]:
    """What was found between two mails for the areas that the person is told of."""
    told = AlertSubscription.objects.of(user).active()
    matches = OpportunityMatch.objects.filter(
        supplier__opportunities__process=F("process"),
        supplier__opportunities__matched_at__gt=after,
        supplier__opportunities__matched_at__lte=until,
        interest__in=told.values("interest"),
    )
    return [
        News(user.pk, one.process_id, one.interest_id, one.codes, one.place, one.value, one.entity) for one in matches
    ]
