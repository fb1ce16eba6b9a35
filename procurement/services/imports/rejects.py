"""The file of rejected rows: where each stood, which process it was about, and why. Never the row itself."""

import csv
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self, TextIO

from django.utils.translation import gettext as _


class Reject(NamedTuple):
    """One rejected row."""

    file: str
    place: int
    process: str
    reason: str


class RejectFile:
    """A CSV file that is made with its first rejected row."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: TextIO | None = None

    @property
    def made(self) -> Path | None:
        """The file, once there is one."""
        return self._path if self._file else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._file is not None:
            self._file.close()

    def add(self, rejected: Sequence[Reject]) -> None:
        """Write the rows down, on disk before anything else is done."""
        if not rejected:
            return
        if self._file is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self._path.open("w", encoding="utf-8", newline="")
            csv.writer(self._file).writerow([_("archivo"), _("fila"), _("proceso"), _("motivo")])
        csv.writer(self._file).writerows(rejected)
        self._file.flush()
