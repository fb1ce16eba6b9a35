"""Accepting the texts that a page showed."""

from typing import Any

from django import forms

from accounts.models import Consent


class AcceptForm(forms.Form):
    """The version of each document that the person saw: what they accept is that one and no other."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for document in Consent.Document.values:
            self.fields[document] = forms.CharField(required=False, max_length=20)

    def shown(self) -> dict[str, str]:
        """By document, those that were on the page."""
        return {document: version for document, version in self.cleaned_data.items() if version}
