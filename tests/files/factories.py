"""Stored files for the tests of other rooms."""

import hashlib
import secrets
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from groundwork.files import vault
from groundwork.files.models import StoredFile


class StoredFileFactory(DjangoModelFactory[StoredFile]):
    """A PDF of one page that passed, without bytes in the storage; `content=` puts some there, for both roles.

    `checking=True` leaves it in quarantine, `refusal="encrypted"` has it refused.
    """

    class Meta:
        model = StoredFile
        skip_postgeneration_save = True

    class Params:
        checking = factory.Trait(passed_at=None, media_type="", pages=None)

    owner = "supplier:prueba"
    policy = "document"
    name = factory.Sequence(lambda n: f"documento {n}.pdf")
    size = 1024
    sha256 = factory.LazyFunction(lambda: hashlib.sha256(secrets.token_bytes(8)).hexdigest())
    media_type = "application/pdf"
    pages = 1
    sealed_key = b""
    passed_at = factory.Maybe(
        "refusal", None, factory.LazyAttribute(lambda stored: max(timezone.now(), stored.received_at))
    )
    refused_at = factory.Maybe("refusal", factory.LazyFunction(timezone.now), None)
    received_at = factory.LazyFunction(timezone.now)
    refusal = ""

    @factory.post_generation
    def content(self: StoredFile, create: bool, extracted: bytes | None, **kwargs: Any) -> None:
        if not create:
            return
        key = vault.give_key(self)
        if extracted is not None:
            self.size, self.sha256 = len(extracted), hashlib.sha256(extracted).hexdigest()
            self.original = vault.keep(self, vault.ORIGINAL, [extracted], key=key)
            self.rebuilt = vault.keep(self, vault.REBUILT, [extracted], key=key) if self.passed_at else ""
        self.save()
