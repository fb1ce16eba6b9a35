"""When the reviewer began with each document, kept in their session: a claim is prolonged and forgets its beginning."""

import time

from django.contrib.sessions.backends.base import SessionBase

from onboarding.models import DocumentVersion

KEY = "review_begun"
MOST_KEPT = 20


def begin(session: SessionBase, version: DocumentVersion) -> None:
    """From now on, unless it was begun already."""
    kept = dict(list(session.get(KEY, {}).items())[-MOST_KEPT:])
    kept.setdefault(str(version.code), int(time.time()))
    session[KEY] = kept


def seconds(session: SessionBase, version: DocumentVersion) -> int | None:
    """How many seconds ago that was; None when it was never begun in this session."""
    began = session.get(KEY, {}).get(str(version.code))
    return None if began is None else max(0, int(time.time()) - began)


def end(session: SessionBase, version: DocumentVersion) -> None:
    """It is done, or put back."""
    session[KEY] = {code: began for code, began in session.get(KEY, {}).items() if code != str(version.code)}
