"""When a process fits an area of interest, as pieces of a statement. docs/matching.md is their meaning.

The pieces speak of `interest`, a row of interests_interest or what stands for one, and of `process`, a row of what
`processes` selects.
"""

# Every process has it: what areas that ask only for words are found by.
_KEY_OF_ALL = "'*'"
_ANYTHING = "coalesce(process.places::text[], ARRAY['?'])"
# What an area's keys are looked for among.
KEYS = f"process.code_paths::text[] || process.entity_id::text || {_ANYTHING} || {_KEY_OF_ALL}::text"

# What every pair satisfies, however it was found. An empty filter of an area asks nothing.
FITS = """
    interest.status = 'active'
    AND (cardinality(interest.codes) = 0 OR interest.codes && process.code_paths)
    AND (cardinality(interest.entities) = 0 OR process.entity_id = ANY (interest.entities))
    AND process.entity_id <> ALL (interest.entities_excluded)
    AND (cardinality(interest.modalities) = 0 OR process.modality = ANY (interest.modalities))
    AND (interest.mipyme = '' OR process.mipyme_only IS NULL OR process.mipyme_only = (interest.mipyme = 'only'))
    AND (cardinality(interest.places) = 0 OR process.places IS NULL OR interest.places && process.places)
    AND (process.budget IS NULL OR interest.value_min IS NULL OR process.budget >= interest.value_min)
    AND (process.budget IS NULL OR interest.value_max IS NULL OR process.budget <= interest.value_max)
    AND (interest.wanted = '' OR process.search @@ interest.wanted::tsquery)
    AND (interest.unwanted = '' OR NOT process.search @@ interest.unwanted::tsquery)
"""

# The facts that are kept as the reason of a pair, in the order of FACT_NAMES. (OFFSET 0: a function in FROM would fill
# a table of its own for each pair.)
FACTS = """
    ARRAY(
        SELECT code FROM (SELECT unnest(interest.codes) AS code OFFSET 0) AS own WHERE code = ANY (process.code_paths)
    ) AS codes,
    CASE
        WHEN cardinality(interest.places) = 0 THEN 'any'
        WHEN process.municipality_id IS NOT NULL OR process.department_id = ANY (interest.places) THEN 'matched'
        ELSE 'unknown'
    END AS place,
    CASE
        WHEN interest.value_min IS NULL AND interest.value_max IS NULL THEN 'any'
        WHEN process.budget IS NULL THEN 'unknown'
        ELSE 'matched'
    END AS value,
    CASE WHEN cardinality(interest.entities) = 0 THEN 'any' ELSE 'matched' END AS entity,
    CASE
        WHEN interest.mipyme = '' THEN 'any'
        WHEN process.mipyme_only IS NULL THEN 'unknown'
        ELSE 'matched'
    END AS mipyme,
    CASE WHEN interest.wanted = '' THEN 'any' ELSE 'matched' END AS words
"""
FACT_NAMES = ("codes", "place", "value", "entity", "mipyme", "words")


def processes(condition: str) -> str:
    """The processes `p` that meet the condition, each with what it may answer.

    A municipality is one place inside another; a department alone may mean any of its municipalities; places is null
    when the process names none. A budget of zero is the open data's way of not telling it.
    """
    return f"""
    SELECT
        p.id, p.entity_id, p.code_paths, p.department_id, p.municipality_id, p.modality, p.mipyme_only, p.search,
        p.published_at, p.created_at, nullif(p.budget, 0) AS budget,
        CASE
            WHEN p.municipality_id IS NOT NULL
                THEN ARRAY[left(p.municipality_id, 2), p.municipality_id]::varchar[]
            WHEN p.department_id IS NOT NULL
                THEN ARRAY(
                    SELECT m.code FROM reference_municipality AS m WHERE m.department_id = p.department_id
                ) || p.department_id
        END AS places
    FROM procurement_process AS p
    WHERE {condition}
"""  # noqa: S608  # constants of the callers
