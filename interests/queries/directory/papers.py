"""Whether a supplier's required papers are all approved and in force, in SQL, as onboarding.queries.asked tells it."""

from datetime import date

from procurement.queries.statements import Sql, put

# Of one rule, or of one rule and person: its papers are there, and each of them is approved and has not ended.
_GOOD = """
    SELECT coalesce(bool_and(
        coalesce(version.approved, false) AND (version.expires_on IS NULL OR version.expires_on >= day.today)
    ), false)
    FROM onboarding_document AS paper
    LEFT JOIN onboarding_documentversion AS version
        ON version.document_id = paper.id AND version.superseded_at IS NULL
    LEFT JOIN onboarding_officer AS holder ON holder.id = paper.officer_id
    WHERE paper.supplier_id = supplier.id AND paper.document_type_id = rule.document_type_id
        AND paper.removed_at IS NULL AND holder.removed_at IS NULL
        AND (holder.identity_type || ':' || holder.identity_number) IS NOT DISTINCT FROM person.who
"""

# What is asked of the supplier itself, with nothing that would do as well: the first that is missing ends it.
_PLAIN = f"""NOT EXISTS (
    SELECT FROM rule, (SELECT {{today}}::date AS today) AS day, (SELECT NULL::text AS who) AS person
    WHERE rule.person_type = supplier.person_type AND rule.each = 'supplier' AND rule.one_of = '' AND NOT ({_GOOD})
)"""  # constants of this module

# The rest: alternatives (one_of) about the same person make one demand, which one of them meets.
_GROUPED = f"""NOT EXISTS (
    SELECT FROM (
        SELECT bool_or(choice.required) AS required, bool_or(choice.good) AS good
        FROM (
            SELECT
                rule.required,
                CASE WHEN rule.one_of = '' THEN 'type:' || rule.document_type_id ELSE 'group:' || rule.one_of END
                    || '/' || CASE WHEN rule.each = 'supplier' THEN '' ELSE coalesce(person.who, rule.each) END
                    AS demand,
                (rule.each = 'supplier' OR person.who IS NOT NULL) AND ({_GOOD}) AS good
            FROM (SELECT {{today}}::date AS today) AS day
            JOIN rule ON rule.person_type = supplier.person_type AND (rule.each <> 'supplier' OR rule.one_of <> '')
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
    WHERE demand.required AND NOT demand.good
)"""  # noqa: S608  # constants of this module


def rules(today: date) -> Sql:
    """The rules that count on that day, "rule", but those that oblige to nothing; of two of one paper, the later."""
    return put(
        """
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
        """,
        first=Sql("%s", (today,)),
        last=Sql("%s", (today,)),
    )


def papers_in_force(today: date) -> Sql:
    """Whether every demand of "supplier" is met on that day; beside rules()."""
    return put(
        "({plain} AND {grouped})",
        plain=put(_PLAIN, today=Sql("%s", (today,))),
        grouped=put(_GROUPED, today=Sql("%s", (today,))),
    )
