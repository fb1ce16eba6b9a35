"""Ten thousand alerts, from the publication to the mail server: how long the last ones take, and how fast they go.

The mail server is a process of its own that takes everything (bench/mail_server.py); the relay is one too, as the
worker is in production. The bare loop is smtplib's own `send_message`, over one connection to the same server, with
messages that stand ready in memory: it owes nothing to anybody and keeps nothing.
"""

import contextlib
import os
import smtplib
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from bench.results import Result, percentile
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Lane, Message
from interests import tasks
from procurement.models import Entity, Modality, Process, Source

ALERTS = 10_000
BUDGET = 60  # seconds, for the 99th percentile
ROUNDS = 5
CODE = "14111500"
TOWN = "15001"
LIMIT = 600  # seconds until a run that does not end is given up

# People with an area each that fits the process, told at once.
FILL = """
WITH people AS (
    INSERT INTO accounts_user (code, username, full_name, email, password, phone, firm, time_zone, language,
        security_question, security_answer, is_reviewer, must_change_password, muted_notices, is_superuser, is_staff,
        is_active, date_joined)
    SELECT gen_random_uuid(), 'medida' || n, 'Persona de la medida ' || n, 'medida' || n || '@example.com', '!', '', '',
        'America/Bogota', 'es-co', '', '', false, false, '{}', false, false, true, now()
    FROM generate_series(1, %(many)s) AS n
    RETURNING id, username
), suppliers AS (
    INSERT INTO onboarding_supplier (code, person_type, name, nit, offers, created_at)
    SELECT gen_random_uuid(), 'legal', 'Proveedor de ' || username, '', '{}', now() FROM people
    RETURNING id, name
), paired AS (
    SELECT people.id AS person, suppliers.id AS supplier
    FROM people JOIN suppliers ON suppliers.name = 'Proveedor de ' || people.username
), members AS (
    INSERT INTO onboarding_membership (user_id, supplier_id, role, since)
    SELECT person, supplier, 'administrator', now() FROM paired
), areas AS (
    INSERT INTO interests_interest (code, supplier_id, name, codes, places, entities)
    SELECT gen_random_uuid(), supplier, 'Papelería', ARRAY[%(code)s], '{}', '{}' FROM paired
    RETURNING id, supplier_id
)
INSERT INTO interests_alertsubscription (user_id, interest_id)
SELECT paired.person, areas.id FROM areas JOIN paired ON paired.supplier = areas.supplier_id
"""


def measure(n: int = ALERTS) -> Iterator[Result]:
    """The way of all of them, and then the speed of the relay beside that of the bare loop."""
    with _mail_server() as port, override_settings(MAILERS=_mailers(port)):
        _fill(n)
        yield Result("alerts-p99", _publish(n, port), BUDGET, "s", n)
        yield _speed(n, port)


def _publish(n: int, port: int) -> float:
    """Publish one process that all areas fit; the 99th percentile of the seconds until the server had each mail."""
    with _relay(port):
        published = timezone.now()
        messaging.announce("process.published", _process())
        tasks.match_processes()
        tasks.send_digests()  # woken by it: the mails to many are made apart
        _wait_for(n)
    taken = Message.objects.values_list("accepted_at", flat=True)
    return percentile([(at - published).total_seconds() for at in taken if at], 0.99)


def _speed(n: int, port: int) -> Result:
    """What a mail costs both, in turns, so that a busy moment of the machine falls on both; the median of each."""
    share = n // ROUNDS
    texts = [_ready(message) for message in Message.objects.order_by("pk")[:share]]
    ours, bare = [], []
    for _round in range(ROUNDS):
        bare.append(1000 * _seconds(lambda: _bare(texts, port)) / share)
        _owe_again(share)
        ours.append(1000 * _seconds(lambda: messaging.drain([Lane.BULK], seconds=LIMIT)) / share)
        if Message.objects.open().exists():
            raise RuntimeError("The relay left some.")
    return Result("alerts", statistics.median(ours), statistics.median(bare), "ms a mail", n)


def _bare(texts: Sequence[EmailMessage], port: int) -> None:
    with smtplib.SMTP("127.0.0.1", port) as server:
        for text in texts:
            server.send_message(text)


def _ready(message: Message) -> EmailMessage:
    """The same mail, as Python's own library makes it."""
    ready = EmailMessage()
    ready["Subject"], ready["From"], ready["To"] = message.subject, settings.DEFAULT_FROM_EMAIL, message.to
    for name, value in message.headers.items():
        ready[name] = value
    ready.set_content(message.text)
    ready.add_alternative(message.html, subtype="html")
    return ready


def _owe_again(share: int) -> None:
    chosen = list(Message.objects.order_by("pk").values_list("pk", flat=True)[:share])
    Message.objects.filter(pk__in=chosen).update(accepted_at=None, attempts=0, answer="", queued_at=timezone.now())


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _wait_for(n: int) -> None:
    until = time.monotonic() + LIMIT
    while (taken := Message.objects.filter(accepted_at__isnull=False).count()) < n:
        if time.monotonic() > until:
            raise RuntimeError(f"{taken} of {n} mails after {LIMIT} s.")
        time.sleep(0.2)


def _fill(n: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(FILL, {"many": n, "code": CODE})
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def _process() -> Process:
    entity = Entity.objects.create(code="B1", name="Alcaldía de la Medida")
    return Process.objects.create(
        code="CO1.REQ.1",
        source=Source.SECOP,
        entity=entity,
        buyer_name=entity.name,
        title="Suministro de papelería, útiles y elementos de oficina para las sedes del municipio",
        modality=Modality.LESSER,
        budget=120_000_000,
        code_paths=[f"{CODE[:2]}000000", f"{CODE[:4]}0000", CODE],
        department_id=TOWN[:2],
        municipality_id=TOWN,
        published_at=timezone.now(),
        closes_at=timezone.now() + timedelta(days=20),
    )


def _mailers(port: int) -> dict[str, Any]:
    options = {"host": "127.0.0.1", "port": port, "timeout": 12}
    return {"default": {"BACKEND": "groundwork.messaging.backends.SmtpBackend", "OPTIONS": options}}


@contextlib.contextmanager
def _mail_server() -> Iterator[int]:
    """The server's process; gives its port."""
    with _process_of([str(Path(__file__).with_name("mail_server.py"))]) as server:
        yield int(_first_line(server))


@contextlib.contextmanager
def _relay(port: int) -> Iterator[None]:
    """A relay in a process of its own, on the database of this measure."""
    used = connection.settings_dict
    arguments = ["-m", "bench.relay", str(used["HOST"]), str(used["NAME"]), str(port)]
    with _process_of(arguments) as relay:
        _first_line(relay)
        yield


def _first_line(process: "subprocess.Popen[str]") -> str:
    """What it says when it is ready."""
    if process.stdout is None or not (line := process.stdout.readline()):
        raise RuntimeError(f"{process.args!r} says nothing.")
    return line


@contextlib.contextmanager
def _process_of(arguments: list[str]) -> Iterator["subprocess.Popen[str]"]:
    process = subprocess.Popen(  # noqa: S603  # our own scripts
        [sys.executable, *arguments], stdout=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        if process.stdout is not None:
            process.stdout.close()
