"""The mail about opportunities: composing it, and stopping it for good."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Sequence

from django.db import transaction

from accounts.models import User
from groundwork.messaging import services as messaging
from interests import mail
from interests.models import AlertSubscription
from interests.queries import reasons
from interests.queries.reasons import News


def tell(news: Sequence[News]) -> int:
    """Owe each person one mail with everything that is news to them; returns how many mails.

    In the caller's transaction, which found the news: a mail and its opportunities come together or not at all.
    """
    return messaging.send_many(_digests(news)) if news else 0


@transaction.atomic
def unsubscribe(user: User) -> int:
    """Stop every mail about opportunities to this person, those that wait to be sent too; returns how many areas.

    Doing it again changes nothing.
    """
    stopped = AlertSubscription.objects.of(user).active().update(active=False)
    messaging.withdraw(mail.KIND, recipient=user)
    return stopped


def _digests(news: Sequence[News]) -> Iterator[tuple[messaging.Mail, str]]:
    by_person: dict[int, list[News]] = defaultdict(list)
    for one in news:
        by_person[one.user_id].append(one)
    people = User.objects.filter(is_active=True).in_bulk(by_person)
    told = reasons.gather(news)
    for user_id, user in people.items():
        digest = mail.digest(user, told.entries(by_person[user_id]))
        yield digest, dedupe_key(user, by_person[user_id])


def dedupe_key(user: User, news: Sequence[News]) -> str:
    """That of the mail which tells a person this and nothing else."""
    return f"{mail.KIND}:{user.code}:{_fingerprint(news)}"


def _fingerprint(news: Sequence[News]) -> str:
    """The same for the same news in any order, so that one person never gets the same mail twice."""
    facts = sorted({(one.process_id, one.interest_id) for one in news})
    return hashlib.sha256(repr(facts).encode()).hexdigest()[:32]
