"""What a supplier asks."""

from django import forms
from django.utils.translation import gettext_lazy as _


class QuestionForm(forms.Form):
    """A question for the public body."""

    text = forms.CharField(
        label=_("Su pregunta"),
        max_length=1000,
        help_text=_("La entidad puede mostrarla, con su respuesta, a todos los invitados, sin decir quién la hizo."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Escriba la pregunta.")},
    )
