"""The one expression that turns Spanish text into search terms, for documents and questions alike."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Case, F, Func, Q, Value, When
from django.db.models.functions import Coalesce, Concat, Lower

ACCENTED = "áàäâãéèëêíìïîóòöôõúùüûñç"
PLAIN = "aaaaaeeeeiiiiooooouuuunc"
CONFIG = "spanish"

PAST = datetime(1900, 1, 1, tzinfo=UTC)
FUTURE = datetime(9999, 1, 1, tzinfo=UTC)


# What lists are ordered by, each served by an index of the same expression; what is not known comes last.
VALUE_KEY = Coalesce(F("budget"), Value(Decimal(-1)), output_field=models.DecimalField(max_digits=20, decimal_places=2))
CLOSING_KEY = Coalesce(F("closes_at"), Value(PAST), output_field=models.DateTimeField())


class Translate(Func):
    """PostgreSQL's translate(text, from, to)."""

    function = "translate"
    output_field = models.TextField()


class RegexpReplace(Func):
    """PostgreSQL's regexp_replace(text, pattern, replacement, flags)."""

    function = "regexp_replace"
    output_field = models.TextField()


def folded(text: models.expressions.Combinable) -> models.expressions.Combinable:
    """Lower case without accents, but with -ción restored, since the Spanish stemmer needs its accent."""
    plain = Translate(Lower(text), Value(ACCENTED), Value(PLAIN))
    return RegexpReplace(plain, Value(r"(a|u)cion\M"), Value(r"\1ción"), Value("g"))


SEARCH_DOCUMENT = SearchVector(
    folded(
        Concat(
            F("title"),
            Value(" "),
            F("description"),
            Value(" "),
            F("reference"),
            Value(" "),
            F("buyer_name"),
            output_field=models.TextField(),
        )
    ),
    config=CONFIG,
)


class OpenUntil(models.GeneratedField):
    """Precedence of the facts: decided, then the closing date, then what the source says."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "expression",
            Case(
                When(~Q(decision=""), then=Value(PAST)),
                When(closes_at__isnull=True, said_closed=True, then=Value(PAST)),
                default=Coalesce(F("closes_at"), Value(FUTURE)),
                output_field=models.DateTimeField(),
            ),
        )
        kwargs.setdefault("output_field", models.DateTimeField())
        kwargs.setdefault("db_persist", True)
        super().__init__(**kwargs)
