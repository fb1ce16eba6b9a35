"""How the numbers that identify people and firms are written: what is typed in many ways is kept in one."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from stdnum.co import nit

from onboarding.models.supplier import IdentityType, validate_nit

SIGNS = re.compile(r"[\s.,·'’_\-‐‑–—]")
# The number of a firm has nine digits from 8 or 9, and its check digit.
FIRM_DIGITS, SHORTEST_NIT = 9, 7
# What each number looks like, without dots and spaces, and what to say when it does not.
SHAPES = {
    IdentityType.CC: (re.compile(r"[1-9][0-9]{3,9}"), _("Una cédula tiene entre 4 y 10 números, sin letras.")),
    IdentityType.CE: (re.compile(r"[0-9A-Z]{4,12}"), _("Escriba el número de la cédula de extranjería, sin signos.")),
    IdentityType.PPT: (re.compile(r"[0-9]{5,12}"), _("El PPT tiene solo números.")),
    IdentityType.PASSPORT: (
        re.compile(r"[0-9A-Z]{5,15}"),
        _("Un pasaporte tiene entre 5 y 15 letras y números, sin espacios."),
    ),
}


def identity_number(identity_type: str, typed: str) -> str:
    """The number as it is kept: capitals and digits alone. Raises ValidationError when it is not one of that type."""
    if identity_type == IdentityType.NIT:
        return read_nit(typed)
    number = SIGNS.sub("", typed).upper()
    shape, words = SHAPES[IdentityType(identity_type)]
    if not shape.fullmatch(number):
        raise ValidationError(words, code="identity")
    return number


def read_nit(typed: str) -> str:
    """The digits of a NIT with its check digit last, typed together or apart; empty for nothing typed.

    Raises ValidationError, which says the right check digit: it follows from the number.
    """
    digits = SIGNS.sub("", typed.upper().strip().removeprefix("NIT"))
    if not digits:
        return ""
    if not (digits.isascii() and digits.isdigit()):
        raise ValidationError(_("El NIT tiene solo números: escríbalo con su dígito de verificación al final."))
    if not SHORTEST_NIT <= len(digits) <= FIRM_DIGITS + 1:
        raise ValidationError(_("A ese NIT le faltan o le sobran números: revíselo."))
    if not nit.is_valid(digits):
        if len(digits) == FIRM_DIGITS and digits[0] in "89":
            raise _without_check_digit(digits)
        number, right = dotted(digits[:-1]), nit.calc_check_digit(digits[:-1])
        words = gettext("Ese NIT termina en %(right)s según su número, %(number)s: revíselo.")
        raise ValidationError(words % {"right": right, "number": number}, code="check_digit")
    validate_nit(digits)
    return digits


def require_firm_nit(digits: str) -> None:
    """ValidationError when a firm's check digit was left out and the rest happens to make another number."""
    if len(digits) == FIRM_DIGITS:
        raise _without_check_digit(digits)


def dotted(digits: str) -> str:
    """As people write it: "999.000.001"."""
    return f"{int(digits):,}".replace(",", ".")


def shown_nit(digits: str) -> str:
    """A NIT as people write it: "999.000.001-2"; empty without one."""
    return f"{dotted(digits[:-1])}-{digits[-1]}" if digits else ""


def shown_firm(number: str) -> str:
    """The number of a firm without its check digit, as open data has it, with it: as shown_nit; others as they are."""
    if not (len(number) == FIRM_DIGITS and number.isascii() and number.isdigit()):
        return number
    return shown_nit(f"{number}{nit.calc_check_digit(number)}")


def _without_check_digit(digits: str) -> ValidationError:
    words = gettext("Falta el dígito de verificación al final: el de %(number)s es %(right)s.")
    return ValidationError(
        words % {"number": dotted(digits), "right": nit.calc_check_digit(digits)}, code="no_check_digit"
    )
