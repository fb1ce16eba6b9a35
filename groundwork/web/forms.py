"""How every form of the portal is drawn: one renderer, one bound field, one field-group template."""

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.forms.renderers import TemplatesSetting

from groundwork.web.widgets import CodeInput, MoneyInput

CLASSES = {
    "text": "govuk-input",
    "money": "govuk-input govuk-input--width-10 amount",
    "date": "govuk-input govuk-input--width-10",
    "code": "code-field__input",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "textarea": "govuk-textarea",
    "select": "govuk-select",
    "file": "govuk-file-upload",
    "checkbox": "govuk-checkboxes__input",
    "checkboxes": "govuk-checkboxes__input",
    "radios": "govuk-radios__input",
    "hidden": "",
}
ERROR_CLASSES = {
    "textarea": "govuk-textarea--error",
    "select": "govuk-select--error",
    "file": "govuk-file-upload--error",
    "code": "code-field__input--error",
}
# The first that the widget is an instance of decides.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (forms.HiddenInput, "hidden"),
    (forms.MultipleHiddenInput, "hidden"),
    (CodeInput, "code"),
    (MoneyInput, "money"),
    (forms.PasswordInput, "password"),
    (forms.DateInput, "date"),
    (forms.FileInput, "file"),
    (forms.CheckboxInput, "checkbox"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
)


class PortalBoundField(BoundField):
    """A field that knows its kind, and gives its control the classes that the stylesheet expects."""

    @property
    def kind(self) -> str:
        """Which control partial draws it: templates/components/controls/<kind>.html."""
        widget = self.field.widget
        return next((kind for cls, kind in KINDS if isinstance(widget, cls)), "text")

    @property
    def control_template(self) -> str:
        return f"components/controls/{self.kind}.html"

    @property
    def in_fieldset(self) -> bool:
        """Several controls under one legend."""
        return self.kind in {"radios", "checkboxes"}

    @property
    def is_marked_optional(self) -> bool:
        """Whether its label says "(opcional)": forms of filters, all optional, set mark_optional = False."""
        if self.field.required or self.kind == "checkbox":
            return False
        return bool(getattr(self.form, "mark_optional", True))

    @property
    def anchor(self) -> str:
        """The id that the error summary leads to: the field's first control."""
        return f"{self.auto_id}_0" if self.in_fieldset else self.id_for_label

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        built = super().build_widget_attrs(attrs, widget)
        drawn = widget or self.field.widget
        kind = self.kind
        classes = [CLASSES.get(kind, ""), str(drawn.attrs.get("class", ""))]
        if self.errors and not drawn.is_hidden:
            classes.append(ERROR_CLASSES.get(kind, "govuk-input--error" if "govuk-input" in CLASSES[kind] else ""))
        if joined := " ".join(filter(None, classes)):
            built["class"] = joined
        return built


class PortalRenderer(TemplatesSetting):
    """Draws every form, Django's and allauth's alike, with the templates of templates/components/."""

    form_template_name = "components/form.html"
    field_template_name = "components/field_group.html"
    bound_field_class = PortalBoundField
