"""Passwords that are long and still the first that anybody would try."""

import re
import unicodedata
from itertools import pairwise

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

# What people here add to the world's lists.
LOCAL = frozenset(
    [
        "administrador",
        "alcaldia",
        "america",
        "antioquia",
        "barranquilla",
        "bogota",
        "bucaramanga",
        "cali",
        "cartagena",
        "colombia",
        "contratacion",
        "contratista",
        "contrasena",
        "contrasenas",
        "contrato",
        "gobernacion",
        "hola",
        "manizales",
        "medellin",
        "millonarios",
        "ministerio",
        "nacional",
        "pereira",
        "portal",
        "proveedor",
        "secop",
        "seguridad",
        "sigep",
        "teamo",
    ]
)
# Characters that say something once those that repeat or follow the one before are left out.
FEWEST_VARIED = 6
# A part this short that fills a whole password by repeating says nothing either.
SHORT = 2


class PredictablePasswordValidator:
    """Refuses runs (123456789012, aaaaaaaaaaaa), and common words repeated or dressed with digits and signs."""

    def __init__(self) -> None:
        self.common = CommonPasswordValidator().passwords | LOCAL

    def validate(self, password: str, user: object = None) -> None:
        """ValidationError for a password that a guesser's first list would hold."""
        plain = _unaccented(password)
        words = re.findall(r"[a-z]+", plain)
        if _varied(plain) < FEWEST_VARIED or (len(set(words)) == 1 and self._is_common(words[0])):
            raise ValidationError(
                _("Esa contraseña es de las primeras que alguien probaría. Use varias palabras que no vayan juntas."),
                code="password_predictable",
            )

    def get_help_text(self) -> str:
        return _("No sirve una palabra común con números, ni una serie como 123456.")

    def _is_common(self, word: str) -> bool:
        """The word itself, or the part that it repeats ("passwordpassword")."""
        part = re.sub(r"^(.+?)\1+$", r"\1", word)
        return word in self.common or part in self.common or len(part) <= SHORT


def _unaccented(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))


def _varied(text: str) -> int:
    """How many characters neither repeat nor follow the one before them, at most twice each."""
    steps = [abs(ord(b) - ord(a)) > 1 for a, b in pairwise(text)]
    return min(1 + sum(steps), 2 * len(set(text)))
