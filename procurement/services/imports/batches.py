"""One batch of rows written: compared with what the portal has, and only what differs is touched."""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import connection, transaction

from groundwork.ledger import services as ledger
from groundwork.messaging import services as messaging
from procurement.models import ImportRun, ProcessChange, Source
from procurement.secop.facts import AwardFacts, EntityFacts, ProcessFacts
from procurement.services.imports import staging
from procurement.services.imports.staging import AWARD, ENTITY, PROCESS, Staged, columns
from procurement.services.publishing import PUBLISHED

IMPORTED = "process.imported"
CHANGED = "process.changed"
# Two imports at once take turns, a batch each: the same two numbers in every session.
LOCK = (8010, 60)

# What a reader, a search or an area of interest may see differently; the rest (the source's own words for
# phase and state, how many answered) changes daily and concerns nobody who waits for news.
MATERIAL = (
    "title", "description", "modality", "budget", "main_code", "code_paths", "department_id", "municipality_id",
    "published_at", "closes_at", "said_closed", "decision",
)  # fmt: skip

_NOW_TELLS = ", ".join(f's."process_{name}"' for name in MATERIAL)
_BEFORE = ", ".join(f'p."{name}"' for name in MATERIAL)

# For each row: what it does to its process and what to its lot or award. A process speaks through one row,
# its last one with an award, else its last; an older one (not newest) may only create it. A real award makes
# the child without code needless, now and later.
PLAN = f"""
INSERT INTO import_plan
SELECT s.sequence, s.process_code, p.id, s.award_code,
    CASE WHEN p.id IS NULL THEN CASE WHEN s.speaks THEN 'new' ELSE 'sibling' END
         WHEN s.speaks AND s.newest AND p.source = '{Source.SECOP}'
              AND p.source_digest IS DISTINCT FROM s.process_source_digest THEN 'changed'
         ELSE 'same' END,
    CASE WHEN s.award_code = '' AND (s.awarded OR known.awarded) THEN 'needless'
         WHEN a.id IS NULL THEN CASE WHEN known.blank AND s.award_code <> '' THEN 'replaces' ELSE 'new' END
         WHEN a.source_digest IS DISTINCT FROM s.award_source_digest THEN 'changed'
         ELSE 'same' END,
    s.awarded OR COALESCE(known.awarded, false),
    p.source_digest IS DISTINCT FROM s.process_source_digest
        AND ({_BEFORE}, e.code) IS DISTINCT FROM ({_NOW_TELLS}, s.entity_code)
FROM (
    SELECT *, row_number() OVER (PARTITION BY process_code ORDER BY award_code <> '' DESC, sequence DESC) = 1 AS speaks,
        bool_or(award_code <> '') OVER (PARTITION BY process_code) AS awarded
    FROM import_stage
) s
LEFT JOIN {PROCESS} p ON p.code = s.process_code
LEFT JOIN {ENTITY} e ON e.id = p.entity_id
LEFT JOIN {AWARD} a ON a.process_id = p.id AND a.code = s.award_code
LEFT JOIN LATERAL (
    SELECT bool_or(code <> '') AS awarded, bool_or(code = '') AS blank FROM {AWARD} WHERE process_id = p.id
) known ON true
"""  # noqa: S608  # names of our own tables and columns

# A body is touched only by rows that change something; what a row does not know does not wipe what is known.
ENTITIES = f"""
INSERT INTO {ENTITY} AS known ({", ".join(columns(("", EntityFacts._fields)))})
SELECT DISTINCT ON (s.entity_code) {", ".join(columns(("entity_", EntityFacts._fields)))}
FROM import_plan plan JOIN import_stage s USING (sequence)
WHERE plan.process IN ('new', 'changed')
ORDER BY s.entity_code, s.entity_nit <> '' DESC, s.entity_municipality_id IS NOT NULL DESC, s.sequence DESC
ON CONFLICT (code) DO UPDATE SET
    name = excluded.name,
    nit = COALESCE(NULLIF(excluded.nit, ''), known.nit),
    "order" = COALESCE(NULLIF(excluded."order", ''), known."order"),
    department_id = COALESCE(excluded.department_id, known.department_id),
    municipality_id = CASE
        WHEN excluded.municipality_id IS NOT NULL THEN excluded.municipality_id
        WHEN COALESCE(excluded.department_id, known.department_id) = known.department_id THEN known.municipality_id
    END
WHERE (known.name, known.nit, known."order", known.department_id, known.municipality_id)
    IS DISTINCT FROM (excluded.name, excluded.nit, excluded."order", excluded.department_id, excluded.municipality_id)
"""  # noqa: S608  # names of our own tables and columns

_FACTS = (*ProcessFacts._fields, "source_digest")
_DECIDED = {
    "decision": "CASE WHEN plan.awarded AND s.process_decision <> 'cancelled' THEN 'awarded'"
    " ELSE s.process_decision END"
}
_KEPT = {"decided_at": "COALESCE(excluded.decided_at, CASE excluded.decision WHEN 'awarded' THEN known.decided_at END)"}


def _said(name: str) -> str:
    """What the row says of its process under that name."""
    return _DECIDED.get(name, f's."process_{name}"')


PROCESSES = f"""
WITH written AS (
    INSERT INTO {PROCESS} AS known (source, entity_id, created_at, updated_at, {", ".join(columns(("", _FACTS)))})
    SELECT '{Source.SECOP}', e.id, now(), now(),
        {", ".join(map(_said, _FACTS))}
    FROM import_plan plan JOIN import_stage s USING (sequence) JOIN {ENTITY} e ON e.code = s.entity_code
    WHERE plan.process IN ('new', 'changed')
    ORDER BY s.process_code
    ON CONFLICT (code) DO UPDATE SET entity_id = excluded.entity_id, updated_at = excluded.updated_at,
        {", ".join(f'"{name}" = ' + _KEPT.get(name, f'excluded."{name}"') for name in _FACTS if name != "code")}
    WHERE known.source = '{Source.SECOP}' AND known.source_digest IS DISTINCT FROM excluded.source_digest
    RETURNING id, code
)
UPDATE import_plan SET process_id = written.id FROM written WHERE import_plan.process_code = written.code
"""  # noqa: S608  # names of our own tables and columns

CHANGE = ProcessChange._meta.db_table  # noqa: SLF001  # documented API
# Money as text, since JSON's numbers lose its cents.
_COMPARED = ", ".join(
    f"('{name}', to_jsonb({before}{cast}), to_jsonb({after}{cast}))"
    for name, before, after, cast in (
        *((name, f'p."{name}"', _said(name), "::text" if name == "budget" else "") for name in MATERIAL),
        ("entity", "e.code", "s.entity_code", ""),
    )
)
# What each changed process says no longer, and says instead: before it is overwritten. Rows whose days were moved to
# try the portal (--shift-to) say nothing new by that.
CHANGES = f"""
INSERT INTO {CHANGE} (process_id, at, before, after)
SELECT p.id, clock_timestamp(), differs.before, differs.after
FROM import_plan plan JOIN import_stage s USING (sequence)
JOIN {PROCESS} p ON p.id = plan.process_id
JOIN {ENTITY} e ON e.id = p.entity_id
CROSS JOIN LATERAL (
    SELECT jsonb_object_agg(name, was) AS before, jsonb_object_agg(name, now_is) AS after
    FROM (VALUES {_COMPARED}) AS fact (name, was, now_is)
    WHERE was IS DISTINCT FROM now_is
) AS differs
WHERE plan.process = 'changed' AND plan.material AND differs.after IS NOT NULL
    AND NOT ((p.is_sample OR s.process_is_sample) AND p.published_at IS DISTINCT FROM s.process_published_at)
ORDER BY p.id
"""  # noqa: S608  # names of our own tables and columns

_AWARDED = (*AwardFacts._fields, "source_digest")
AWARDS = f"""
INSERT INTO {AWARD} AS known (process_id, {", ".join(columns(("", _AWARDED)))})
SELECT plan.process_id, {", ".join(f's."award_{name}"' for name in _AWARDED)}
FROM import_plan plan JOIN import_stage s USING (sequence)
WHERE plan.award IN ('new', 'changed', 'replaces')
ORDER BY plan.process_id, s.award_code
ON CONFLICT (process_id, code) DO UPDATE SET
    {", ".join(f'"{name}" = excluded."{name}"' for name in _AWARDED if name != "code")}
WHERE known.source_digest IS DISTINCT FROM excluded.source_digest
"""  # noqa: S608  # names of our own tables and columns

REPLACED = f"""
DELETE FROM {AWARD} WHERE code = '' AND process_id IN (SELECT process_id FROM import_plan WHERE award = 'replaces')
"""  # noqa: S608  # names of our own tables

OUTCOMES = """
SELECT count(*) FILTER (WHERE made),
    count(*) FILTER (WHERE NOT made AND moved),
    count(*) FILTER (WHERE NOT made AND NOT moved)
FROM (
    SELECT process IN ('new', 'sibling') OR award = 'new' AS made,
        process = 'changed' OR award IN ('changed', 'replaces') AS moved
    FROM import_plan
) outcome
"""

TOUCHED = """
SELECT process_id, process_code, process = 'new', material FROM import_plan
WHERE process IN ('new', 'changed') ORDER BY process_code
"""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many rows made something, changed something, or found everything as it was."""

    created: int
    updated: int
    unchanged: int


@transaction.atomic
def write(staged: Sequence[Staged], run: ImportRun) -> Outcome:
    """Write the rows in one transaction, tell who waits, and leave one entry in the record if anything changed."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", LOCK)
        staging.fill(staged)
        for statement in ("DELETE FROM import_plan", PLAN, CHANGES, ENTITIES, PROCESSES, AWARDS, REPLACED, OUTCOMES):
            cursor.execute(statement)
        outcome = Outcome(*cursor.fetchone())
        cursor.execute(TOUCHED)
        touched = cursor.fetchall()
    messaging.announce_many(PUBLISHED, [pk for pk, _code, new, _material in touched if new])
    messaging.announce_many(CHANGED, [pk for pk, _code, new, material in touched if material and not new])
    if outcome.created or outcome.updated:
        codes = sha256("\n".join(code for _pk, code, _new, _material in touched).encode()).hexdigest()
        content = {"created": outcome.created, "updated": outcome.updated, "processes": len(touched), "codes": codes}
        ledger.record(IMPORTED, str(run.code), content)
    return outcome
