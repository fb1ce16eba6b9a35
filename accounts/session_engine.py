"""Sessions in the database, as Django keeps them, asking it less: signing in changes the key of a row in one go."""

from typing import Any

from django.contrib.sessions.backends.base import VALID_KEY_CHARS, UpdateError
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils.crypto import get_random_string

KEY_LENGTH = 32  # 165 bits: a key that is taken is not looked for, and an INSERT would refuse it all the same


class SessionStore(DatabaseStore):
    """Django's, whose new key is written by the statement that saves the session; the old one is gone with it."""

    def __init__(self, session_key: str | None = None) -> None:
        super().__init__(session_key)
        self._replaced: str | None = None

    def cycle_key(self) -> None:
        """Another key for the same session, from when it is saved."""
        self.keys()  # reads it, before the key changes under which it is found
        if self.session_key is None:
            super().cycle_key()
            return
        self._replaced = self._replaced or self.session_key
        self._session_key = self._get_new_session_key()
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if must_create or self._replaced is None:
            super().save(must_create)
            return
        row = self.create_model_instance(dict(self.items()))
        facts: dict[str, Any] = {"session_data": row.session_data, "expire_date": row.expire_date}
        if not self.model.objects.filter(pk=self._replaced).update(session_key=row.session_key, **facts):
            raise UpdateError
        self._replaced = None

    def delete(self, session_key: str | None = None) -> None:
        keys = [session_key] if session_key else [self.session_key, self._replaced]
        self.model.objects.filter(pk__in=[key for key in keys if key]).delete()
        if session_key is None:
            self._replaced = None

    def _get_new_session_key(self) -> str:
        return get_random_string(KEY_LENGTH, VALID_KEY_CHARS)
