"""The words of an area of interest, as the database looks for them."""

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from interests.models import Interest
from procurement.queries import words


def compile_words(area: Interest) -> None:
    """Set what matching looks for from the words as people wrote them.

    Raises ValidationError, coded with the field, naming the first entry that no search could find.
    """
    area.wanted = compiled(area.words, field="words")
    area.unwanted = compiled(area.words_excluded, field="words_excluded")


def compiled(entries: Sequence[str], *, field: str) -> str:
    """PostgreSQL's tsquery of any of the entries, each with all of its words; empty for none. Raises as above."""
    return " | ".join(f"({_one(entry, field)})" for entry in entries)


def _one(entry: str, field: str) -> str:
    try:
        tsquery = words.parse(entry)
    except ValidationError:
        tsquery = ""
    if not tsquery:
        raise ValidationError(
            _("«%(entry)s» está en casi todos los procesos, o no dice qué buscar. Cámbiela o quítela."),
            code=field,
            params={"entry": entry},
        )
    return tsquery
