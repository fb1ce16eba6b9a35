"""The answer to what a supplier asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class ReplyForm(forms.Form):
    """The answer to a question, and who reads it."""

    reply = forms.CharField(
        label=_("Respuesta"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Escriba la respuesta.")},
    )
    audience = forms.ChoiceField(
        label=_("Quién la lee"),
        choices=[
            ("all", _("Todos los invitados, con la pregunta y sin decir quién la hizo")),
            ("one", _("Solo quien preguntó")),
        ],
        initial="all",
        widget=forms.RadioSelect,
    )

    @property
    def is_shared(self) -> bool:
        """Whether everybody reads it."""
        return bool(self.cleaned_data["audience"] == "all")
