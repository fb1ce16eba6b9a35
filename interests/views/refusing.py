"""How the pages show what a service refuses."""

from django.core.exceptions import ValidationError
from django.forms import BaseForm


def show(form: BaseForm, refusal: ValidationError) -> None:
    """Beside the field that it concerns, or above all where the form has no such field."""
    fits = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
    form.add_error(None, refusal if fits else ValidationError(refusal.messages))
