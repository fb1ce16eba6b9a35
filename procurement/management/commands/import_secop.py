"""Imports processes from the open data of SECOP II."""

import json
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from pathlib import Path
from types import FrameType

from django.core.management.base import BaseCommand, CommandError, CommandParser, OutputWrapper
from django.db import DatabaseError

from procurement.secop import values
from procurement.services.imports import Importer, Watch

BETWEEN_LINES = 0.5
# As shells say that a signal ended a program.
ENDED_BY_SIGNAL = 128


def _day(written: str) -> date:
    try:
        day = values.day(written)
    except ValueError as error:
        raise CommandError(f"«{written}» no es una fecha AAAA-MM-DD ni «hoy».") from error
    if not values.EARLIEST <= day.year <= values.LATEST:
        raise CommandError(f"La fecha debe estar entre {values.EARLIEST} y {values.LATEST}.")
    return day


class Progress(Watch):
    """Says on a terminal how far the import is, and hears the signals that ask for its end."""

    def __init__(self, stream: OutputWrapper) -> None:
        self._stream = stream
        self._terminal = stream.isatty()
        self._next = 0.0
        self.signal = 0

    def stop(self, number: int, _frame: FrameType | None) -> None:
        """Have the import end after the batch in hand."""
        self.stopping = True
        self.signal = number

    def reading(self, seen: int) -> None:
        if self._terminal and time.monotonic() > self._next:
            self._say(f"Primera lectura: {seen} filas")

    def writing(self, done: int, of: int) -> None:
        if self._terminal and (done == of or time.monotonic() > self._next):
            self._say(f"Importadas {done} de {of} filas", ending="\n" if done == of else "")

    def _say(self, words: str, ending: str = "") -> None:
        self._next = time.monotonic() + BETWEEN_LINES
        self._stream.write(f"\r{words}\x1b[K", ending=ending)
        self._stream.flush()

    @contextmanager
    def hearing(self) -> Iterator[None]:
        """Hear Ctrl-C and the request to end while the block lasts; only the main thread may."""
        heard = (signal.SIGINT, signal.SIGTERM) if threading.current_thread() is threading.main_thread() else ()
        before = {number: signal.signal(number, self.stop) for number in heard}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


class Command(BaseCommand):
    """Rows of p6dx-8zbt as the open data gives them: JSON array, JSON Lines or CSV, each plain or in gzip.

    The last line of the standard output is one JSON object: created + updated + unchanged + rejected = read.
    Of rows with the same process and award, in all the files together, the last one counts and is counted once.
    Safe to repeat and to stop: what is done stays done, and another run does the rest. The exit status is 0 when
    every file was read to its end, whatever rows were rejected.
    """

    help = "Importa procesos de los datos abiertos de SECOP II (p6dx-8zbt): JSON, JSON por líneas o CSV, también .gz."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", metavar="ARCHIVO", help="archivo de datos abiertos")
        parser.add_argument(
            "--shift-to",
            metavar="FECHA",
            help="mueve todas las fechas para que la publicación más reciente sea la de ese día (AAAA-MM-DD o «hoy»);"
            " las filas quedan marcadas como muestra",
        )
        parser.add_argument("--rejects", metavar="RUTA", help="archivo CSV para las filas rechazadas (fila y motivo)")

    def handle(
        self, *args: object, files: list[Path], shift_to: str | None, rejects: str | None, **options: object
    ) -> None:
        progress = Progress(self.stderr)
        importer = Importer(
            files,
            progress,
            shift_to=_day(shift_to) if shift_to else None,
            rejects=Path(rejects) if rejects else None,
        )
        failure = ""
        try:
            with progress.hearing():
                importer.run()
        except OSError as error:
            failure = f"No se puede escribir {error.filename}: {error.strerror}."
        except DatabaseError as error:
            failure = f"La base de datos interrumpió la importación ({type(error).__name__})."
        result = importer.result
        if result.rejects:
            self.stderr.write(f"Filas rechazadas: {result.rejects}")
        self.stdout.write(json.dumps(asdict(result.counts)))
        self.stdout.flush()
        if progress.signal:
            raise CommandError(
                "Importación detenida: lo importado queda; repítala para continuar.",
                returncode=ENDED_BY_SIGNAL + progress.signal,
            )
        if problems := [*result.problems, *filter(None, [failure])]:
            raise CommandError("\n".join(problems))
