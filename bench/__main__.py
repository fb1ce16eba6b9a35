"""Every measure, as a table and as bench/results.json: python -m bench [NAME…]."""

import importlib
import json
import os
import platform
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench import database

RESULTS = Path(__file__).with_name("results.json")
# The columns of the table that hold words, not figures.
WORDS = {0, 4}
# Each module with the names of its rows. Their figures are wanted one by one, so a name may be a row's too.
MODULES = {
    "searching": (
        "search-common", "search-middling", "search-rare", "search-unknown", "page-search-p95",
    ),
    "pages": ("page-list", "page-plain"),
    "queue": ("page-queue",),
    "directory": ("directory", "page-directory-p95"),
    "matching": ("matching-one", "matching-batch"),
    "importing": ("import",),
    "alerting": ("alerts", "alerts-p99"),
    "uploads": ("upload-pdf", "upload-memory"),
    "lighthouse": (
        "lighthouse-performance", "lighthouse-accessibility", "lighthouse-best-practices", "lighthouse-seo",
    ),
    "helping": ("help-search",),
    "sign_in": ("sign-in", "sign-in-known-unknown", "recovery-known-unknown", "code-mail"),
}  # fmt: skip


def main(names: list[str]) -> int:
    """Run what is asked for, all of it by default; 1 when a name is unknown."""
    known = {*MODULES, *(row for rows in MODULES.values() for row in rows)}
    if unknown := [name for name in names if name not in known]:
        say(f"No hay una medida que se llame {', '.join(unknown)}. Hay: {', '.join(sorted(known))}.")
        return 1
    rows: list[dict[str, Any]] = []
    begun = datetime.now(UTC).isoformat(timespec="seconds")
    with database.prepared():
        for module, its_rows in MODULES.items():
            if not names or set(names) & {module, *its_rows}:
                with database.clone(f"bench_{module}"):
                    rows += [row for row in _measured(module) if not names or {module, row["name"]} & set(names)]
                # After each, so that a run that is stopped leaves what it saw.
                report = {"date": begun, "machine": machine(), "sizes": sizes(rows), "results": rows}
                RESULTS.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    say(table(rows))
    say(f"Escrito en {RESULTS}.")
    return 0


def table(rows: list[dict[str, Any]]) -> str:
    """The rows in columns."""
    lines = [("medida", "nuestro", "base", "razón", "unidad", "n")]
    lines += [
        (
            row["name"],
            f"{row['ours']:,.3f}",
            f"{row['baseline']:,.3f}",
            f"{row['ratio']:.2f}",
            row["unit"],
            f"{row['n']:,}",
        )
        for row in rows
    ]
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    return "\n".join("  ".join(map(_aligned, range(len(widths)), line, widths)) for line in lines)


def machine() -> dict[str, Any]:
    """What the figures were taken on."""
    return {"cores": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}


def sizes(rows: list[dict[str, Any]]) -> dict[str, int]:
    """The n of each row, by name."""
    return {row["name"]: row["n"] for row in rows}


def say(text: str) -> None:
    """A line for the person."""
    sys.stdout.write(f"{text}\n")


def _aligned(number: int, cell: str, width: int) -> str:
    return cell.ljust(width) if number in WORDS else cell.rjust(width)


def _measured(module: str) -> Iterator[dict[str, Any]]:
    # By name, since a measure imports models and Django must be set up first.
    for row in importlib.import_module(f"bench.{module}").measure():
        yield row if isinstance(row, dict) else row.as_row()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
