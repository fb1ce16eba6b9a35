"""Finding which processes fit which areas of interest: one statement a batch. docs/matching.md is its meaning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from groundwork.messaging import services as messaging
from interests.models import Interest
from interests.queries import fitting
from interests.queries.fitting import FACT_NAMES, FACTS, FITS, KEYS
from interests.queries.mutes import muted
from interests.queries.reasons import News
from interests.services import alerts

CONSUMER = "interests.matching"
# So many processes are told in one mail, when many are imported at once.
BATCH = 1000
# How far back a process may have reached the portal and still be news for an area that has just been saved: it
# may have been published while the area was being written, when neither could see the other.
JUST_PUBLISHED = timedelta(minutes=10)
ALWAYS = datetime(1900, 1, 1, tzinfo=UTC)

_OPEN = fitting.processes("p.open_until > %(at)s")
_FACTS = ", ".join(FACT_NAMES)
# Made once a statement, and kept nowhere.
_SALT = "(SELECT gen_random_uuid()::text)"
_MUTED = muted("process", user="subscription.user_id", supplier="matched.supplier_id")


def _found(source: str, *, unknown: str) -> str:
    """The pairs not yet known, each with the facts that are kept as its reason; `unknown` says when none can be.

    The known ones are left out by a subquery that the planner may not turn into a join over the whole table
    (OFFSET 0).
    """
    return f"""
    SELECT interest.supplier_id, process.id AS process_id, interest.id AS interest_id, {FACTS}
    FROM {source}
    WHERE {FITS} AND ({unknown} OR NOT EXISTS (
        SELECT FROM interests_opportunitymatch AS known
        WHERE known.supplier_id = interest.supplier_id AND known.process_id = process.id
            AND known.interest_id = interest.id
        OFFSET 0
    ))
"""  # noqa: S608  # constants of this module


def _statement(found: str, among: str = "") -> str:
    """Insert what `found` selects: an opportunity for each supplier and process, a match for each area; name who hears.

    Opportunities go in first, in the order of their key, so that two batches cannot wait for each other in a circle.
    One that was there already is held until the end as it is (an update of nothing), so that nobody takes it away
    from under its new reason: no foreign key looks each of them up again (docs/adr/0097). Their codes are one
    random salt, hashed with the pair: PostgreSQL may ask the system for each random one, which costs more than the row.

    Nobody hears of what they muted or discarded, or of what another area has told them before; only an opportunity
    that was there already is asked about the last two. The planner cannot know how many pairs there will be, so
    nothing here joins one of these lists to another: it would compare each with each.
    """
    return f"""
    WITH {among} found AS MATERIALIZED ({found}), opportunity AS (
        INSERT INTO interests_opportunity (supplier_id, process_id, code)
        SELECT supplier_id, process_id, md5({_SALT} || supplier_id || ' ' || process_id)::uuid
        FROM (SELECT DISTINCT supplier_id, process_id FROM found ORDER BY process_id, supplier_id) AS pair
        ON CONFLICT (process_id, supplier_id) DO UPDATE SET state = interests_opportunity.state WHERE false
        RETURNING supplier_id, process_id
    ), matched AS (
        INSERT INTO interests_opportunitymatch (supplier_id, process_id, interest_id, {_FACTS})
        SELECT supplier_id, process_id, interest_id, {_FACTS} FROM found
        WHERE (SELECT count(*) FROM opportunity) IS NOT NULL
        ON CONFLICT DO NOTHING
        RETURNING supplier_id, process_id, interest_id, {_FACTS}
    ), news AS (
        SELECT subscription.user_id, subscription.cadence, subscription.hour, subscription.weekday, matched.*
        FROM matched
        JOIN interests_alertsubscription AS subscription
            ON subscription.interest_id = matched.interest_id AND subscription.active
        JOIN onboarding_membership AS membership
            ON membership.supplier_id = matched.supplier_id AND membership.user_id = subscription.user_id
        WHERE EXISTS (
            SELECT FROM procurement_process AS process
            WHERE process.id = matched.process_id AND process.created_at > %(news_since)s AND NOT {_MUTED}
            OFFSET 0
        ) AND (
            (matched.supplier_id, matched.process_id) IN (SELECT supplier_id, process_id FROM opportunity)
            OR NOT EXISTS (
                SELECT FROM interests_opportunity AS discarded
                WHERE discarded.supplier_id = matched.supplier_id AND discarded.process_id = matched.process_id
                    AND discarded.state = 'discarded'
            ) AND NOT EXISTS (
                SELECT FROM interests_opportunitymatch AS earlier
                JOIN interests_alertsubscription AS heard ON heard.interest_id = earlier.interest_id AND heard.active
                WHERE earlier.supplier_id = matched.supplier_id AND earlier.process_id = matched.process_id
                    AND heard.user_id = subscription.user_id
            )
        )
    )
    SELECT
        (SELECT count(*) FROM opportunity), (SELECT count(*) FROM matched),
        news.user_id, news.process_id, news.interest_id, {", ".join(f"news.{name}" for name in FACT_NAMES)},
        news.cadence, news.hour, news.weekday
    FROM (SELECT) AS once LEFT JOIN news ON true
"""  # noqa: S608  # constants of this module


# A process that is nobody's opportunity yet is asked so once, not once for each area.
_ASKED = f"""
    SELECT open.*, NOT EXISTS (
        SELECT FROM interests_opportunity AS known WHERE known.process_id = open.id OFFSET 0
    ) AS is_new
    FROM ({_OPEN} AND p.id = ANY (%(processes)s)) AS open
"""  # noqa: S608  # constants of this module
_BY_PROCESS = _statement(
    _found(f"process JOIN interests_interest AS interest ON interest.keys && ({KEYS})", unknown="process.is_new"),
    among=f"process AS MATERIALIZED ({_ASKED}),",
)


def _by_interest(driver: str) -> str:
    """The same the other way, the newest first; `driver` is the part of the area that an index of processes serves."""
    return _statement(
        _found(f"interests_interest AS interest JOIN ({_OPEN}) AS process ON {driver}", unknown="false")
        + " AND interest.id = %(interest)s ORDER BY process.published_at DESC, process.id DESC LIMIT %(limit)s"
    )


_BY_CODES = _by_interest("process.code_paths && interest.codes")
_BY_ENTITIES = _by_interest("process.entity_id = ANY (interest.entities)")
_BY_WORDS = _by_interest("process.search @@ interest.wanted::tsquery")
_BY_PLACES = _by_interest("true")


@dataclass(frozen=True, slots=True)
class Found:
    """What one batch found: how many new opportunities and reasons, and who is to be told of what."""

    opportunities: int
    matches: int
    news: list[News]


def match_processes(processes: Sequence[int], *, at: datetime | None = None) -> Found:
    """Match those processes that are open against every active area, in one statement.

    What is known already is left as it is, so that repeating a batch finds nothing. Runs in the caller's
    transaction.
    """
    at = at or timezone.now()
    return _run(_BY_PROCESS, {"processes": list(processes), "at": at, "news_since": ALWAYS})


def statement_for_processes() -> tuple[str, dict[str, Any]]:
    """What match_processes runs, and the parameters that do not change: for bench/matching.py, which runs it bare."""
    return _BY_PROCESS, {"news_since": ALWAYS}


def match_interest(interest: Interest, *, limit: int | None = None, at: datetime | None = None) -> Found:
    """Match one area against the processes that are open, the newest first, at most `limit` of them.

    Only what reached the portal while the area was being saved is news: the person sees the rest on screen.
    """
    if interest.codes:
        statement = _BY_CODES
    elif interest.entities:
        statement = _BY_ENTITIES
    elif interest.words:
        statement = _BY_WORDS
    else:
        statement = _BY_PLACES
    parameters = {
        "interest": interest.pk,
        "limit": limit,
        "at": at or timezone.now(),
        "news_since": interest.updated_at - JUST_PUBLISHED,
    }
    return _run(statement, parameters)


def _run(statement: str, parameters: dict[str, Any]) -> Found:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        rows = cursor.fetchall()
    opportunities, matches, *_ = rows[0]
    news = [News(*facts) for _opportunities, _matches, *facts in rows if facts[0] is not None]
    return Found(opportunities, matches, news)


def sweep(*, limit: int = BATCH) -> int:
    """Match the processes whose work rows wait and owe the mails, in one transaction; returns how many there were."""
    with messaging.claimed(CONSUMER, limit=limit) as ids:
        alerts.tell(match_processes(ids).news)
        return len(ids)
