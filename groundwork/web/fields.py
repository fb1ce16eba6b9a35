"""Form fields that read what people write."""

import re
from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from groundwork.web.widgets import CodeInput, DateInput, MoneyInput

MILLION = re.compile(r"\s*(?:millones|millón|millon|millions?|mill\.?)$", re.IGNORECASE)
NARROW = "govuk-input--width-4"
LOSS = re.compile(r"\(([^()\-\u2212]+)\)|([^\d\-\u2212]{0,5})[\-\u2212]([^\-\u2212]+)", re.ASCII)
THOUSANDS = re.compile(r"^\d{1,3}(?:([.,'])\d{3})(?:\1\d{3})*$", re.ASCII)


class CodeField(forms.CharField):
    """A numeric code from a message: spaces and hyphens that came with a paste are dropped."""

    widget = CodeInput

    def __init__(self, *, digits: int = 6, **kwargs: Any) -> None:
        kwargs.setdefault("widget", CodeInput(digits=digits))
        super().__init__(**kwargs)
        self.digits = digits

    def to_python(self, value: object) -> str:
        code = re.sub(r"[\s\-\u2013]", "", super().to_python(value) or "")
        if code and not (code.isascii() and code.isdigit() and len(code) == self.digits):
            raise ValidationError(
                _("El código tiene %(digits)s números. Revise el mensaje y escríbalo de nuevo."),
                code="invalid",
                params={"digits": self.digits},
            )
        return code


class MoneyField(forms.DecimalField):
    """Pesos: "1250000000", "$ 1.250.000.000", "1.250.000,50" and "1250 millones" are all understood."""

    widget = MoneyInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", 0)
        kwargs.setdefault("max_digits", 20)
        kwargs.setdefault("decimal_places", 2)
        super().__init__(**kwargs)

    def prepare_value(self, value: Any) -> Any:
        """A stored amount as it is written in Colombia whatever the page's language, since so it is read."""
        if not isinstance(value, Decimal):
            return value
        whole, _dot, cents = f"{value:,.2f}".partition(".")
        return whole.replace(",", ".") + (f",{cents}" if cents.strip("0") else "")

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs take DecimalField for an integer
        if value in self.empty_values:
            return None
        if isinstance(value, Decimal | int):
            return Decimal(value)
        try:
            return _amount(str(value))
        except InvalidOperation as error:
            raise ValidationError(
                _("Escriba el valor en pesos, solo con números. Por ejemplo: 58.900.000."), code="invalid"
            ) from error


class PercentField(forms.DecimalField):
    """A share of the whole, from more than 0 to 100: "33,33", "33.33" and "33,33 %" are all understood."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("min_value", Decimal("0.01"))
        kwargs.setdefault("max_value", Decimal(100))
        kwargs.setdefault("max_digits", 5)
        kwargs.setdefault("decimal_places", 2)
        kwargs.setdefault(
            "widget", forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "class": NARROW})
        )
        kwargs.setdefault(
            "error_messages",
            {
                "invalid": _("Escriba un porcentaje, por ejemplo 33,33."),
                "min_value": _("La participación está entre 0,01 y 100."),
                "max_value": _("La participación está entre 0,01 y 100."),
                "max_decimal_places": _("Escriba a lo sumo dos decimales, por ejemplo 33,33."),
            },
        )
        super().__init__(**kwargs)

    def to_python(self, value: object) -> Decimal | None:  # type: ignore[override]  # the stubs take DecimalField for an integer
        if isinstance(value, str):
            value = re.sub(r"\s*%$", "", value.strip()).replace(",", ".")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        return f"{value.normalize():f}".replace(".", ",") if isinstance(value, Decimal) else value


class DateField(forms.DateField):
    """A day, from the browser's calendar or typed as 2026-11-24 or 24/11/2026."""

    widget = DateInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", ["%Y-%m-%d", "%d/%m/%Y", "%d-%m-%Y"])
        kwargs.setdefault(
            "error_messages",
            {"invalid": _("Escriba una fecha que exista, por ejemplo 24/11/2026.")},
        )
        super().__init__(**kwargs)


def _amount(text: str) -> Decimal:
    """Raises InvalidOperation for what is not an amount. A loss is "-1.250.000" or, as in books, "(1.250.000)"."""
    text = text.strip()
    if losing := LOSS.fullmatch(text):
        return -_amount_gained(losing[1] or f"{losing[2]}{losing[3]}")
    return _amount_gained(text)


def _amount_gained(text: str) -> Decimal:
    text = text.strip().upper().removeprefix("COP").removeprefix("$").removesuffix("COP").strip().lower()
    bare = MILLION.sub("", text)
    factor = 1_000_000 if bare != text else 1
    bare = re.sub(r"[\s\u00a0\u202f]", "", bare)
    if THOUSANDS.match(bare):
        bare = re.sub(r"[.,']", "", bare)
    elif "," in bare:  # the Colombian decimal comma
        bare = bare.replace(".", "").replace(",", ".")
    if not re.fullmatch(r"[0-9]+(\.[0-9]+)?", bare):
        raise InvalidOperation(bare)
    return Decimal(bare) * factor
