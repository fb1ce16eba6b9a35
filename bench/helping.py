"""The search over the help, beside PostgreSQL's own full-text search over the same texts."""

from collections.abc import Iterator

from django.db import connection
from django.utils import translation

from bench.database import bare_connection
from bench.results import Result, medians
from support.queries.search import read_help, search_help

ROUNDS = 30
# As people type: right, misspelt, without accents, about nothing.
WORDS = (
    "qué documentos necesito",
    "registrarme",
    "licitasion publica",
    "no me llega el codigo",
    "areas de interes",
    "comparar cotizaciones",
    "consorsio o union temporal",
    "xyzzy",
)
MOST = 20
ASK = f"""
SELECT url, title, ts_headline('spanish', text, query) FROM bench_help, websearch_to_tsquery('spanish', %s) query
WHERE words @@ query ORDER BY ts_rank(words, query) DESC LIMIT {MOST}
"""  # noqa: S608  # our own table


def measure() -> Iterator[Result]:
    """Every question in its turn: ours in memory, the baseline by an index of PostgreSQL's; the cost of one."""
    with translation.override("es-co"):
        entries = read_help()
        with connection.cursor() as cursor:
            cursor.execute(
                "CREATE TABLE bench_help (url text, title text, text text, words tsvector GENERATED ALWAYS AS"
                " (setweight(to_tsvector('spanish', title), 'A') || to_tsvector('spanish', text)) STORED)"
            )
            cursor.executemany(
                "INSERT INTO bench_help (url, title, text) VALUES (%s, %s, %s)",
                [(one.url, f"{one.title} {one.heading}", one.text) for one in entries],
            )
            cursor.execute("CREATE INDEX ON bench_help USING gin (words)")
            cursor.execute("ANALYZE bench_help")

        def ours() -> object:
            return [search_help(words) for words in WORDS]

        with bare_connection() as bare:

            def baseline() -> object:
                return [bare.execute(ASK, [words]).fetchall() for words in WORDS]

            cost, least = medians([ours, baseline], rounds=ROUNDS)
        yield Result("help-search", cost / len(WORDS), least / len(WORDS), "ms", len(entries))
