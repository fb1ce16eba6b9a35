"""Loads DIVIPOLA's tables over the places in force."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork.reference import official
from groundwork.reference.editions import DamagedFileError
from groundwork.reference.models import Department, Municipality
from groundwork.reference.services import places


class Command(BaseCommand):
    """The tables of departments and of municipalities (CSV), together or one of them, whole or not at all.

    Their names replace those in force, a name given up stays as another spelling, and the codes that the tables do
    not have are kept, marked as retired. Safe to repeat.
    """

    help = "Carga los departamentos y municipios oficiales (DIVIPOLA, .csv) sobre los vigentes."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", type=Path, nargs="+", help="departamentos.csv, municipios.csv")

    def handle(self, *_args: object, files: list[Path], **_options: object) -> None:
        try:
            edition = official.read_places(files)
        except OSError as error:
            raise CommandError(f"{error.filename}: {error.strerror}") from error
        except DamagedFileError as damage:
            raise CommandError(damage.report()) from damage
        source = ", ".join(file.stem for file in files)[:80]
        outcome = places.load(edition, source=source, official=True)
        counts = {
            "departments": Department.objects.filter(retired=False).count(),
            "municipalities": Municipality.objects.filter(retired=False).count(),
        }
        self.stdout.write(json.dumps(counts | asdict(outcome)))
