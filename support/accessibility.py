"""What the portal says of how accessible it is: what was tested, when, and what is known not to be met.

Whoever changes what is tested changes this too; a statement that is older than its tests says less than the truth.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Result:
    """Something that was looked at, how, and what came of it."""

    what: Text
    how: Text


@dataclass(frozen=True, slots=True)
class Statement:
    """The results of one day."""

    day: date
    tested: Sequence[Result]
    not_tested: Sequence[Text]
    not_met: Sequence[Text]


STATEMENT = Statement(
    day=date(2026, 11, 25),
    tested=(
        Result(
            _("Reglas que una máquina puede revisar (WCAG 2.2, A y AA)"),
            _(
                "axe en Chromium, en los recorridos de prueba, con cada cambio: ninguna falla. "
                "Una falla detiene el cambio."
            ),
        ),
        Result(
            _("Pantallas angostas"),
            _("A 320 píxeles de ancho, en los mismos recorridos: nada se corta ni hay que mover la página de lado."),
        ),
        Result(
            _("Modo oscuro"),
            _("Los mismos recorridos con colores oscuros: el contraste cumple."),
        ),
        Result(
            _("Letra al doble"),
            _(
                "Noventa y nueve páginas de todos los papeles, en español y en inglés, en cuatro pantallas: "
                "escritorio, 320 píxeles, modo oscuro y letra al 200\u00a0%. Ninguna falla y nada se sale de "
                "la pantalla."
            ),
        ),
        Result(
            _("Sin programas en el navegador (JavaScript)"),
            _("Los recorridos completos, de principio a fin, también sin ellos."),
        ),
        Result(
            _("Teclado"),
            _("Ingreso, lista de oportunidades y revisión de documentos, con teclas en un navegador real."),
        ),
        Result(
            _("Los dos idiomas"),
            _("Cada recorrido dice su idioma al lector de pantalla, en español y en inglés."),
        ),
    ),
    not_tested=(
        _("Con personas que usan lector de pantalla, lupa o control por voz todos los días."),
        _("Con NVDA, JAWS, VoiceOver o TalkBack: solo con las reglas automáticas, que no encuentran todo."),
        _("Otros navegadores distintos de Chromium."),
    ),
    not_met=(
        _(
            "Los PDF que genera el portal y los documentos que suben personas y entidades "
            "pueden no leerse bien con lector de pantalla."
        ),
        _("Quien revisa un documento lo ve como imagen, sin su texto; puede descargarlo."),
        _("Los procesos y sus textos vienen en español y así se muestran también en las páginas en inglés."),
    ),
)
