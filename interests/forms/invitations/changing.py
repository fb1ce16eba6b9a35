"""More time for an invitation that was sent, or its end."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from groundwork.reference.business_days import COLOMBIA, add_business_days
from interests.forms.invitations.moments import MomentMixin
from interests.models import Invitation


class ExtendForm(MomentMixin):
    """A later moment."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moment = invitation.answers_by.astimezone(COLOMBIA)
        self.initial = {"answers_on": add_business_days(moment.date(), 1), "answers_at": moment.hour}

    @property
    def moment(self) -> datetime:
        """What was chosen, once the form is valid."""
        moment = self.moment_of(self.cleaned_data)
        if moment is None:
            raise ValueError("The form is not valid.")
        return moment


class CancelForm(forms.Form):
    """Why it is called off."""

    reason = forms.CharField(
        label=_("Por qué se cancela"),
        max_length=500,
        help_text=_("Todos los invitados leerán este motivo."),
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Diga por qué: los invitados leerán el motivo.")},
    )
