"""What a portal needs before it serves: tables, words, static files, reference data, the demo.

Each step knows whether it was done, so that a second start only looks.
"""

import hashlib
import io
import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from secop.translations import compile_catalogues

REFERENCE_DATA = "groundwork/reference/data"
DEMO_FILE = "demo.txt"


@dataclass(frozen=True)
class Preparation:
    """The steps, in order; `say` tells the person before one that takes its time.

    `stamps` is the folder where a step notes what it was done for. It lies with the database, and goes with it.
    """

    portal_dir: Path
    stamps: Path
    say: Callable[[str], None]

    def was_taken(self) -> bool:
        """Whether an earlier start took all the steps that the web needs before it is loaded; asks no database."""
        static_is_there = self._noted("static", self._static_state(), also=self._manifest)
        return static_is_there and all((self.stamps / name).exists() for name in ("reference", "demo"))

    def run(self) -> None:
        """Take every step that is due."""
        self.stamps.mkdir(mode=0o700, parents=True, exist_ok=True)
        compile_catalogues()
        self._migrate()
        self._collect_static()
        self._load_reference()
        if settings.LOCAL_MODE:
            self._load_demo()

    def _migrate(self) -> None:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            self.say("Preparando la base de datos…")
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)

    def _collect_static(self) -> None:
        self._once("static", self._static_state(), self._static, also=self._manifest)

    def _static_state(self) -> str:
        return fingerprint(
            Path(storage.path(name)) for finder in get_finders() for name, storage in finder.list(ignore_patterns=[])
        )

    @property
    def _manifest(self) -> Path:
        return Path(settings.STATIC_ROOT, "staticfiles.json")

    def _static(self) -> None:
        call_command("collectstatic", verbosity=0, interactive=False, clear=True)

    def _load_reference(self) -> None:
        data = (settings.BASE_DIR / REFERENCE_DATA).rglob("*")
        self._once("reference", fingerprint(path for path in data if path.is_file()), self._reference)

    def _reference(self) -> None:
        self.say("Cargando el clasificador, los lugares y los parámetros…")
        call_command("load_reference", verbosity=0, stdout=io.StringIO())

    def _load_demo(self) -> None:
        self._once("demo", "loaded", self._demo)

    def _demo(self) -> None:
        self.say("Cargando los datos de demostración…")
        said = io.StringIO()
        file = self.portal_dir / DEMO_FILE
        try:
            call_command("load_demo", verbosity=0, stdout=said)
        except CommandError:
            if not file.exists():  # It is there when only our note of it was lost.
                raise
            return
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "w", encoding="utf-8") as out:
            out.writelines(f"{line}\n" for line in said.getvalue().splitlines() if line.startswith("demo: "))

    def _once(self, name: str, state: str, step: Callable[[], None], *, also: Path | None = None) -> None:
        if not self._noted(name, state, also=also):
            step()
            (self.stamps / name).write_text(state, encoding="utf-8")

    def _noted(self, name: str, state: str, *, also: Path | None = None) -> bool:
        stamp = self.stamps / name
        return stamp.exists() and stamp.read_text(encoding="utf-8") == state and (also is None or also.exists())


def fingerprint(files: Iterable[Path]) -> str:
    """What changes when a file is added, removed or written to."""
    digest = hashlib.sha256()
    for path in sorted(files):
        status = path.stat()
        digest.update(f"{path}\0{status.st_size}\0{status.st_mtime_ns}\0".encode())
    return digest.hexdigest()


def demo_sign_ins(portal_dir: Path) -> list[str]:
    """The lines `demo: ADDRESS PASSWORD [SECRET]` of the people that the demo made."""
    file = portal_dir / DEMO_FILE
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []
