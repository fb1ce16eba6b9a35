"""Brings the catalogues of translations up to date with the source."""

from typing import Any

from django.core.management.base import BaseCommand

from secop import translations


class Command(BaseCommand):
    help = "Writes the texts that are marked in code and templates into locale/*/LC_MESSAGES/django.po."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        for path in translations.catalogue_files():
            translations.update_catalogue(path)
            self.stdout.write(f"{path}: {len(translations.faults(path))} to see to")
