"""What somebody posted after their session had ended: kept in their browser's new session until they are back.

It is bound to whom the browser was signed in as, and nobody else ever sees it (docs/adr/0055).
"""

import base64
import json
import time
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest

from accounts.models import User
from accounts.services import sessions
from groundwork.files.keyring import UnreadableError, key_ring

# Where the session keeps the one draft, and whom it was that the browser's ended session belonged to.
DRAFT, OWNER = "draft", "draft_owner"
PURPOSE = "accounts.draft"
LARGEST = 256 * 1024
# Never kept, whatever form they come from. What is typed to prove who one is, is typed again.
SECRETS = frozenset(
    [
        "csrfmiddlewaretoken",
        *("password", "current", "new", "repeat"),
        *("security_answer", "answer", "code", "token", "otp", "backup_code"),
    ]
)


@dataclass(frozen=True, slots=True)
class Draft:
    """The fields of one form, in their order, and the address that it was posted to."""

    path: str
    fields: list[tuple[str, str]]
    had_files: bool
    kept_at: int


def remember_owner(session: SessionBase, user_pk: int) -> None:
    """Note, in a session that nobody is signed in to, whose the last one of this browser was."""
    session[OWNER] = user_pk


def keep(request: HttpRequest) -> bool:
    """Keep what an unauthenticated request posts, in the place of any earlier draft; False when there's nothing to.

    Neither files nor secrets, nor more than LARGEST bytes, nor anything from who was not signed in before.
    """
    if request.method != "POST" or not request.POST:
        return False
    fields = [(name, value) for name, values in request.POST.lists() if not _is_secret(name) for value in values]
    written = json.dumps([fields, bool(request.FILES)]).encode()
    if not fields or len(written) > LARGEST:
        return False
    owner = request.session.get(OWNER) or sessions.owner_of(request.COOKIES.get(settings.SESSION_COOKIE_NAME, ""))
    if owner is None:
        return False
    request.session[DRAFT] = {
        "owner": owner,
        "path": request.get_full_path(),
        "at": int(time.time()),
        "sealed": base64.b64encode(key_ring().encrypt(written, PURPOSE)).decode(),
    }
    return True


def waiting(session: SessionBase) -> bool:
    """Whether there is one, of whoever it may be."""
    return DRAFT in session


def of(session: SessionBase, user: User) -> Draft | None:
    """The person's draft in this session, if there is one."""
    kept: dict[str, Any] | None = session.get(DRAFT)
    if kept is None or kept["owner"] != user.pk:
        return None
    try:
        fields, had_files = json.loads(key_ring().decrypt(base64.b64decode(kept["sealed"]), PURPOSE))
    except UnreadableError:  # its key has left the ring since
        return None
    return Draft(kept["path"], [(name, value) for name, value in fields], had_files, kept["at"])


def welcome(session: SessionBase, user: User) -> None:
    """Drop, as somebody signs in, whatever another person left."""
    session.pop(OWNER, None)
    if DRAFT in session and session[DRAFT]["owner"] != user.pk:
        del session[DRAFT]


def supersede(session: SessionBase, path: str) -> None:
    """Drop the draft once its form is posted to its address again."""
    if DRAFT in session and session[DRAFT]["path"] == path:
        del session[DRAFT]


def drop(session: SessionBase) -> None:
    """Drop it: the person does not want it any more."""
    session.pop(DRAFT, None)


def _is_secret(name: str) -> bool:
    bare = name.rpartition("-")[2].lower()  # a form's prefix comes before a hyphen
    return bare in SECRETS or "password" in bare
