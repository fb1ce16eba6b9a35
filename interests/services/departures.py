"""What happens to a person's mails about opportunities when they leave a supplier's team."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from interests import links, mail
from interests.models import AlertSubscription, Mute, Opportunity, OpportunityMatch, PendingAlert
from interests.services import alerts
from interests.services.invitations import telling
from onboarding.models import Supplier

# Announced by the team's own service, with the person as its subject.
LEFT = "supplier.member_removed"
CONSUMER = "interests.departures"


def sweep(*, limit: int = 100) -> int:
    """Keep what waits to be sent from those who left a team; returns how many people there were."""
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        for user in User.objects.filter(pk__in=ids).order_by("pk"):
            forget(user)
        return len(ids)


@transaction.atomic
def forget(user: User) -> None:
    """Stop the alerts of suppliers that the person is not in, and withdraw the mails that speak of them.

    Nothing of those suppliers is in the person's charge any more, nor silenced by them.
    What such a mail told of their other suppliers waits for the next digest, which goes at once. Doing it again
    changes nothing.
    """
    theirs = Supplier.objects.of(user)
    Opportunity.objects.filter(assigned_to=user).exclude(supplier__in=theirs).update(assigned_to=None)
    Mute.objects.filter(user=user).exclude(supplier__in=theirs).delete()
    alerts.stop(AlertSubscription.objects.of(user).exclude(interest__supplier__in=theirs))
    alerts.drop(PendingAlert.objects.filter(user=user).exclude(interest__supplier__in=theirs))
    telling.withdraw_departed(user)
    for owed in Message.objects.open().filter(kind=mail.KIND, recipient=user).order_by("pk"):
        told = Opportunity.objects.filter(code__in=links.opportunities_in(owed.text))
        if told.exclude(supplier__in=theirs).exists():
            messaging.withdraw(mail.KIND, recipient=user, dedupe=owed.dedupe_key)
            _tell_again(user, told.filter(supplier__in=theirs), at=timezone.now())


def _tell_again(user: User, told: QuerySet[Opportunity], *, at: datetime) -> None:
    wishes = AlertSubscription.objects.of(user).active()
    matches = OpportunityMatch.objects.filter(interest__in=wishes.values("interest"))
    PendingAlert.objects.bulk_create(
        [
            PendingAlert(user=user, interest_id=match.interest_id, process_id=match.process_id, due_at=at)
            for opportunity in told
            for match in matches.filter(supplier=opportunity.supplier_id, process=opportunity.process_id)
        ],
        ignore_conflicts=True,
    )
