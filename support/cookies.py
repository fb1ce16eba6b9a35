"""The cookies that the portal puts in a browser: each is necessary, so nobody is asked and no banner stands."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts import marks
from accounts.services import devices
from support.queries.status import banner


@dataclass(frozen=True, slots=True)
class Cookie:
    """One of them: its name in this portal, what for, and for how long."""

    name: str
    purpose: str | Promise
    life: str | Promise


def all_of_them() -> list[Cookie]:
    """As the settings of this portal have them."""
    return [
        Cookie(
            settings.SESSION_COOKIE_NAME,
            _("Que siga dentro mientras usa el portal, y no perder lo que escribió si la sesión se acaba."),
            _(
                "Tres días y medio; la sesión se cierra antes, a los 30 minutos sin uso. "
                "En un equipo compartido, hasta cerrar el navegador."
            ),
        ),
        Cookie(
            settings.CSRF_COOKIE_NAME,
            _("Que nadie envíe formularios en su nombre desde otra página."),
            _("Un año."),
        ),
        Cookie(
            settings.LANGUAGE_COOKIE_NAME,
            _("Recordar el idioma que escogió. Solo existe si lo cambia."),
            _("Un año."),
        ),
        Cookie(
            marks.cookie_name(),
            _(
                "Reconocer este equipo, para avisarle cuando alguien ingrese desde uno nuevo. "
                "No se pone en un equipo compartido."
            ),
            _("%(days)s días.") % {"days": devices.KEPT // timedelta(days=1)},
        ),
        Cookie(
            banner.HIDDEN,
            _("No mostrarle otra vez un anuncio que ya quitó. Solo existe si quita alguno."),
            _("%(days)s días.") % {"days": banner.HIDDEN_DAYS},
        ),
        Cookie(
            CookieStorage.cookie_name,
            _("Mostrarle en la página siguiente el resultado de lo que acaba de hacer."),
            _("Hasta que lo lee, o hasta cerrar el navegador."),
        ),
    ]
