"""What staff type: the part of the queue, an answer, a note, the last words."""

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from support.forms.tickets.asking import AttachmentsField
from support.forms.tickets.words import LineField, WordsField
from support.models import Kind, State
from support.queries.tickets.queue import LATE, MINE, Filters
from support.services.tickets.attending import Ending, Saying

ALL = "todas"


class QueueForm(forms.Form):
    """Which part of the queue; what the address says wrongly narrows nothing."""

    mark_optional = False

    estado = forms.ChoiceField(label=_("Estado"), required=False, choices=[*State.choices, (ALL, _("Todas"))])
    clase = forms.ChoiceField(label=_("Tipo"), required=False, choices=[("", _("Todas")), *Kind.choices])
    sistema = forms.ChoiceField(label=_("Sistema"), required=False)
    ver = forms.ChoiceField(required=False, choices=[(MINE, MINE), (LATE, LATE)], widget=forms.HiddenInput)

    def __init__(self, data: Any, *, systems: dict[str, str]) -> None:
        super().__init__(data)
        choices = [("", _("Todos")), *systems.items()]
        self.fields["sistema"].choices = choices  # type: ignore[attr-defined]  # a ChoiceField

    @property
    def filters(self) -> Filters:
        """What is valid of it."""
        self.is_valid()
        given = self.cleaned_data
        state = given.get("estado") or State.OPEN
        return Filters(
            "" if state == ALL else state, given.get("clase", ""), given.get("sistema", ""), given.get("ver", "")
        )


class FindForm(forms.Form):
    """A code or a mailbox. It is posted: an address has no place in an address."""

    mark_optional = False

    q = LineField(
        label=_("Código o correo"),
        max_length=254,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        error_messages={"required": _("Escriba un código o un correo.")},
    )

    @property
    def code(self) -> str:
        """What was typed, as a code."""
        return "".join(one for one in str(self.cleaned_data["q"]).upper() if one.isalnum())


class OnceForm(forms.Form):
    """A form that counts once, however often it is sent."""

    mark_optional = False

    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["once"].initial = uuid.uuid4


class AnswerForm(OnceForm):
    """An answer to the person; `seen` is how many messages its writer had before them."""

    text = WordsField(
        label=_("Respuesta"),
        help_text=_("La lee la persona en el portal. No escriba números de documento ni contraseñas."),
        error_messages={"required": _("Escriba la respuesta.")},
    )
    files = AttachmentsField()  # type: ignore[assignment]  # a form keeps its fields apart
    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].limit(user)  # type: ignore[attr-defined]

    @property
    def saying(self) -> Saying:
        """What the valid form says."""
        return Saying(**{name: self.cleaned_data[name] for name in ("text", "once", "seen")})


class NoteForm(OnceForm):
    """Something for staff alone."""

    text = WordsField(
        label=_("Nota interna"),
        rows=3,
        help_text=_("Solo la lee el equipo de ayuda."),
        error_messages={"required": _("Escriba la nota.")},
    )


class CloseForm(OnceForm):
    """The last words; of a request to delete data, what was deleted and what the law keeps."""

    words = WordsField(
        label=_("Qué se hizo"),
        rows=3,
        required=False,
        help_text=_("La persona lo lee, y recibe un correo con el enlace."),
    )
    deleted = WordsField(
        label=_("Qué borramos"), rows=3, required=False, help_text=_("Con clases de datos, sin los datos.")
    )
    kept = WordsField(
        label=_("Qué nos hace conservar la ley, y por cuánto tiempo"),
        rows=3,
        required=False,
        help_text=_("Por ejemplo, el registro de actos y lo que se aceptó. Si nada, escriba «nada»."),
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if kind != Kind.DATA_DELETION:
            del self.fields["deleted"], self.fields["kept"]

    @property
    def ending(self) -> Ending:
        """What the valid form says."""
        given = self.cleaned_data
        return Ending(given["words"], given.get("deleted", ""), given.get("kept", ""))


class HandOverForm(forms.Form):
    """Whose charge it is from now on."""

    mark_optional = False

    person = forms.ModelChoiceField(
        label=_("A cargo de"), queryset=User.objects.none(), to_field_name="code", empty_label=_("Elija a alguien")
    )

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people  # type: ignore[attr-defined]


class TemplateForm(forms.Form):
    """Words to start an answer from, in the language of the person."""

    mark_optional = False

    plantilla = forms.TypedChoiceField(
        label=_("Empezar de una plantilla"), required=False, coerce=int, empty_value=None
    )

    def __init__(self, data: Any, *, templates: Sequence[tuple[int, str]]) -> None:
        super().__init__(data)
        self.fields["plantilla"].choices = [("", _("Ninguna")), *templates]  # type: ignore[attr-defined]
