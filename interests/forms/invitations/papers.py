"""The papers that go with an invitation."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from interests.forms.papers import MOST_AT_ONCE, few_enough
from onboarding.forms.documents import FilesField, limits_of


class FilesForm(forms.Form):
    """Papers alone."""

    mark_optional = False

    files = FilesField(  # type: ignore[assignment]  # a form keeps its fields apart
        label=_("Archivos"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        files = self.fields["files"]
        files.help_text = limits_of(MOST_AT_ONCE)
        files.widget.attrs["multiple"] = True

    def clean_files(self) -> list[Any]:
        given: list[Any] = self.cleaned_data["files"]
        if not given:
            raise forms.ValidationError(_("Elija al menos un archivo."))
        return few_enough(given)
