"""Controls of our own: the six-box code, money, a date, radio buttons that explain themselves."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.functional import Promise


class CodeInput(forms.TextInput):
    """One input drawn as six boxes; the phone's keyboard of digits, and its offer to fill the code."""

    def __init__(self, attrs: dict[str, Any] | None = None, *, digits: int = 6) -> None:
        super().__init__(
            {
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "pattern": f"[0-9 ]{{{digits},}}",
                "maxlength": str(digits + 1),  # room for a pasted space, which the field drops
                "autocapitalize": "off",
                "spellcheck": "false",
                **(attrs or {}),
            }
        )


class MoneyInput(forms.TextInput):
    """An amount in pesos, typed as people write it; "$" stands before it."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "numeric", "autocomplete": "off", "spellcheck": "false", **(attrs or {})})


class DateInput(forms.DateInput):
    """The browser's own calendar; its value is ISO whatever the language."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HintedRadios(forms.RadioSelect):
    """Radio buttons, each with a line that says what it means."""

    def __init__(self, hints: Mapping[Any, str | Promise], attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs)
        self.hints = hints

    def create_option(self, name: str, value: Any, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option = super().create_option(name, value, *args, **kwargs)
        if hint := self.hints.get(str(value), ""):
            option["hint"] = hint
            option["hint_id"] = f"{option['attrs']['id']}_hint"
            option["attrs"]["aria-describedby"] = option["hint_id"]
        return option
