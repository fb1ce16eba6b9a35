"""Where a person's mails about opportunities stand: the last one, and what waits for a digest."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Min, Q

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.services import Message, State, UndeliverableAddress
from interests.models import PendingAlert
from interests.queries.letters import KIND

# What a person can do something about.
TROUBLE = frozenset({State.BOUNCED, State.REFUSED, State.DEAD, State.WITHHELD})


@dataclass(frozen=True, slots=True)
class Delivery:
    """The last mail that was not taken back, whether the mailbox returns mail, and what waits for its hour."""

    last: Message | None
    returned: UndeliverableAddress | None
    waiting: int
    due_at: datetime | None

    @property
    def in_trouble(self) -> bool:
        """Whether the last mail did not reach the person."""
        return self.last is not None and self.last.state in TROUBLE


def delivery(user: User) -> Delivery:
    """The person's, in three queries."""
    sent = Message.objects.filter(kind=KIND, recipient=user).filter(Q(lapsed_at=None) | Q(withheld=True))
    wanted = PendingAlert.objects.filter(
        user=user, interest__subscriptions__user=user, interest__subscriptions__active=True
    )
    waits = wanted.aggregate(count=Count("process", distinct=True), due=Min("due_at"))
    return Delivery(
        last=sent.defer("text", "html").order_by("-queued_at", "-pk").first(),
        returned=messaging.undeliverable(user.email),
        waiting=waits["count"],
        due_at=waits["due"],
    )
