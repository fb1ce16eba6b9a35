"""What the tests of review share: documents that wait, and who decides them."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Authenticator, User
from groundwork.web.actor import APP, FACTOR, PROVED_AT, Actor
from onboarding.models import DocumentRule, DocumentType, DocumentVersion
from onboarding.queries.review.checklist import checks_of, rule_of
from onboarding.services.review import claiming
from onboarding.services.review.deciding import Opinion
from tests.accounts.factories import AuthenticatorFactory, UserFactory, sign_in
from tests.onboarding.factories import DocumentRuleFactory, DocumentTypeFactory, DocumentVersionFactory

CHECKS = ["Se lee completo.", "Es del proveedor."]
QUEUE = "/revision/"


def rut() -> DocumentType:
    """A paper with two things to look at, asked of legal persons."""
    kind = DocumentType.objects.filter(slug="rut-de-prueba").first()
    if kind is None:
        kind = DocumentTypeFactory(slug="rut-de-prueba", name="RUT de prueba", name_en="Test RUT")
        DocumentRuleFactory(document_type=kind, checks=CHECKS, checks_en=["It is legible.", "It is the supplier's."])
    return kind


def waiting(*, ago: timedelta = timedelta(minutes=5), **fields: Any) -> DocumentVersion:
    """A version that waits since then."""
    if "document" not in fields:
        fields.setdefault("document__document_type", rut())
    return DocumentVersionFactory(uploaded_at=timezone.now() - ago, **fields)


def follow(version: DocumentVersion, **fields: Any) -> DocumentVersion:
    """The supplier gives another file instead."""
    DocumentVersion.objects.filter(pk=version.pk).update(superseded_at=timezone.now())
    return DocumentVersionFactory(document=version.document, number=version.number + 1, **fields)


def another_reviewer(**fields: Any) -> User:
    reviewer: User = UserFactory(is_reviewer=True, **fields)
    AuthenticatorFactory(user=reviewer)
    return reviewer


def client_of(reviewer: User) -> Client:
    client = Client()
    sign_in(client, reviewer, Authenticator.objects.get(user=reviewer))
    return client


def actor(user: User) -> Actor:
    """The person with a fresh proof made with their app."""
    return Actor(user, {FACTOR: APP, PROVED_AT: timezone.now().timestamp()})


def hold(version: DocumentVersion, reviewer: User) -> DocumentVersion:
    """Take it for that reviewer."""
    return claiming.take(version, by=actor(reviewer))


def url(name: str, version: DocumentVersion, *more: object) -> str:
    return reverse(f"onboarding:review_{name}", args=[version.code, *more])


def approve(client: Client, version: DocumentVersion, checks: list[str] | None = None, **more: Any) -> Any:
    given = {"decision": "approve", "checks": CHECKS if checks is None else checks, **more}
    return client.post(url("decide", version), given)


def send_back(client: Client, version: DocumentVersion, **given: Any) -> Any:
    return client.post(url("decide", version), {"decision": "return", **given})


def approval(version: DocumentVersion) -> Opinion:
    """A whole one."""
    rule: DocumentRule | None = rule_of(version, on=datetime.now(tz=timezone.get_current_timezone()).date())
    return Opinion(approved=True, checked=tuple(check.value for check in checks_of(rule)))


def at_once(*acts: Callable[[], object]) -> list[object]:
    """Do all of it at the same moment, each in a thread with a connection of its own; what each returned or raised."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(number: int) -> None:
        start.wait()
        try:
            answers[number] = acts[number]()
        except Exception as error:  # noqa: BLE001  # it is an answer like another
            answers[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(len(acts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
