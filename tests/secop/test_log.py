import json
import logging
import sys

import pytest

from secop.logs import JsonFormatter, masked


def line(message: str, *args: object, **extra: object) -> dict[str, object]:
    record = logging.getLogger("portal").makeRecord("portal", logging.WARNING, "f", 1, message, args, None, extra=extra)
    written = JsonFormatter().format(record)
    assert "\n" not in written
    return dict(json.loads(written))


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("no such person: ana.perez+x@example.com.co", "no such person: [correo]"),
        ("from 190.24.5.77 refused", "from [ip] refused"),
        ("from 2800:484:1::9a refused", "from [ip] refused"),
        ("Key (email)=(ana@example.com) already exists", "Key (email)=([valor]) already exists"),
        ("cédula 1032456789", "cédula [número]"),
        ("call +57 310 555 1234 now", "call [número] now"),
        ("Not Found: /procesos/?q=mi+nombre", "Not Found: /procesos/?[…]"),
        ("Not Found: /ayuda/seguimiento/ABCD2345EFGH6789/x/", "Not Found: /ayuda/seguimiento/[código]/x/"),
    ],
)
def test_what_tells_who_somebody_is_is_masked(said, kept):
    assert masked(said) == kept


@pytest.mark.parametrize(
    "said",
    [
        "process CO1.REQ.1234567 published",
        "entry 7f9c2ba4-e88f-4b1c-9d6e-3a1f5c0d9e21 recorded",
        "500 rows in 3.25 s",
        "messaging.relay_urgent took 12 messages at 10:42:07",
    ],
)
def test_codes_counts_and_times_stay_readable(said):
    assert masked(said) == said


def test_a_line_says_when_where_and_what():
    entry = line("%d rows of %s", 3, "ana@example.com", code="CO1.REQ.1", password="secret")
    assert entry["level"] == "WARNING"
    assert entry["logger"] == "portal"
    assert entry["message"] == "3 rows of [correo]"
    assert entry["code"] == "CO1.REQ.1"
    assert str(entry["time"]).endswith("+00:00")
    assert "password" not in entry


def test_an_error_says_its_type_and_place_and_not_its_words():
    try:
        int("cielo azul of ana@example.com")
    except ValueError:
        record = logging.getLogger("portal").makeRecord("portal", logging.ERROR, "f", 1, "failed", (), sys.exc_info())
    written = JsonFormatter().format(record)
    assert "cielo" not in written
    assert json.loads(written)["error"] == "builtins.ValueError"
    assert "test_log.py" in json.loads(written)["at"][0]


def test_a_failed_task_is_told_by_name_without_its_arguments():
    context = {"name": "accounts.forget", "description": "raised unexpected", "exc": "E('ana')", "traceback": "ana"}
    record = logging.getLogger("celery.app.trace").makeRecord(
        "celery.app.trace",
        logging.ERROR,
        "f",
        1,
        "Task %(name)s %(description)s: %(exc)s\n%(traceback)s",
        context,
        None,
    )
    written = json.loads(JsonFormatter().format(record))
    assert written["message"] == "Task accounts.forget raised unexpected"
