"""Who may review: the role, and a strong factor in the session."""

from django.core.exceptions import PermissionDenied

from groundwork.web.actor import STRONG, Actor, StrongFactorRequiredError


def require_reviewer(by: Actor) -> None:
    """Let only a reviewer go on who signed in with a passkey or an app.

    Raises PermissionDenied without the role, StrongFactorRequiredError without the factor. The proof may be as old
    as the session: who decides hundreds of documents a day is not asked for it every ten minutes.
    """
    if not by.user.is_reviewer:
        raise PermissionDenied
    _require_strong_session(by)


def require_reader_of_figures(by: Actor) -> None:
    """Let only reviewers and administrators go on, with the same factor. Raises as require_reviewer does."""
    if not (by.user.is_reviewer or by.user.is_staff):
        raise PermissionDenied
    _require_strong_session(by)


def _require_strong_session(by: Actor) -> None:
    if by.factor not in STRONG:
        raise StrongFactorRequiredError
