"""What a person says of their notices on screen."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from groundwork.messaging.services import Notice


class ReadForm(forms.Form):
    """The newest of one's own notices that were on screen."""

    newest: forms.ModelChoiceField[Notice] = forms.ModelChoiceField(Notice.objects.none(), to_field_name="code")

    def __init__(self, *args: Any, theirs: QuerySet[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["newest"]
        field.queryset = theirs
