"""Loads the official classifier over the one in force."""

import json
from dataclasses import asdict
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError, CommandParser

from groundwork.reference import official
from groundwork.reference.editions import DamagedFileError
from groundwork.reference.services import classifier


class Command(BaseCommand):
    """The official workbook (eight columns, segment to product), whole or not at all; safe to repeat.

    Its titles replace those in force, its codes are no longer retired if they were, and the codes that it does not
    have are kept, marked as retired: processes and areas of interest may name them.
    """

    help = "Carga el clasificador oficial de bienes y servicios (.xlsx) sobre el vigente."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="libro oficial, .xlsx")

    def handle(self, *_args: object, file: Path, **_options: object) -> None:
        try:
            titles = official.read_classifier(file)
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from error
        except DamagedFileError as damage:
            raise CommandError(damage.report()) from damage
        outcome = classifier.load(titles, source=file.stem[:80], official=True)
        self.stdout.write(json.dumps(classifier.level_counts() | asdict(outcome)))
