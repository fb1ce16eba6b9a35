"""What is typed to have codes sent to another mailbox."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.recovery import NO_ANSWER, email_field
from accounts.models import User


class ContactForm(forms.Form):
    """The security answer, and the address that the person reads today."""

    security_answer = forms.CharField(
        max_length=200,
        help_text=_("No importan las mayúsculas, las tildes ni los espacios de más."),
        error_messages={"required": NO_ANSWER},
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    email = email_field(_("Correo electrónico que usted lee hoy"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["security_answer"].label = user.security_question

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()
