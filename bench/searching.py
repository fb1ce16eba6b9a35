"""The search of processes at a million of them, beside the best that bare psycopg does with the same two statements."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from itertools import count

import psycopg
from django.db import connection
from django.test import Client
from django.utils import timezone

from bench.database import bare_connection
from bench.results import Result, medians, milliseconds, percentile
from procurement.models import Process
from procurement.queries.filters import Search, State
from procurement.queries.searching import PAGE_SIZE, find
from procurement.queries.tallies import CAP
from procurement.queries.words import parse

HOW_MANY = 1_000_000
ENTITIES = 5_000
VOCABULARY = 20_000
ROUNDS = 40
PAGES = 240
BUDGET = 150  # milliseconds, for the 95th percentile of the page
# The rank of each word among the made-up ones, the most frequent first: found in about 11 %, 1 %, 0.05 % of the rows.
RANKS = {"common": 20, "middling": 250, "rare": 5_000}
UNKNOWN = "jamasescrita"
TABLE = Process._meta.db_table  # noqa: SLF001  # documented API

# Words as often as words are used (the n-th half as often as the n/2-th); three years of publications, the
# newest month still open; budgets, codes, places and bodies as unevenly spread as the real ones.
FILL = f"""
INSERT INTO {TABLE} (
    code, source, reference, portfolio, official_url, entity_id, buyer_name, unit_name, title, description, modality,
    modality_detail, contract_type, budget, duration_unit, main_code, code_paths, department_id, municipality_id,
    published_at, closes_at, closing_hour_known, decision, source_phase, source_state
)
SELECT 'CO1.REQ.' || g, 'secop', 'REF-' || g, 'CO1.BDOS.' || g, 'https://community.secop.gov.co/Public/' || g,
    e.id, e.name, '', words.title, words.description,
    (ARRAY['directa', 'directa', 'directa', 'especial', 'especial', 'minima', 'menor', 'subasta', 'licitacion',
        'meritos'])[1 + floor(10 * random() * random())::int],
    '', 'Prestación de servicios', round((exp(ln(1e6) + random() * ln(1e5)))::numeric, 2), '', codes.code,
    ARRAY[left(codes.code, 2) || '000000', left(codes.code, 4) || '0000', left(codes.code, 6) || '00', codes.code],
    towns.department_id, towns.code, days.published, days.published + (5 + 30 * random()) * interval '1 day', false,
    CASE WHEN days.published > now() - interval '30 days' THEN ''
         WHEN random() < .6 THEN 'awarded' WHEN random() < .1 THEN 'cancelled' ELSE '' END, '', ''
FROM generate_series(1, %(many)s) g
CROSS JOIN LATERAL (
    SELECT now() - ((%(many)s - g) + 1000 * random()) * (interval '1088 days' / %(many)s) AS published
) days
CROSS JOIN LATERAL (SELECT 1 + floor(%(entities)s * random() * random())::int + 0 * g AS rank OFFSET 0) bodies
JOIN bench_entities e ON e.rank = bodies.rank
CROSS JOIN LATERAL (SELECT 1 + floor(%(towns)s * random() * random())::int + 0 * g AS rank OFFSET 0) places
JOIN bench_towns towns ON towns.rank = places.rank
CROSS JOIN LATERAL (
    SELECT (10 + floor(80 * random() * random()))::int::text || lpad((10 + floor(8 * random()))::int::text, 2, '0')
        || lpad((15 + floor(9 * random()))::int::text, 2, '0')
        || lpad((1 + floor(20 * random() + 0 * g))::int::text, 2, '0') AS code
) codes
CROSS JOIN LATERAL (
    SELECT string_agg(word, ' ') FILTER (WHERE i <= 10) AS title,
        string_agg(word, ' ') FILTER (WHERE i > 10) AS description
    FROM (
        SELECT i,
            translate(floor(%(vocabulary)s::float8 ^ random())::int::text, '0123456789', 'abcdefghij') || 'k' AS word
        FROM generate_series(1, 24 + 0 * g) i
    ) drawn
) words
"""  # noqa: S608  # our own table

WORD = "search @@ websearch_to_tsquery('spanish', %(word)s)"
ROWS = f"""
SELECT p.id, p.code, p.source, p.is_sample, p.title, p.buyer_name, p.modality, p.budget, p.published_at, p.closes_at,
    p.closing_hour_known, p.open_until, p.decision, d.name, m.name
FROM page JOIN {TABLE} p USING (id)
LEFT JOIN reference_department d ON d.code = p.department_id
LEFT JOIN reference_municipality m ON m.code = p.municipality_id
ORDER BY p.published_at DESC, p.id DESC
"""  # noqa: S608  # our own tables
NEWEST = f"ORDER BY published_at DESC, id DESC LIMIT {PAGE_SIZE + 1}"
CAPPED = f"SELECT count(*) FROM (SELECT 1 FROM hit LIMIT {CAP + 1}) capped"  # noqa: S608  # idem
HIT = f"SELECT id, published_at FROM {TABLE} WHERE {WORD}"  # noqa: S608  # our own table
COUNTS = (
    f"SELECT count(*) FROM (SELECT 1 FROM {TABLE} WHERE {WORD} LIMIT {CAP + 1}) capped",  # noqa: S608  # our own table
    f"WITH hit AS MATERIALIZED (SELECT id FROM {TABLE} WHERE {WORD}) {CAPPED}",  # noqa: S608  # idem
)
PLANS = (
    f"WITH page AS (SELECT id FROM {TABLE} WHERE {WORD} {NEWEST}) {ROWS}",  # noqa: S608  # idem
    f"WITH hit AS MATERIALIZED ({HIT}), page AS (SELECT id FROM hit {NEWEST}) {ROWS}",  # noqa: S608  # idem
)


def measure(n: int = HOW_MANY) -> list[Result]:
    """The four kinds of words, and the whole page over them and its filters."""
    _fill(n)
    results = [_word(f"search-{kind}", _written(rank), n) for kind, rank in RANKS.items()]
    return [*results, _word("search-unknown", UNKNOWN, n), _page(n)]


def _word(name: str, word: str, n: int) -> Result:
    """Our count and page (with the choice of their plans), beside the better plan of each of the two statements."""
    search = Search(tsquery=parse(word), state=State.ALL)

    def ours() -> object:
        return find(search, at=timezone.now(), facets=())

    with bare_connection() as bare:
        one, other = (_cheaper(bare, statements, word) for statements in (COUNTS, PLANS))

        def baseline() -> object:
            return _run(bare, one, word), _run(bare, other, word)

        cost, least = medians([ours, baseline], rounds=ROUNDS)
    return Result(name, cost, least, "ms", n)


def _page(n: int) -> Result:
    """The 95th percentile of the page, in this process, over a mix of words and filters; its baseline is its budget."""
    words = ["", *map(_written, (1, 20, 100, 250, 1_000, 5_000)), UNKNOWN, f"{_written(20)} {_written(250)}"]
    filters: list[dict[str, str | list[str]]] = [
        {},
        {"estado": "todos"},
        {"estado": "adjudicados"},
        {"departamento": "05"},
        {"codigo": "23", "estado": "todos"},
        {"orden": "cierre"},
        {"orden": "valor", "estado": "todos"},
        {"modalidad": ["minima", "menor"], "valor_min": "100000000"},
    ]
    client, addresses = Client(SERVER_NAME="localhost"), count(1)

    def page(query: Mapping[str, str | list[str]]) -> None:
        # Another address each time, or the limit would answer.
        address = next(addresses)
        response = client.get("/procesos/", query, REMOTE_ADDR=f"10.0.{address // 250}.{address % 250}")
        if response.status_code != 200:  # OK
            raise RuntimeError(f"{query}: {response.status_code}")

    queries: list[dict[str, str | list[str]]] = [{"q": word, **chosen} for word in words for chosen in filters]
    costs = [milliseconds(partial(page, queries[number % len(queries)])) for number in range(PAGES)]
    return Result("page-search-p95", percentile(costs, 0.95), BUDGET, "ms", n)


def _cheaper(bare: "psycopg.Connection[tuple[object, ...]]", statements: tuple[str, ...], word: str) -> str:
    acts: list[Callable[[], object]] = [partial(_run, bare, statement, word) for statement in statements]
    costs = medians(acts, rounds=3)
    return statements[costs.index(min(costs))]


def _run(bare: "psycopg.Connection[tuple[object, ...]]", statement: str, word: str) -> list[tuple[object, ...]]:
    return bare.execute(statement, {"word": word}).fetchall()


def _written(rank: int) -> str:
    return str(rank).translate(str.maketrans("0123456789", "abcdefghij")) + "k"


def _fill(n: int) -> None:
    with connection.cursor() as cursor, _without_indexes():
        cursor.execute("SET synchronous_commit = off")
        cursor.execute("SELECT setseed(0.8010)")
        cursor.execute(
            """
            INSERT INTO procurement_entity (code, nit, name, "order")
            SELECT 'B' || g, (800000000 + g)::text, 'ENTIDAD NÚMERO ' || g, '' FROM generate_series(1, %s) g
            """,
            [ENTITIES],
        )
        cursor.execute(
            "CREATE TEMP TABLE bench_entities AS"
            " SELECT row_number() OVER (ORDER BY id) AS rank, id, name FROM procurement_entity"
        )
        cursor.execute(
            "CREATE TEMP TABLE bench_towns AS SELECT row_number() OVER (ORDER BY md5(code)) AS rank, code,"
            " department_id FROM reference_municipality"
        )
        cursor.execute("SELECT count(*) FROM bench_towns")
        (towns,) = cursor.fetchone()
        cursor.execute(FILL, {"many": n, "entities": ENTITIES, "towns": towns, "vocabulary": VOCABULARY})
        if cursor.rowcount != n:
            raise RuntimeError(f"{cursor.rowcount} processes instead of {n}.")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


@contextmanager
def _without_indexes() -> Iterator[None]:
    """Drop the table's indexes but those of its constraints, and make them again at the end: far quicker."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = %s
            AND indexname NOT IN (SELECT conname FROM pg_constraint)
            """,
            [TABLE],
        )
        indexes = cursor.fetchall()
        for name, _definition in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for _name, definition in indexes:
            cursor.execute(definition)
