"""Fields that hold several things: places or public bodies, each under its own check box; words, one a line."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groundwork.reference.fields import MOST_CHOSEN, ChosenField
from groundwork.reference.models import Municipality
from procurement.models import Entity

MOST_PLACES, MOST_ENTITIES = MOST_CHOSEN, 100
MOST_WORDS, LONGEST_ENTRY = 30, 80


class MunicipalitiesField(ChosenField):
    """DANE codes of municipalities."""

    def known(self, chosen: Sequence[str]) -> list[str]:
        existing = Municipality.objects.filter(code__in=chosen, retired=False).values_list("code", flat=True)
        self.refuse_unknown(chosen, existing)
        return sorted(chosen)


class EntitiesField(ChosenField):
    """Codes of public bodies, kept as their primary keys."""

    most = MOST_ENTITIES

    def known(self, chosen: Sequence[str]) -> list[int]:
        existing = dict(Entity.objects.filter(code__in=chosen).values_list("code", "pk"))
        self.refuse_unknown(chosen, existing)
        return sorted(existing.values())


class WordsField(forms.CharField):
    """Several words or groups of words, one a line or between commas; as a list."""

    widget = forms.Textarea

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": 3}))
        super().__init__(required=False, **kwargs)

    def clean(self, value: Any) -> list[str]:
        entries = [" ".join(piece.split()) for piece in re.split(r"[,;\n]", super().clean(value))]
        entries = list(dict.fromkeys(filter(None, entries)))
        if len(entries) > MOST_WORDS:
            raise ValidationError(_("Escriba a lo sumo %(most)d."), code="many", params={"most": MOST_WORDS})
        if long := [entry for entry in entries if len(entry) > LONGEST_ENTRY]:
            raise ValidationError(
                _("«%(entry)s…» es muy larga: pase cada palabra o frase a una línea, de %(most)d letras a lo sumo."),
                code="long",
                params={"entry": long[0][:30], "most": LONGEST_ENTRY},
            )
        return entries

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value
