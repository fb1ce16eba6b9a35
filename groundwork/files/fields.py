"""Model fields whose content the database never sees."""

import base64
import binascii
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression

from groundwork.files.keyring import UnreadableError, key_ring


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # generic only in the stubs
    """Text that is encrypted under the key ring before it reaches the database.

    It cannot be searched or ordered by. Reading raises UnreadableError when the ring lost its key, or when
    the value was copied from another field.
    """

    def get_internal_type(self) -> str:
        return "TextField"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        if not text:
            return text
        return base64.b64encode(key_ring().encrypt(text.encode(), self._purpose)).decode()

    def from_db_value(self, value: str | None, expression: Expression, connection: BaseDatabaseWrapper) -> str | None:
        if not value:
            return value
        try:
            sealed = base64.b64decode(value, validate=True)
        except binascii.Error as error:
            raise UnreadableError("The stored value is not a sealed one.") from error
        return key_ring().decrypt(sealed, self._purpose).decode()

    def get_lookup(self, lookup_name: str) -> Any:
        """Only emptiness can be asked: equal plaintexts have different sealed values."""
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    @property
    def _purpose(self) -> str:
        return f"field:{self.model._meta.label_lower}.{self.name}"  # noqa: SLF001  # Django's documented API
