"""The words of a search, read once into the database's own form of the question.

Documents and questions pass through the same expression (models.search.folded), so that "licitacion",
"licitación" and "licitaciones" are one word. "Phrases", -without and "or" are PostgreSQL's websearch syntax.
"""

import unicodedata
from typing import Any, NamedTuple

from django.contrib.postgres.search import SearchQueryField
from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import BooleanField, F, Func, TextField, Value
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from procurement.models import Process
from procurement.models.search import CONFIG, folded
from procurement.queries.statements import TABLE_ROWS, planned_rows

# Words that buyers and bidders use for one thing, each pair both ways; with the day on which it was added.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("oferta", "propuesta"),  # 2026-11-24
    ("oferente", "proponente"),  # 2026-11-24
)
# Words in this share of the documents are better left out of the index's work.
COMMON = 0.05
TERM = f"to_tsquery('{CONFIG}', %s)"


class Words(NamedTuple):
    """The question in PostgreSQL's notation, empty for empty words, and whether most of the index would answer it."""

    tsquery: str = ""
    common: bool = False

    @property
    def expression(self) -> Cast:
        return Cast(Value(self.tsquery), SearchQueryField())

    def __bool__(self) -> bool:
        return bool(self.tsquery)


NO_WORDS = Words()


class Matches(Func):
    """document @@ question, as a condition.

    For common words it is written so that no index serves it: reading hundreds of thousands of entries costs
    far more than the planner believes, and whatever else is asked finds its rows without it.
    """

    arg_joiner = " @@ "
    output_field = BooleanField()

    def __init__(self, words: Words) -> None:
        template = "((%(expressions)s) IS TRUE)" if words.common else "(%(expressions)s)"
        super().__init__(F("search"), words.expression, template=template)


def parse(text: str) -> Words:
    """The words of a search as a question to the index.

    Raises ValidationError, with a message for the person, when the words ask nothing that an index could find:
    only words that every document has ("de la"), or only what to leave out ("-obra").
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        return NO_WORDS
    folded_sql, folded_params = _compiled(folded(Value(text, output_field=TextField())))
    asked, params = f"websearch_to_tsquery('{CONFIG}', {folded_sql})", [*folded_params]
    for word, synonym in SYNONYMS:
        # All that say the synonym first say the word, so that each ends as one choice of both.
        for said, meant in ((synonym, [word]), (word, [word, synonym])):
            choice = " || ".join([TERM] * len(meant))
            asked, params = f"ts_rewrite({asked}, {TERM}, {choice})", [*params, said, *meant]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT q::text, numnode(q), querytree(q), {TABLE_ROWS} FROM (SELECT {asked} AS q) asked",  # noqa: S608  # our own expressions
            params,
        )
        tsquery, nodes, indexed, table_rows = cursor.fetchone()
    if not nodes:
        raise ValidationError(
            _("Esas palabras están en casi todos los procesos. Escriba alguna que diga qué busca."), code="too_common"
        )
    if indexed == "T":
        raise ValidationError(
            _("Escriba también qué busca, no solo lo que quiere dejar fuera."), code="only_exclusions"
        )
    words = Words(tsquery)
    return words._replace(common=planned_rows(Process.objects.filter(Matches(words))) > COMMON * table_rows)


def _compiled(expression: Any) -> tuple[str, list[Any]]:
    query = Process.objects.all().query
    sql, params = query.get_compiler(connection=connection).compile(expression.resolve_expression(query))
    return sql, list(params)
