"""What a person says of themselves, with the rules of the registration, and which notices they want."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from accounts.forms import person
from accounts.models import User
from accounts.services.notices import Notice, QuietHours
from accounts.services.profile import FIELDS


def _hour_field(label: Any) -> forms.TimeField:
    """An hour of the person's day, or none; browsers send it as 22:00."""
    control = forms.TimeInput({"type": "time", "class": "govuk-input--width-10"}, format="%H:%M")
    return forms.TimeField(label=label, required=False, input_formats=["%H:%M", "%H:%M:%S"], widget=control)


class DataForm(forms.Form):
    """The person's own data; the address, the username and what they may do are not here."""

    full_name = person.full_name_field()
    phone = person.phone_field()
    firm = person.firm_field()
    time_zone = person.time_zone_field()
    language = forms.ChoiceField(
        label=_("Idioma"),
        help_text=_("El de las páginas y el de los mensajes que le enviamos."),
        choices=settings.LANGUAGES,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        facts = {name: getattr(user, name) for name in FIELDS}
        facts["phone"] = user.phone.as_international if user.phone else ""
        kwargs["initial"] = facts
        super().__init__(*args, **kwargs)
        zones: Any = self.fields["time_zone"]
        if user.time_zone not in dict(zones.choices):
            zones.choices = [(user.time_zone, user.time_zone), *zones.choices]


class NoticesForm(forms.Form):
    """The notices whose mails may be muted, each ticked when it is wanted, and the hours without mails."""

    mark_optional = False
    quiet_from = _hour_field(_("Silencio desde"))
    quiet_until = _hour_field(_("Silencio hasta"))

    def __init__(self, *args: Any, user: User, notices: Sequence[Notice], **kwargs: Any) -> None:
        kwargs["initial"] = {"quiet_from": user.quiet_from, "quiet_until": user.quiet_until}
        super().__init__(*args, **kwargs)
        self._kinds = [notice.kind for notice in notices]
        for notice in notices:
            self.fields[notice.kind] = forms.BooleanField(
                label=str(notice.label),
                help_text=str(notice.help),
                required=False,
                initial=notice.kind not in user.muted_notices,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not self.errors:
            begin, end = cleaned["quiet_from"], cleaned["quiet_until"]
            if begin is None and end is not None:
                self.add_error("quiet_from", ValidationError(_("Diga desde qué hora, o borre hasta cuál.")))
            elif end is None and begin is not None:
                self.add_error("quiet_until", ValidationError(_("Diga hasta qué hora, o borre desde cuál.")))
            elif begin is not None and begin == end:
                self.add_error("quiet_until", ValidationError(_("Escriba una hora distinta de la primera.")))
        return cleaned

    @property
    def kinds(self) -> list[BoundField]:
        """The boxes."""
        return [self[kind] for kind in self._kinds]

    @property
    def wanted(self) -> set[str]:
        """The kinds that are ticked, once the form is valid."""
        return {kind for kind in self._kinds if self.cleaned_data[kind]}

    @property
    def hours(self) -> QuietHours:
        """The hours without mails, once the form is valid."""
        return QuietHours(self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"])
