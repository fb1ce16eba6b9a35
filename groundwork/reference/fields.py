"""Fields that hold several chosen things, each under its own check box; and codes of the classifier, so chosen."""

import re
from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.translation import gettext_lazy as _

from groundwork.reference.codes import parse_code
from groundwork.reference.models import Commodity

MOST_CODES, MOST_CHOSEN = 500, 200
_BETWEEN_CODES = re.compile(r"[,;\s]+")


class ChosenField(forms.Field):
    """Values chosen one by one; what is no longer to be had is named in the refusal, and nothing else is lost."""

    widget = forms.MultipleHiddenInput
    most = MOST_CHOSEN
    default_error_messages = {
        "unknown": _("Ya no existe «%(value)s». Quítelo de la selección."),
        "many": _("Elija a lo sumo %(most)d."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, **kwargs)
        self._no_nulls = ProhibitNullCharactersValidator()

    def to_python(self, value: Any) -> list[str]:
        pieces = [str(piece).strip() for piece in value or []]
        for piece in pieces:
            self._no_nulls(piece)
        chosen = list(dict.fromkeys(filter(None, pieces)))
        if len(chosen) > self.most:
            raise ValidationError(self.error_messages["many"], code="many", params={"most": self.most})
        return self.known(chosen)

    def known(self, chosen: Sequence[str]) -> list[Any]:
        """The values to keep; raises ValidationError for the first that does not exist."""
        return list(chosen)

    def refuse_unknown(self, chosen: Sequence[str], known: Iterable[str]) -> None:
        if unknown := [value for value in chosen if value not in set(known)]:
            raise ValidationError(self.error_messages["unknown"], code="unknown", params={"value": unknown[0][:40]})


class CodesField(ChosenField):
    """UNSPSC codes at any level, as eight digits."""

    most = MOST_CODES
    default_error_messages = {
        "unknown": _("El código %(value)s no existe en el clasificador vigente. Revíselo o quítelo."),
        "many": _("Un área admite %(most)d códigos. Elija códigos más generales: cada uno cubre los que están debajo."),
    }

    def known(self, chosen: Sequence[str]) -> list[str]:
        parsed = {text: parse_code(text) for text in chosen}
        codes = [code for code in parsed.values() if code]
        existing = set(Commodity.objects.current().filter(code__in=codes).values_list("code", flat=True))
        self.refuse_unknown(chosen, [text for text, code in parsed.items() if code in existing])
        return sorted(set(codes))


class CodeField(forms.CharField):
    """One UNSPSC code of any level, as eight digits, to narrow a list by; empty without one."""

    default_error_messages: ClassVar = {"code": _("Escriba un código de dos a ocho números, por ejemplo 72141000.")}

    def __init__(self) -> None:
        super().__init__(
            label=_("Código UNSPSC"),
            required=False,
            max_length=20,
            help_text=_("De cualquier nivel: 72141000, 7214."),
            widget=forms.TextInput(
                attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}
            ),
        )

    def clean(self, value: Any) -> str:
        text: str = super().clean(value)
        code = parse_code(text) if text else ""
        if code is None:
            raise ValidationError(self.error_messages["code"], code="code")
        return code


def pasted_codes(text: str) -> list[str]:
    """The codes of a text that is a list of them ("80111600, 8011"); empty when it holds words."""
    pieces = [piece for piece in _BETWEEN_CODES.split(text) if piece]
    if not pieces or not all(re.fullmatch(r"(?:V\d{1,2}\.)?[\d.-]+", piece, re.IGNORECASE) for piece in pieces):
        return []
    return pieces
