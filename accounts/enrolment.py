"""Leading who has power over others to a passkey or an app: until they have one, little else opens to them."""

from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest
from django.urls import reverse

from accounts import powers
from accounts.models import User
from accounts.services import factors
from groundwork.web.actor import FACTOR, STRONG

# In the session: that a strong factor is missing, where the person was going, and for which powers that was asked.
MISSING, WANTED, ASKED = "strong_factor_missing", "strong_factor_wanted", "strong_factor_asked"
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


def note(session: SessionBase, mark: str) -> None:
    """Remember for which powers (`powers.mark_of`) it is known whether a strong factor is missing."""
    session[ASKED] = mark


def _ask_again(session: SessionBase, user: User) -> None:
    """When the person's powers may have changed since it was last asked, ask; for all others nothing is read."""
    mark = powers.mark_of(user)
    if session.get(ASKED, "") == mark:
        return
    note(session, mark)
    if session.get(FACTOR) not in STRONG and factors.held_by(user, with_power=True).lacks_strong:
        begin(session)
    else:
        session.pop(MISSING, None)


def detour(request: HttpRequest, user: User) -> str:
    """Where the person's request has to go instead; empty when it may go on."""
    _ask_again(request.session, user)
    if not is_missing(request.session) or request.path.startswith(OPEN):
        return ""
    if request.method == "GET" and WANTED not in request.session:
        request.session[WANTED] = request.get_full_path()
    return reverse("accounts:security")
