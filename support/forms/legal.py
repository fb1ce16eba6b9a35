"""Choosing two versions of a document to compare."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from accounts.models import LegalText
from groundwork.web import formats


class DifferenceForm(forms.Form):
    """From which version to which; the newest and the one before it unless others are asked for."""

    de = forms.ChoiceField(label=_("Versión anterior"))
    a = forms.ChoiceField(label=_("Versión nueva"))

    def __init__(self, *args: Any, texts: Sequence[LegalText], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._texts = {text.version: text for text in texts}
        names = [
            (
                text.version,
                _now("%(version)s, desde el %(day)s")
                % {"version": text.version, "day": formats.long_date(text.in_force_from)},
            )
            for text in texts
        ]
        for name, place in (("de", 1), ("a", 0)):
            field = self.fields[name]
            field.choices = names  # type: ignore[attr-defined]  # both are ChoiceFields
            field.initial = names[min(place, len(names) - 1)][0] if names else ""

    def chosen(self) -> tuple[LegalText, LegalText] | None:
        """The two versions; None while what was asked for is not there."""
        if not self.is_bound:
            asked = {name: str(field.initial) for name, field in self.fields.items()}
        elif self.is_valid():
            asked = self.cleaned_data
        else:
            return None
        if asked["de"] not in self._texts or asked["a"] not in self._texts:
            return None
        return self._texts[asked["de"]], self._texts[asked["a"]]
