"""The words of a search, read once into the database's own form of the question.

Documents and questions pass through the same expression (models.search.folded), so that "licitacion",
"licitación" and "licitaciones" are one word. "Phrases", -without and "or" are PostgreSQL's websearch syntax.
"""

import unicodedata
from functools import cache

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import TextField, Value
from django.utils.translation import gettext_lazy as _

from procurement.models import Process
from procurement.models.search import CONFIG, folded
from procurement.queries.statements import Sql, fetch

# Words that buyers and bidders use for one thing, each pair both ways; with the day on which it was added.
SYNONYMS: tuple[tuple[str, str], ...] = (
    ("oferta", "propuesta"),  # 2026-11-24
    ("oferente", "proponente"),  # 2026-11-24
    # Short words whose plural the stemmer takes for another word.
    ("obra", "obras"),  # 2026-11-25
    ("via", "vias"),  # 2026-11-25
    ("uso", "usos"),  # 2026-11-25
    ("arma", "armas"),  # 2026-11-25
)
TERM = f"to_tsquery('{CONFIG}', %s)"
_HERE = "\ue000"  # no text that people search has it


def parse(text: str) -> str:
    """The question in PostgreSQL's notation; empty for empty words.

    Raises ValidationError, with a message for the person, when the words ask nothing that an index could find:
    only words that every document has ("de la"), or only what to leave out ("-obra").
    """
    text = unicodedata.normalize("NFC", text).strip()
    if not text:
        return ""
    statement, values = _question()
    ((tsquery, nodes, indexed),) = fetch(Sql(statement, tuple(text if value == _HERE else value for value in values)))
    if not nodes:
        raise ValidationError(
            _("Esas palabras están en casi todos los procesos. Escriba alguna que diga qué busca."), code="too_common"
        )
    if indexed == "T":
        raise ValidationError(
            _("Escriba también qué busca, no solo lo que quiere dejar fuera."), code="only_exclusions"
        )
    return str(tsquery)


@cache
def _question() -> Sql:
    """What reads the words, with a mark in their place: the documents' own expression, then the synonyms."""
    query = Process.objects.all().query
    expression = folded(Value(_HERE, output_field=TextField())).resolve_expression(query)  # type: ignore[attr-defined]  # every expression has it
    folded_text, folded_values = query.get_compiler(connection=connection).compile(expression)
    asked, values = f"websearch_to_tsquery('{CONFIG}', {folded_text})", [*folded_values]
    for word, synonym in SYNONYMS:
        # All that say the synonym first say the word, so that each ends as one choice of both.
        for said, meant in ((synonym, [word]), (word, [word, synonym])):
            choice = " || ".join([TERM] * len(meant))
            asked, values = f"ts_rewrite({asked}, {TERM}, {choice})", [*values, said, *meant]
    return Sql(f"SELECT q::text, numnode(q), querytree(q) FROM (SELECT {asked} AS q) asked", tuple(values))  # noqa: S608  # our own expressions
