"""Leading who has not accepted the texts in force to them, once, and back; and what the portal has taught a person.

Both are read with what a sign-in writes, and kept in the session: no page asks for them again.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.db.models import QuerySet, TextField, Value
from django.db.models.functions import Concat
from django.http import HttpRequest
from django.urls import reverse

from accounts.models import Consent, Lesson, User
from accounts.queries import legal

ACCEPTED, LEARNT = "accepted_texts", "lessons_learnt"
# What stays open meanwhile, beside every public page: deciding, taking one's data, closing the account, its safety,
# proving who one is, and staying signed in.
OPEN = (
    *("/cuenta/aceptar/", "/cuenta/mis-datos/", "/cuenta/contrasena/", "/cuenta/seguridad/", "/cuenta/sesiones/"),
    *("/cuenta/actividad/", "/ingresar/"),
)


def known_of(user: User) -> "QuerySet[Any, tuple[str]]":
    """What the person has accepted and learnt until now, a word each: "terms:1.0", ":areas"."""
    consents = Consent.objects.filter(user=user).values_list(
        Concat("document", Value(":"), "version", output_field=TextField())
    )
    lessons = Lesson.objects.filter(user=user).values_list(Concat(Value(":"), "slug", output_field=TextField()))
    return consents.union(lessons, all=True)


def keep(session: SessionBase, known: Iterable[str]) -> None:
    """Keep it in the session."""
    words = [*known]
    session[ACCEPTED] = [word for word in words if not word.startswith(":")]
    session[LEARNT] = [word[1:] for word in words if word.startswith(":")]


def read(session: SessionBase, user: User) -> None:
    """Read it, and keep it in the session."""
    keep(session, (word for (word,) in known_of(user)))


def learnt(session: SessionBase) -> Collection[str]:
    """What it need not teach the person again."""
    slugs: list[str] = session.get(LEARNT, [])
    return slugs


def note_learnt(session: SessionBase, slug: str) -> None:
    """From now on not that either."""
    session[LEARNT] = [*dict.fromkeys([*learnt(session), slug])]


def waits(request: HttpRequest, user: User) -> bool:
    """Whether the request has to wait until its person has accepted the texts in force.

    A fragment never does: what it belongs to was open already, and the next page asks.
    """
    if request.headers.get("HX-Request") or request.path.startswith(OPEN):
        return False
    wanted = {f"{document}:{version}" for document, version in legal.in_force().items()}
    if wanted <= set(request.session.get(ACCEPTED, ())):
        return False
    read(request.session, user)  # perhaps they have accepted it in another browser
    return not wanted <= set(request.session[ACCEPTED])


def page() -> str:
    """Where they decide."""
    return reverse("accounts:legal_accept")
