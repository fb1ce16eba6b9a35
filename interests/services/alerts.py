"""The mail about opportunities: what is told at once, what waits for a digest, and stopping it for good."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from groundwork.messaging import services as messaging
from groundwork.messaging.services.wake import wake_after_commit
from interests import mail
from interests.models import AlertSubscription, Cadence, PendingAlert
from interests.models.subscription import AlertSubscriptionQuerySet
from interests.queries.letters import Gathered
from interests.queries.reasons import News
from interests.services import pending

# Those of the wishes that still hold, held until the mails are owed: who unsubscribes meanwhile waits, and then takes
# back what was owed.
_WISHES = """
    SELECT wish.user_id, wish.interest_id
    FROM interests_alertsubscription AS wish
    JOIN unnest(%s::bigint[], %s::bigint[]) AS told (user_id, interest_id)
        ON told.user_id = wish.user_id AND told.interest_id = wish.interest_id
    WHERE wish.active
    ORDER BY wish.id
    FOR SHARE OF wish
"""


DIGESTS = "interests.send_digests"
# Mails to more people than these would hold up the transaction that found the news.
MADE_AT_ONCE = 200


def tell(news: Sequence[News]) -> int:
    """Owe each person one mail with what is to be told at once, and keep the rest for their digests.

    A process that one of a person's areas tells at once is told with the reasons of all of them. Who is in their quiet
    hours gets one mail when they end, of what still stands by then. Returns how many mails are owed by now: the mails
    to many are made apart, some people at a time, so that the first leave while the others are made. In the caller's
    transaction, which found the news: what is owed and its opportunities come together or not at all.
    """
    wanted = _wanted(news)
    people = people_of(wanted)
    reachable = [one for one in wanted if one.user_id in people]
    now = timezone.now()
    quiet = {key for key, user in people.items() if pending.quiet_until(user, now)}
    hurried = {
        (one.user_id, one.process_id)
        for one in reachable
        if one.cadence == Cadence.AT_ONCE and one.user_id not in quiet
    }
    if len({person for person, _process in hurried}) > MADE_AT_ONCE:
        pending.keep(reachable, people)
        wake_after_commit(DIGESTS)
        return 0
    pending.keep([one for one in reachable if (one.user_id, one.process_id) not in hurried], people)
    return owe([one for one in reachable if (one.user_id, one.process_id) in hurried], people)


def owe(news: Sequence[News], people: Mapping[int, User]) -> int:
    """Owe each of these people one mail with all of their news, in the caller's transaction; returns how many mails."""
    return messaging.send_many(_digests(news, people)) if news else 0


def people_of(news: Sequence[News]) -> dict[int, User]:
    """Those of the people whose accounts are open, by their keys."""
    keys = {one.user_id for one in news}
    return User.objects.filter(is_active=True).in_bulk(keys) if keys else {}


@transaction.atomic
def unsubscribe(user: User) -> int:
    """Stop every mail about opportunities to this person, what waits to be sent too; returns how many areas.

    Doing it again changes nothing.
    """
    stopped = stop(AlertSubscription.objects.of(user))
    # Whatever is being told at this moment ends before the next line can take its rows; its mail is then taken back.
    drop(PendingAlert.objects.filter(user=user))
    messaging.withdraw(mail.KIND, recipient=user)
    return stopped


def stop(wishes: AlertSubscriptionQuerySet) -> int:
    """Have no mail sent for these any more, in the caller's transaction; returns how many were active."""
    held = wishes.active().select_for_update().order_by("pk").values_list("pk", flat=True)
    return AlertSubscription.objects.filter(pk__in=list(held)).update(active=False)


def drop(waiting: QuerySet[PendingAlert]) -> None:
    """Leave these out of every digest, in the caller's transaction."""
    held = waiting.select_for_update().order_by("pk").values_list("pk", flat=True)
    PendingAlert.objects.filter(pk__in=list(held)).delete()


def dedupe_key(user: User, news: Sequence[News]) -> str:
    """That of the mail which tells a person this and nothing else."""
    return f"{mail.KIND}:{user.code}:{_fingerprint(news)}"


def _wanted(news: Sequence[News]) -> list[News]:
    """Without what somebody has stopped since it was found."""
    if not news:
        return []
    pairs = sorted({(one.user_id, one.interest_id) for one in news})
    with connection.cursor() as cursor:
        cursor.execute(_WISHES, [list(column) for column in zip(*pairs, strict=True)])
        wishes = set(cursor.fetchall())
    return [one for one in news if (one.user_id, one.interest_id) in wishes]


def _digests(news: Sequence[News], people: Mapping[int, User]) -> Iterator[tuple[messaging.Mail, str]]:
    by_person: dict[int, list[News]] = defaultdict(list)
    for one in news:
        by_person[one.user_id].append(one)
    gathered = Gathered(news)
    for key, theirs in by_person.items():
        if digest := mail.digest(people[key], theirs, gathered):
            yield digest, dedupe_key(people[key], theirs)


def _fingerprint(news: Sequence[News]) -> str:
    """The same for the same news in any order, so that one person never gets the same mail twice."""
    facts = sorted({(one.process_id, one.interest_id, *sorted(set(one.changes))) for one in news})
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
