"""Controls of our own: the six-box code, money, a date."""

from typing import Any

from django import forms


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
