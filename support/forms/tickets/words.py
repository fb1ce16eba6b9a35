"""Fields of what people write freely: what cannot be seen is taken out, what is too long is said, nothing is cut."""

import unicodedata
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.web import formats

MOST_LETTERS = 5000
KEPT = "\n\t\u200c\u200d"  # what joins letters and drawings is part of them
UNSEEN = {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"}


def visible(text: str) -> str:
    """The text without control characters, nor those that hide or turn it round; line ends are \\n."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(one for one in lines if one in KEPT or unicodedata.category(one) not in UNSEEN)


class WordsField(forms.CharField):
    """Some paragraphs. The browser is not told the limit: it would cut what is pasted, and say nothing."""

    def __init__(self, *, rows: int = 8, **kwargs: Any) -> None:
        super().__init__(**{"widget": forms.Textarea(attrs={"rows": rows}), **kwargs})

    def to_python(self, value: Any) -> str:
        return visible(super().to_python(value) or "").strip()

    def validate(self, value: str) -> None:
        super().validate(value)
        if len(value) > MOST_LETTERS:
            words = _now("Lleva %(number)s letras y caben %(most)s. Acórtelo, o adjúntelo como archivo PDF.")
            limits = {"number": formats.whole_number(len(value)), "most": formats.whole_number(MOST_LETTERS)}
            raise ValidationError(words % limits, code="max_length")


class LineField(forms.CharField):
    """One line, without what cannot be seen."""

    def to_python(self, value: Any) -> str:
        return " ".join(visible(super().to_python(value) or "").split())


NO_SECRETS = _("No escriba contraseñas ni códigos: nunca los pedimos.")
