"""Refuses catalogues of translations that are not complete."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from secop import translations


class Command(BaseCommand):
    help = "Fails when a text lacks its translation, or has a doubtful or a stale one."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        faults = [f"{path}: {fault}" for path in translations.catalogue_files() for fault in translations.faults(path)]
        if faults:
            raise CommandError("\n".join([*faults, f"{len(faults)} in all; `make messages` finds the new texts."]))
