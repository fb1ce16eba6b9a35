"""The papers that go with an invitation or with an answer: how many are given at once."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

MOST_AT_ONCE = 5


def few_enough(given: list[Any]) -> list[Any]:
    """The files, unless there are too many at once."""
    if len(given) > MOST_AT_ONCE:
        raise forms.ValidationError(_("Elija hasta %(most)d archivos a la vez.") % {"most": MOST_AT_ONCE})
    return given
