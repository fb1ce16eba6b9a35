"""Choosing what is tried again."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from groundwork.messaging.models import Work
from groundwork.web.components import Text

# The newest that are offered one by one; "all" means the others too.
OFFERED = 50


class AgainForm[M: Model, Q: QuerySet[Any]](forms.Form):
    """Rows that ended badly, each with a line about it, to choose some or all for another try."""

    mark_optional = False
    rows: forms.ModelMultipleChoiceField[Any] = forms.ModelMultipleChoiceField(
        Work.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        error_messages={"invalid_choice": _("Alguno ya no está en la lista: mírela de nuevo.")},
    )
    every = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, rows: Q, label: Text, line: Callable[[M], str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._rows = rows
        field: Any = self.fields["rows"]
        field.label, field.queryset = label, rows
        offered = list(rows[:OFFERED])
        field.choices = [(row.pk, line(row)) for row in offered]
        self.count = len(offered) if len(offered) < OFFERED else rows.count()
        self.more = self.count - len(offered)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not cleaned.get("every") and not self.errors and not cleaned["rows"]:
            self.add_error("rows", _("Elija al menos uno."))
        return cleaned

    @property
    def chosen(self) -> Q:
        """The rows that were chosen, once the form is valid."""
        chosen: Q = self._rows if self.cleaned_data["every"] else self.cleaned_data["rows"]
        return chosen
