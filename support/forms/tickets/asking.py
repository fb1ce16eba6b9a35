"""What a request for help says."""

import uuid
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.forms import person
from accounts.models import User
from groundwork.files.policies import POLICIES
from groundwork.web.widgets import HintedRadios
from onboarding.forms.documents import FilesField
from onboarding.identity import identity_number
from onboarding.models.supplier import IdentityType
from onboarding.queries.dates import Upload
from support.forms.tickets.words import NO_SECRETS, LineField, WordsField
from support.models import Kind
from support.services.tickets.asking import Asking, is_report

MEGABYTE = 1024 * 1024
# How many files, and of how many bytes each, somebody without an account may attach at once, and somebody with one.
VISITOR_FILES, VISITOR_BYTES = 3, 5 * MEGABYTE
PERSON_FILES = 5
FACTS = (
    *("kind", "name", "document_type", "document_number", "phone", "email"),
    *("system", "page", "happened_at", "browser"),
)
MAIL = forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"})


class AttachmentsField(FilesField):
    """Files that go with words, within the limits of who gives them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"label": _("Archivos"), "required": False, **kwargs})
        self.most, self.most_bytes = VISITOR_FILES, VISITOR_BYTES

    def limit(self, user: User | None) -> None:
        """More for who has an account."""
        policy = POLICIES["document"]
        if user:
            self.most, self.most_bytes = PERSON_FILES, policy.max_bytes
        self.widget.attrs.update({"accept": policy.accept, "multiple": True})
        words = _(
            "Si ayudan: una imagen de la pantalla, un documento. Hasta %(most)s, PDF, JPEG o PNG, de %(size)s MB."
        )
        self.help_text = str(words) % {"most": self.most, "size": self.most_bytes // MEGABYTE}

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = super().clean(data, initial)
        if len(given) > self.most:
            words = ngettext("Elija hasta %(most)s archivo.", "Elija hasta %(most)s archivos.", self.most)
            raise ValidationError(words % {"most": self.most})
        for one in given:
            if (one.size or 0) > self.most_bytes:
                heavy = _("«%(name)s» pesa más de %(size)s MB. Redúzcalo y elíjalo otra vez.")
                raise ValidationError(heavy % {"name": one.name, "size": self.most_bytes // MEGABYTE})
        return given


class AskForm(forms.Form):
    """Who asks, about what, and what the portal adds by itself, which may be changed or taken out."""

    mark_optional = False

    kind = forms.ChoiceField(
        label=_("¿Qué necesita?"),
        choices=Kind,
        error_messages={"required": _("Elija qué necesita."), "invalid_choice": _("Elija qué necesita.")},
    )
    system = forms.ChoiceField(label=_("¿En qué sistema pasa?"))
    text = WordsField(
        label=_("Cuéntenos qué pasa"),
        help_text=_("Qué quería hacer, qué pasó y qué mensaje vio. No escriba contraseñas ni códigos."),
        error_messages={"required": _("Cuéntenos qué pasa: sin eso no podemos ayudarle.")},
    )
    files = AttachmentsField()  # type: ignore[assignment]  # a form keeps its fields apart
    name = person.full_name_field()
    document_type = forms.ChoiceField(
        label=_("Tipo de documento"), choices=[("", _("Elija uno")), *IdentityType.choices], required=False
    )
    document_number = LineField(
        label=_("Número de documento"),
        max_length=40,
        required=False,
        help_text=_("Para avisar de un abuso o de algo sospechoso no hace falta, ni tampoco el teléfono."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "class": "govuk-input--width-20"}),
    )
    phone = person.phone_field()
    email = forms.EmailField(
        label=_("Correo electrónico"),
        help_text=_("Ahí le avisamos cuando haya respuesta."),
        widget=MAIL,
        error_messages={"required": _("Escriba su correo: ahí le avisamos cuando haya respuesta.")},
    )
    page = LineField(
        label=_("Página"), max_length=300, required=False, widget=forms.TextInput(attrs={"spellcheck": "false"})
    )
    happened_at = forms.DateTimeField(
        label=_("Momento"),
        required=False,
        widget=forms.DateTimeInput(
            format="%Y-%m-%dT%H:%M", attrs={"type": "datetime-local", "class": "govuk-input--width-20"}
        ),
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M", "%d/%m/%Y %H:%M"],
        error_messages={"invalid": _("Escriba un día y una hora que existan, por ejemplo 24/11/2026 15:30.")},
    )
    browser = LineField(label=_("Navegador"), max_length=120, required=False)
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(
        self,
        *args: Any,
        user: User | None,
        systems: Mapping[str, str],
        hints: Mapping[str, str | Promise],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        kind: Any = self.fields["kind"]
        kind.widget = HintedRadios(hints)
        kind.widget.choices = kind.choices
        self.fields["system"].choices = list(systems.items())  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["phone"].required = False
        self.fields["phone"].help_text = _("Celular o fijo. Si no es de Colombia, empiece por + y el indicativo.")
        self.fields["files"].limit(user)  # type: ignore[attr-defined]
        self.fields["once"].initial = uuid.uuid4

    def clean_phone(self) -> str:
        phone = self.cleaned_data["phone"]
        return phone.as_e164 if phone else ""

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if "kind" in given and not is_report(given["kind"]):
            self._require_identity(given)
        if given.get("document_type") and given.get("document_number"):
            try:
                given["document_number"] = identity_number(given["document_type"], given["document_number"])
            except ValidationError as refusal:
                self.add_error("document_number", refusal)
        elif given.get("document_number") and not self.has_error("document_type"):
            self.add_error("document_type", _("Elija de qué tipo es el documento."))
        return given

    def asking(self, *, language: str) -> Asking:
        """What the valid form says."""
        given = self.cleaned_data
        facts = {name: given[name] for name in FACTS}
        return Asking(text=given["text"], facts=facts, language=language, once=given["once"])

    def _require_identity(self, given: Mapping[str, Any]) -> None:
        missing = {
            "document_type": _("Elija su tipo de documento: con él sabemos quién es."),
            "document_number": _("Escriba su número de documento: con él sabemos quién es."),
            "phone": _("Escriba un teléfono en el que podamos llamarlo."),
        }
        for name, words in missing.items():
            if not given.get(name) and not self.has_error(name):
                self.add_error(name, words)


class SayForm(forms.Form):
    """What is added to a request, with files."""

    mark_optional = False

    text = WordsField(
        label=_("Su mensaje"),
        rows=5,
        help_text=NO_SECRETS,
        error_messages={"required": _("Escriba su mensaje.")},
    )
    files = AttachmentsField()  # type: ignore[assignment]  # a form keeps its fields apart
    once = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: User | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["files"].limit(user)  # type: ignore[attr-defined]
        self.fields["once"].initial = uuid.uuid4


class CodeForm(forms.Form):
    """The code of a request, as it was written down."""

    code = LineField(
        label=_("Código de la solicitud"),
        max_length=60,
        help_text=_("Dieciséis letras y números, con espacios o sin ellos. Está en la página que vio al enviarla."),
        error_messages={"required": _("Escriba el código.")},
        widget=forms.TextInput(
            attrs={
                "autocomplete": "off",
                "autocapitalize": "characters",
                "spellcheck": "false",
                "class": "govuk-input--width-20",
            }
        ),
    )

    def clean_code(self) -> str:
        return "".join(one for one in self.cleaned_data["code"].upper() if one.isalnum())
