"""The filters of a search that take several values and are written in more than one way."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import ProhibitNullCharactersValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from groundwork.reference.codes import parse_code

MOST_VALUES = 50
LONGEST_VALUE = 120


class ManyInput(forms.TextInput):
    """One box for several values: those of a repeated parameter are shown together."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, joint: str) -> None:
        super().__init__(attrs)
        self.joint = joint

    def value_from_datadict(self, data: Any, files: MultiValueDict[str, Any], name: str) -> str:
        values = data.getlist(name) if isinstance(data, MultiValueDict) else [data.get(name, "")]
        return f"{self.joint} ".join(value.strip() for value in values if value and value.strip())

    def format_value(self, value: Any) -> str:
        return f"{self.joint} ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


class SeveralField(forms.Field):
    """Several texts, from a repeated parameter or one box, separated by the joint."""

    default_error_messages = {
        "many": _("Escriba a lo sumo %(most)d valores."),
        "long": _("Escriba a lo sumo %(longest)d caracteres en cada valor."),
    }

    def __init__(self, *, joint: str = ";", **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(widget=ManyInput(joint=joint), **kwargs)
        self.joint = joint
        self._no_nulls = ProhibitNullCharactersValidator()

    def to_python(self, value: Any) -> list[str]:
        self._no_nulls(value)
        pieces = value if isinstance(value, Sequence) and not isinstance(value, str) else self._split(value or "")
        found = list(dict.fromkeys(" ".join(str(piece).split()) for piece in pieces if str(piece).strip()))
        if len(found) > MOST_VALUES:
            raise ValidationError(self.error_messages["many"], code="many", params={"most": MOST_VALUES})
        if any(len(piece) > LONGEST_VALUE for piece in found):
            raise ValidationError(self.error_messages["long"], code="long", params={"longest": LONGEST_VALUE})
        return found

    def _split(self, text: str) -> list[str]:
        return text.split(self.joint)


class CodesField(SeveralField):
    """UNSPSC codes of any level, as eight digits; "80, 8011" and "V1.80111600" are understood."""

    default_error_messages = {
        "code": _("«%(value)s» no es un código UNSPSC. Escriba 2, 4, 6 u 8 dígitos, por ejemplo 8011."),
    }

    def to_python(self, value: Any) -> list[str]:
        codes = {piece: parse_code(piece) for piece in super().to_python(value)}
        if wrong := [piece for piece, code in codes.items() if code is None]:
            raise ValidationError(self.error_messages["code"], code="code", params={"value": wrong[0][:40]})
        return list(dict.fromkeys(code for code in codes.values() if code))

    def _split(self, text: str) -> list[str]:
        # A space may separate two codes, or stand inside one ("UNSPSC 80111600").
        pieces = re.split(r"[,;]", text)
        return [code for piece in pieces for code in ([piece] if parse_code(piece) else piece.split())]


class ChoicesField(forms.MultipleChoiceField):
    """Several of a list; what is not in it is refused without being repeated."""

    default_error_messages = {
        "invalid_choice": _("Elija entre las opciones de la lista."),
        "invalid_list": _("Elija entre las opciones de la lista."),
    }

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        super().__init__(**kwargs)

    def to_python(self, value: Any) -> list[str]:
        return list(dict.fromkeys(super().to_python([piece for piece in value or [] if piece])))


class ChoiceField(forms.ChoiceField):
    """One of a list, or the first when nothing is said."""

    default_error_messages = {"invalid_choice": _("Elija una de las opciones de la lista.")}

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("widget", forms.HiddenInput)
        super().__init__(**kwargs)
