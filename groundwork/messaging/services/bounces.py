"""What becomes of a mail after it was handed over: returned, delayed; and which addresses are not written to."""

import enum
import logging
import re
from collections import Counter
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import connection, transaction
from django.db.models.functions import Lower, Now

from groundwork.messaging.models import Lifting, Message, UndeliverableAddress
from groundwork.messaging.models.address import UndeliverableAddressQuerySet
from groundwork.messaging.models.bounce import is_final, reason_of
from groundwork.messaging.reports import Report

logger = logging.getLogger(__name__)

# A bounce that may pass stops mail to its address when it is the third within a week.
TIMES, WITHIN = 3, timedelta(days=7)
# Part of a name that is too short to be anybody's is left in a server's words.
SHORTEST_NAME = 3
_LOCK = "messaging.undeliverable"


class Outcome(enum.StrEnum):
    """What came of one report."""

    BOUNCED = "bounced"
    DELAYED = "delayed"
    KNOWN = "known"
    IGNORED = "ignored"


def expected() -> bool:
    """Whether this portal hears of bounces at all."""
    return bool(settings.BOUNCE_MAILBOX_URL or settings.MAIL_EVENTS_SERVICE)


def note_all(reports: Iterable[Report]) -> Counter[Outcome]:
    """Note each of them; returns how many came to what."""
    return Counter(note(report) for report in reports)


@transaction.atomic
def note(report: Report) -> Outcome:
    """Keep what a report says of a message that was handed over to that very address; ignore it otherwise.

    Reports come from outside and are believed no further: a code that nobody but its reader knows, and whose
    address it was. Twice the same changes nothing.
    """
    message = Message.objects.select_for_update().filter(code=report.code).exclude(accepted_at=None).first()
    if message is None or message.to.lower() not in report.recipients:
        logger.info("Ignored a delivery report: it is about nothing that was handed over to that address.")
        return Outcome.IGNORED
    if message.bounced_at or (message.delayed_at and not report.failed):
        return Outcome.KNOWN
    if not report.failed:
        Message.objects.filter(pk=message.pk).update(delayed_at=Now())
        return Outcome.DELAYED
    Message.objects.filter(pk=message.pk).update(
        bounced_at=Now(), bounce_status=report.status, bounce_words=_without_name(report.words, message.to)
    )
    logger.warning("Message %s (%s) was returned: %s", message.code, message.kind, report.status)
    _consider(message.to.lower(), report.status)
    return Outcome.BOUNCED


def undeliverable(address: str) -> UndeliverableAddress | None:
    """Since when and why nothing that can wait is sent to this address; None for one that takes its mail."""
    return UndeliverableAddress.objects.in_force().of([address]).first()


def undeliverable_among(addresses: Iterable[str]) -> set[str]:
    """Those of the addresses, in small letters, that are not written to, in one query."""
    return set(UndeliverableAddress.objects.in_force().of(addresses).values_list("address", flat=True))


def lift(address: str, how: Lifting, *, by: AbstractBaseUser | None = None) -> bool:
    """Write to this address again; returns whether it was not written to."""
    rows, values = lifting(address, how)
    return bool(rows.update(**values, lifted_by_id=by.pk if by else None))


def lifting(address: str, how: Lifting) -> tuple[UndeliverableAddressQuerySet, dict[str, Any]]:
    """The same as rows and their new values, for who writes them together with something else."""
    return UndeliverableAddress.objects.in_force().of([address]), {"lifted_at": Now(), "lifted_how": how}


def _consider(address: str, status: str) -> None:
    """Stop mail to the address when this bounce, already kept, is final or one too many."""
    with connection.cursor() as cursor:  # so that of several at once the last one counts all
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext(%s), hashtext(%s))", [_LOCK, address])
    if UndeliverableAddress.objects.in_force().of([address]).update(last_bounce_at=Now()):
        return
    if is_final(status) or _recent_bounces(address) >= TIMES:
        UndeliverableAddress.objects.create(address=address, reason=reason_of(status))


def _recent_bounces(address: str) -> int:
    """How many came back within the week, since the address was last said to work."""
    bounces = Message.objects.annotate(address=Lower("to")).filter(address=address, bounced_at__gt=Now() - WITHIN)
    lifted = UndeliverableAddress.objects.of([address]).exclude(lifted_at=None).order_by("-lifted_at").first()
    if lifted is not None:
        bounces = bounces.filter(bounced_at__gt=lifted.lifted_at)
    return bounces.count()


def _without_name(words: str, address: str) -> str:
    """A server's words without what stands before the address's @."""
    name = address.rpartition("@")[0]
    if len(name) < SHORTEST_NAME:
        return words
    return re.sub(re.escape(name), "…", words, flags=re.IGNORECASE)
