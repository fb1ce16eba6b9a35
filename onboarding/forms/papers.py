"""Choosing one of the papers of a supplier's library."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.web import formats
from onboarding.models import Document


class PaperField(forms.ModelChoiceField[Document]):
    """One paper of the library, or none for now; its code stands in the form, never its key."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("empty_label", _("Ninguno por ahora"))
        kwargs.setdefault("error_messages", {"invalid_choice": _("Escoja uno de los documentos de su biblioteca.")})
        super().__init__(to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Document) -> str:
        """Its name and the day on which it came into the library: there may be several of one kind."""
        return _now("%(name)s, del %(day)s") % {"name": obj, "day": formats.short_date(obj.created_at)}

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Document) else value
