"""What a person says of themselves, with the rules of the registration, and which notices they want."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms import person
from accounts.models import User
from accounts.services.notices import Notice
from accounts.services.profile import FIELDS


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
    """The notices that may be muted, each ticked when it is wanted."""

    def __init__(self, *args: Any, user: User, notices: Sequence[Notice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for notice in notices:
            self.fields[notice.kind] = forms.BooleanField(
                label=str(notice.label),
                help_text=str(notice.help),
                required=False,
                initial=notice.kind not in user.muted_notices,
            )

    @property
    def wanted(self) -> set[str]:
        """The kinds that are ticked, once the form is valid."""
        return {kind for kind, ticked in self.cleaned_data.items() if ticked}
