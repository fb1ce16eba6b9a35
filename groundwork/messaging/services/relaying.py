"""The relay: takes what is owed, composes it, hands it over, and marks each mail as soon as it is taken.

At least once: the only window for a duplicate is between the server's 250 and our commit.
"""

import logging
import uuid
from collections import defaultdict, deque
from collections.abc import Sequence
from datetime import datetime, timedelta
from email.utils import parseaddr
from sys import exception
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from django.utils import timezone

from groundwork.messaging import providers
from groundwork.messaging.delivery import LONGEST_DIALOGUE as LEASE
from groundwork.messaging.delivery import Courier, PutOffError, RefusedError, ServerAwayError
from groundwork.messaging.letter import Letter
from groundwork.messaging.mail import Content
from groundwork.messaging.models import MAX_ATTEMPTS, Lane, Message
from groundwork.messaging.services.bounces import undeliverable_among
from groundwork.messaging.services.composers import content_of
from groundwork.messaging.services.outbox import RELAY_TASKS
from groundwork.messaging.services.wake import wake
from groundwork.messaging.services.wishes import not_before

logger = logging.getLogger(__name__)

BATCH = 50
# A server that hangs up on one mail may take the next; one that does it twice is away.
LOSSES_A_BATCH = 2
PAUSE_WHILE_AWAY = timedelta(minutes=1)
# That one mail was taken, whoever holds its lease by now, and that the next one is begun, if its lease is still ours:
# one statement, so that a mail costs one commit and not two.
_TAKEN_AND_NEXT = """
WITH taken AS (
    UPDATE messaging_message
    SET accepted_at = statement_timestamp(), answer = %(answer)s, last_error = '', claim = NULL, lease_until = NULL,
        refused_at = NULL, dead_at = NULL, lapsed_at = NULL, withheld = false
    WHERE id = %(taken)s AND accepted_at IS NULL
)
UPDATE messaging_message
SET attempts = attempts + 1, last_attempt_at = statement_timestamp(), lease_until = statement_timestamp() + %(lease)s
WHERE id = %(next)s AND claim = %(claim)s
    AND accepted_at IS NULL AND refused_at IS NULL AND dead_at IS NULL AND lapsed_at IS NULL
"""


def drain(lanes: Sequence[int], *, seconds: float = 25) -> int:
    """Relay batch after batch until nothing is due, the server is away, or the time is up; returns how many.

    The lanes come most urgent first; all goes over one connection.
    """
    until = monotonic() + seconds
    handled = 0
    with Courier() as courier:
        while took := _relay(lanes, BATCH, courier):
            handled += took
            if monotonic() > until:
                wake(RELAY_TASKS[lanes[-1]])
                break
    return handled


def relay(lanes: Sequence[int], *, limit: int = BATCH) -> int:
    """Send one batch over one connection, the most urgent and oldest first; returns how many were dealt with.

    Each claim and each outcome is committed by itself, so it raises RuntimeError inside a transaction. A
    fault that is not the mail server's (a composer's mistake) puts its message off and then propagates;
    the rest of the batch is free again at once.
    """
    with Courier() as courier:
        return _relay(lanes, limit, courier)


def _relay(lanes: Sequence[int], limit: int, courier: Courier) -> int:
    if not Message.objects.due(lanes).exists():
        return 0
    try:
        courier.open()
    except ServerAwayError as fault:
        logger.warning("The mail server is away: %s", fault)
        Message.objects.due(lanes).filter(last_error="").update(last_error=str(fault))
        return 0
    return Batch(lanes, limit).send(courier)


class Batch:
    """The messages that one relay holds under one claim."""

    def __init__(self, lanes: Sequence[int], limit: int) -> None:
        self.claim = uuid.uuid4()
        self.lanes = lanes
        self.set_aside = 0
        self.begun: int | None = None
        self.waiting = deque(self._take(limit))

    def _take(self, limit: int) -> list[Message]:
        """Claim what is due, lane by lane so that the index gives the order, and commit the claim."""
        taken: list[Message] = []
        with transaction.atomic(durable=True):
            for lane in self.lanes:
                due = Message.objects.due([lane]).select_related("recipient").order_by("next_attempt_at", "pk")
                taken += due.select_for_update(skip_locked=True, of=("self",))[: limit - len(taken)]
                if len(taken) == limit:
                    break
            mine = self._put_off(self._withhold(taken))
            self.set_aside = len(taken) - len(mine)
            Message.objects.filter(pk__in=[message.pk for message in mine]).update(
                claim=self.claim, lease_until=Now() + LEASE
            )
        return mine

    def _withhold(self, taken: list[Message]) -> list[Message]:
        """End what goes to an address that returns our mails; what cannot wait is tried, so that nobody is shut out."""
        can_wait = [message for message in taken if message.lane != Lane.URGENT]
        addresses = undeliverable_among(message.to for message in can_wait) if can_wait else set()
        held_back = {message.pk for message in can_wait if message.to.lower() in addresses}
        if held_back:
            Message.objects.filter(pk__in=held_back).update(
                lapsed_at=Now(), withheld=True, claim=None, lease_until=None
            )
        return [message for message in taken if message.pk not in held_back]

    def _put_off(self, taken: list[Message]) -> list[Message]:
        """Leave what comes up in its reader's quiet hours until their end."""
        now = timezone.now()
        later: dict[datetime, list[Message]] = defaultdict(list)
        for message in taken:
            if until := not_before(message.recipient, message.kind, message.lane, now):
                later[until].append(message)
        for until, messages in later.items():
            rows = Message.objects.filter(pk__in=[message.pk for message in messages])
            rows.update(next_attempt_at=until, claim=None, lease_until=None)
        put_off = {message.pk for messages in later.values() for message in messages}
        return [message for message in taken if message.pk not in put_off]

    def send(self, courier: Courier) -> int:
        """Send what was taken; whatever happens, what was not reached is free for others."""
        dealt_with, losses = self.set_aside, 0
        try:
            while self.waiting and losses < LOSSES_A_BATCH:
                if self._send(self.waiting.popleft(), courier):
                    dealt_with += 1
                else:
                    losses += 1
        finally:
            if self.waiting:
                self._mine().filter(pk__in=[message.pk for message in self.waiting]).update(
                    claim=None, lease_until=None
                )
                if losses < LOSSES_A_BATCH:
                    wake(RELAY_TASKS[self.lanes[-1]])
        return 0 if losses == LOSSES_A_BATCH else dealt_with + losses

    def _send(self, message: Message, courier: Courier) -> bool:
        """Deal with one message; False when the server went away meanwhile."""
        if message.attempts >= MAX_ATTEMPTS:  # it ends its workers before they can say why
            self._end(message, {"dead_at": Now(), "last_error": message.last_error or "No attempt came to an end."})
            return True
        if not self._begin(message):
            return True
        outcome: dict[str, object] = {}
        try:
            content = content_of(message)
            if content is None:
                outcome = {"lapsed_at": Now()}
            else:
                outcome = {"accepted_at": Now(), "answer": courier.deliver(_email(message, content)), "last_error": ""}
        except RefusedError as fault:
            outcome = {"refused_at": Now(), "last_error": str(fault)}
        except PutOffError as fault:
            outcome = _later(message, str(fault))
        except ServerAwayError as fault:
            outcome = {**_later(message, str(fault)), "attempts": F("attempts") - 1}
            if not message.exhausted:
                outcome["next_attempt_at"] = Now() + min(message.pause, PAUSE_WHILE_AWAY)
            return False
        finally:
            # Without an outcome something of ours failed: the message waits its turn, the fault goes on.
            self._end(message, outcome or _later(message, repr(exception())))
        return True

    def _begin(self, message: Message) -> bool:
        """Note the attempt and renew the lease, unless that is done; False when the lease was lost or it has ended."""
        begun = self.begun == message.pk or (
            self._mine()
            .filter(pk=message.pk)
            .update(attempts=F("attempts") + 1, last_attempt_at=Now(), lease_until=Now() + LEASE)
        )
        message.attempts += 1
        message.claim = self.claim
        return bool(begun)

    def _end(self, message: Message, outcome: dict[str, object]) -> None:
        """Keep the outcome. That the server took a mail is true whoever holds the lease by now."""
        if "accepted_at" in outcome:
            self._end_and_begin(message, str(outcome["answer"]))
            return
        rows = Message.objects.filter(pk=message.pk, accepted_at=None, claim=self.claim)
        rows.update(claim=None, lease_until=None, **outcome)
        if outcome.get("dead_at") or outcome.get("refused_at"):
            logger.warning("Message %s (%s) ended undelivered: %s", message.code, message.kind, outcome["last_error"])

    def _end_and_begin(self, message: Message, answer: str) -> None:
        """Commit that a mail was taken, before anything else is said to the server, and begin the next one."""
        following = self.waiting[0] if self.waiting else None
        can_begin = following is not None and following.attempts < MAX_ATTEMPTS
        values: dict[str, Any] = {
            "taken": message.pk,
            "answer": answer,
            "next": following.pk if following is not None and can_begin else None,
            "claim": self.claim,
            "lease": LEASE,
        }
        with connection.cursor() as cursor:
            cursor.execute(_TAKEN_AND_NEXT, values)
            self.begun = following.pk if following is not None and cursor.rowcount else None

    def _mine(self) -> QuerySet[Message]:
        return Message.objects.open().filter(claim=self.claim)


def _later(message: Message, words: str) -> dict[str, object]:
    """Put the message off, or give it up when it has been tried for too long."""
    if message.exhausted:
        return {"dead_at": Now(), "last_error": words}
    return {"next_attempt_at": Now() + message.pause, "last_error": words}


def _email(message: Message, content: Content) -> Letter:
    """The mail as it goes out, under an identity that a repeated one shares.

    A mailbox may hide a second mail with the same Message-ID; a minted one's words differ at each attempt,
    so its identity does too.
    """
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2]
    identity = f"{message.code}.{message.claim}" if message.minted else str(message.code)
    email = Letter(
        subject=content.subject,
        body=content.text,
        from_email=settings.BOUNCE_ADDRESS or settings.DEFAULT_FROM_EMAIL,
        to=[message.to],
        headers={
            **content.headers,
            **providers.mark(str(message.code)),
            "From": settings.DEFAULT_FROM_EMAIL,
            "Message-ID": f"<{identity}@{domain}>",
            "Auto-Submitted": "auto-generated",
            "Content-Language": message.language,
        },
    )
    if content.html:
        email.attach_alternative(content.html, "text/html")
    return email
