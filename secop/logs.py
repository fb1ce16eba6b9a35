"""Logs as JSON lines that carry codes, times and places in the code, and never personal data.

A message may hold what a person typed (an address in a refused row, a name in a path), so what is
known to be harmless is let through, and the rest is masked or left out: an exception says its type
and where it rose, not its words.
"""

import datetime
import json
import logging
import re
import traceback
from collections.abc import Mapping
from types import TracebackType

# What a caller may add with extra={…}: codes, counts and states.
CARRIED = ("code", "count", "kind", "lane", "seconds", "state", "status_code", "task", "topic", "verb")

MASKS = (
    (re.compile(r"[^\s@<>\"'(),;:=]+@[^\s@<>\"'(),;:=]+"), "[correo]"),
    (re.compile(r"\b(?:\d{1,3}\.){3}\d{1,3}\b"), "[ip]"),
    # Colons as in IPv6, but no time of day: two colons together, a letter, or three digits in a row.
    (
        re.compile(
            r"(?<![\w:])(?=[0-9a-f:]*(?:::|[a-f]|[0-9a-f]{3}))(?:[0-9a-f]{0,4}:){2,7}[0-9a-f]{0,4}(?![\w:])",
            re.IGNORECASE,
        ),
        "[ip]",
    ),
    # PostgreSQL's detail of a refused row, Key (column)=(value).
    (re.compile(r"=\((?:[^()]|\([^()]*\))*\)"), "=([valor])"),
    # Identity cards and telephones; the codes of processes (CO1.REQ.1234567) have a point before their number.
    (re.compile(r"(?<![\w.\-])\+?\d(?:[ .\-]?\d){6,14}(?![\w\-])"), "[número]"),
    # What opens a request for help stands in its address.
    (re.compile(r"(/seguimiento/)[^/\s\"']+"), r"\1[código]"),
    # What follows the question mark of an address is what somebody searched for or a token.
    (re.compile(r"\?[^\s\"']+"), "?[…]"),
)


def masked(text: str) -> str:
    """The text without mail and network addresses, identity and telephone numbers, and query strings."""
    for pattern, stand_in in MASKS:
        text = pattern.sub(stand_in, text)
    return text


def _words(record: logging.LogRecord) -> str:
    # Celery writes a failed task's error and arguments out in full; its name and fate are enough.
    if isinstance(record.args, Mapping) and {"name", "description", "traceback"} <= record.args.keys():
        return f"Task {record.args['name']} {record.args['description']}"
    return record.getMessage()


def _place(trace: TracebackType | None) -> list[str]:
    return [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in traceback.extract_tb(trace)]


class JsonFormatter(logging.Formatter):
    """One line of JSON a record."""

    def format(self, record: logging.LogRecord) -> str:
        entry: dict[str, object] = {
            "time": datetime.datetime.fromtimestamp(record.created, datetime.UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": masked(_words(record)),
        }
        entry |= {
            name: value for name in CARRIED if isinstance(value := getattr(record, name, None), str | int | float)
        }
        if record.exc_info and record.exc_info[0]:
            kind, error, trace = record.exc_info
            entry["error"] = f"{kind.__module__}.{kind.__qualname__}"
            if sqlstate := getattr(error, "sqlstate", None):
                entry["sqlstate"] = sqlstate
            entry["at"] = _place(trace)
        return json.dumps(entry, ensure_ascii=False, default=str)
