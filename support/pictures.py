"""The pictures of the guides: what each shows. scripts/shots.py takes them into static/help/, in both languages."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

WIDTH = 800
FOLDER = "help"
LANGUAGES = ("es", "en")
SCHEMES = ("light", "dark")


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture: how tall it is at WIDTH, and its words for who does not see it."""

    name: str
    height: int
    alt: Promise

    @property
    def light(self) -> str:
        """Its file under static/, in the reader's language."""
        return path_of(self.name, _spoken(), "light")

    @property
    def dark(self) -> str:
        """The one for a dark screen."""
        return path_of(self.name, _spoken(), "dark")

    @property
    def width(self) -> int:
        return WIDTH


PICTURES: dict[str, Picture] = {
    picture.name: picture
    for picture in (
        Picture(
            "registro",
            520,
            _(
                "La primera parte del formulario «Registrarse»: nombre completo, correo electrónico, empresa y"
                " teléfono."
            ),
        ),
        Picture(
            "codigo",
            420,
            _("La página del código: seis casillas y, debajo, el estado del correo en que se envió."),
        ),
        Picture(
            "proceso",
            520,
            _("La página de un proceso: arriba, en qué va y cuánto falta; después, lo que se contrata y las fechas."),
        ),
        Picture(
            "expediente",
            520,
            _("El expediente de un proveedor: cuántos documentos obligatorios faltan y cuál es el paso que sigue."),
        ),
        Picture(
            "area",
            520,
            _("El formulario de un área de interés, con el buscador de códigos UNSPSC y los códigos elegidos."),
        ),
        Picture(
            "oportunidades",
            520,
            _("La lista de oportunidades: cada una dice por qué coincide, cuánto vale y cuánto falta para el cierre."),
        ),
        Picture(
            "invitacion",
            520,
            _(
                "Una invitación a cotizar: qué pide la entidad, hasta cuándo recibe respuestas y los botones para"
                " responder."
            ),
        ),
        Picture(
            "comparacion",
            520,
            _("La comparación de las cotizaciones: los totales de cada proveedor, del menor al mayor."),
        ),
        Picture(
            "revision",
            520,
            _("La cola de revisión: los documentos que esperan, el más antiguo primero, con su plazo prometido."),
        ),
    )
}


def path_of(name: str, language: str, scheme: str) -> str:
    """The file of a picture, under static/."""
    return f"{FOLDER}/{name}-{language}-{scheme}.webp"


def _spoken() -> str:
    return "en" if (get_language() or "").startswith("en") else "es"
