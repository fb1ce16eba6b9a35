"""Until when a supplier's required papers are all approved and in force, in SQL, as onboarding.queries.asked has it."""

from datetime import date

from procurement.queries.statements import Sql, put

# What never ends.
NEVER = date(9999, 12, 31)

# Of one rule, or of one rule and person: the day on which the first of its papers ends, if each is good today.
_GOOD = f"""
    SELECT CASE
        WHEN bool_and(version.approved IS TRUE AND (version.expires_on IS NULL OR version.expires_on >= day.today))
        THEN coalesce(min(version.expires_on), '{NEVER}')
    END
    FROM onboarding_document AS paper
    LEFT JOIN onboarding_documentversion AS version
        ON version.document_id = paper.id AND version.superseded_at IS NULL
    LEFT JOIN onboarding_officer AS holder ON holder.id = paper.officer_id
    WHERE paper.supplier_id = supplier.id AND paper.document_type_id = rule.document_type_id
        AND paper.removed_at IS NULL AND holder.removed_at IS NULL
        AND (holder.identity_type || ':' || holder.identity_number) IS NOT DISTINCT FROM person.who
"""  # noqa: S608  # a constant of this module

# Alternatives (one_of) about the same person make one demand, which the one that lasts longest meets.
_UNTIL = f"""(
    SELECT CASE
        WHEN count(*) FILTER (WHERE demand.required AND demand.until IS NULL) = 0
        THEN coalesce(min(demand.until) FILTER (WHERE demand.required), '{NEVER}')
    END
    FROM (
        SELECT bool_or(choice.required) AS required, max(choice.until) AS until
        FROM (
            SELECT
                rule.required,
                CASE WHEN rule.one_of = '' THEN 'type:' || rule.document_type_id ELSE 'group:' || rule.one_of END
                    || '/' || CASE WHEN rule.each = 'supplier' THEN '' ELSE coalesce(person.who, rule.each) END
                    AS demand,
                CASE WHEN rule.each = 'supplier' OR person.who IS NOT NULL THEN ({_GOOD}) END AS until
            FROM (SELECT {{today}}::date AS today) AS day
            JOIN rule ON rule.person_type = supplier.person_type
            LEFT JOIN LATERAL (
                SELECT DISTINCT officer.identity_type || ':' || officer.identity_number AS who
                FROM onboarding_officer AS officer
                WHERE officer.supplier_id = supplier.id AND officer.removed_at IS NULL
                    AND supplier.person_type = 'legal' AND rule.each <> 'supplier'
                    AND (officer.post = 'board_member') = (rule.each = 'board_member')
            ) AS person ON true
            WHERE NOT (rule.each = 'board_member' AND supplier.has_board IS FALSE)
        ) AS choice
        GROUP BY choice.demand
    ) AS demand
)"""  # noqa: S608  # constants of this module

_RULES = """
    rule AS MATERIALIZED (
        SELECT * FROM (
            SELECT DISTINCT ON (person_type, document_type_id, each)
                person_type, document_type_id, each, required, one_of
            FROM onboarding_documentrule
            WHERE valid_from <= {first} AND (valid_to IS NULL OR valid_to >= {last})
            ORDER BY person_type, document_type_id, each, valid_from DESC, id DESC
        ) AS newest
        WHERE required OR one_of <> ''
    )
"""
_RULES_UNTIL = f"""(
    SELECT coalesce(min(least(
        CASE WHEN one.valid_from > day.today THEN one.valid_from - 1 END,
        CASE WHEN one.valid_to >= day.today THEN one.valid_to END
    )), '{NEVER}')
    FROM onboarding_documentrule AS one, (SELECT {{today}}::date AS today) AS day
)"""  # noqa: S608  # a constant of this module


def rules(today: date) -> Sql:
    """The rules that count on that day, "rule", but those that oblige to nothing; of two of one paper, the later."""
    return put(_RULES, first=_day(today), last=_day(today))


def rules_until(today: date) -> Sql:
    """The last day on which the rules are those of that day."""
    return put(_RULES_UNTIL, today=_day(today))


def papers_until(today: date) -> Sql:
    """The last day, from that one, on which every demand of "supplier" is met; NULL if one is not. Beside rules()."""
    return put(_UNTIL, today=_day(today))


def _day(day: date) -> Sql:
    return Sql("%s", (day,))
