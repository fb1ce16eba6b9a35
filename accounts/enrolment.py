"""Leading who has power over others to a passkey or an app: until they have one, little else opens to them."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

# In the session: that a strong factor is missing, and where the person was going.
MISSING, WANTED = "strong_factor_missing", "strong_factor_wanted"
# What stays open meanwhile: their security, their password, the fresh proof of identity, leaving, help, languages;
# and staying signed in.
OPEN = (
    *("/cuenta/seguridad/", "/cuenta/contrasena/", "/ingresar/", "/salir/", "/ayuda/", "/idioma/"),
    *("/cuenta/sesiones/seguir/", "/salud/", "/dev/"),
)


def begin(session: SessionBase) -> None:
    """From now on, only what is OPEN."""
    session[MISSING] = True


def end(session: SessionBase) -> str:
    """The person has a strong factor: everything is open again. Returns where they were going, if anywhere."""
    session.pop(MISSING, None)
    return str(session.pop(WANTED, ""))


def is_missing(session: SessionBase) -> bool:
    """Whether the session waits for a strong factor."""
    return bool(session.get(MISSING))


def detour(request: HttpRequest) -> str:
    """Where the request has to go instead; empty when it may go on."""
    if not is_missing(request.session) or request.path.startswith(OPEN):
        return ""
    if request.method == "GET" and WANTED not in request.session:
        request.session[WANTED] = request.get_full_path()
    return reverse("accounts:security")
