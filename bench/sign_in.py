"""What signing in costs beside the password hash that it cannot do without, and whether its time tells on anybody.

The cache, in which the limits are counted, is in memory here: in production it is Redis, and the database that
stands in for it in local mode would be most of what is measured.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from functools import cache

from django.contrib.auth.hashers import check_password, make_password
from django.core.cache import cache as limits
from django.test import Client, override_settings

from accounts.models import Activity, LoginCode, LoginCodeDevice
from accounts.services import people
from bench.results import Result, milliseconds, percentile
from groundwork.messaging import services as messaging
from groundwork.messaging.models import Lane, Message

TRIES = 2_000
ROUNDS = 100
MAILS = 200
MAIL_BUDGET = 2_000  # milliseconds, for the 95th percentile
PASSWORD = "guadua-neblina-trocha-58"  # noqa: S105  # an invented person's
KNOWN, UNKNOWN = "ana.conocida", "eva.conocida"


def measure() -> Iterator[Result]:
    """The password step beside its hash, known beside unknown at both doors, and the code's way to the mail server."""
    people.create_person(
        username=KNOWN,
        email=f"{KNOWN}@example.com",
        full_name="Ana Conocida",
        password=PASSWORD,
        security_question="¿Cuál?",
        security_answer="Esa misma",
        verified=True,
    )
    with override_settings(CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}):
        yield _password_step()
        yield _told_apart("sign-in-known-unknown", _wrong_password)
        yield _told_apart("recovery-known-unknown", _ask_recovery)
        yield _code_mail()


def _password_step() -> Result:
    """A right password, up to the redirect to the code's page; what is emptied in between is not counted."""
    hashed = make_password(PASSWORD)
    steps, hashes = [], []
    for _round in range(ROUNDS):
        _forget()
        steps.append(milliseconds(_right_password, time.process_time))
        hashes.append(milliseconds(lambda: check_password(PASSWORD, hashed), time.process_time))
    return Result("sign-in", statistics.median(steps), statistics.median(hashes), "ms CPU", ROUNDS)


def _right_password() -> None:
    _post("/ingresar/", {"login": KNOWN, "password": PASSWORD}, expected=302)


def _told_apart(name: str, act: Callable[[str], None]) -> Result:
    """The medians of both, the slower over the faster; they take turns, each first in half of the rounds."""
    costs: dict[str, list[float]] = {KNOWN: [], UNKNOWN: []}
    for number in range(TRIES):
        order = (KNOWN, UNKNOWN) if number % 2 else (UNKNOWN, KNOWN)
        for who in order:
            _forget()
            costs[who].append(milliseconds(lambda who=who: act(who)))  # type: ignore[misc]  # bound now
    faster, slower = sorted(map(statistics.median, costs.values()))
    return Result(name, slower, faster, "ms", TRIES)


def _wrong_password(who: str) -> None:
    _post("/ingresar/", {"login": who, "password": "otra-clave-cualquiera"}, expected=200)


def _ask_recovery(who: str) -> None:
    _post("/recuperar/", {"email": f"{who}@example.com"}, expected=302)


def _code_mail() -> Result:
    """From the password's request to the mail server's answer, the relay in this same process."""
    costs = []
    for _mail in range(MAILS):
        _forget()
        costs.append(milliseconds(_sign_in_and_relay))
    return Result("code-mail", percentile(costs, 0.95), MAIL_BUDGET, "ms", MAILS)


def _sign_in_and_relay() -> None:
    _post("/ingresar/", {"login": KNOWN, "password": PASSWORD}, expected=302)
    messaging.drain([Lane.URGENT])
    if not Message.objects.filter(accepted_at__isnull=False).exists():
        raise RuntimeError("The code's mail was not handed over.")


@cache
def _browser() -> Client:
    """One for all tries: a new one would load the middleware again."""
    return Client(SERVER_NAME="localhost", HTTP_USER_AGENT="Firefox/140.0 Linux")


def _post(path: str, form: dict[str, str], *, expected: int) -> None:
    """One form from a browser that brings nothing along."""
    browser = _browser()
    browser.cookies.clear()
    response = browser.post(path, form)
    if response.status_code != expected:
        raise RuntimeError(f"{path}: {response.status_code}")


def _forget() -> None:
    """Empty what limits and what piles up, so that every try is the first one."""
    limits.clear()
    for model in (LoginCode, Message, Activity):
        model.objects.all().delete()
    LoginCodeDevice.objects.update(throttling_failure_count=0, throttling_failure_timestamp=None)
