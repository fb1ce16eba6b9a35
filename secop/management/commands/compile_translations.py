"""Compiles the catalogues of translations."""

from typing import Any

from django.core.management.base import BaseCommand

from secop import translations


class Command(BaseCommand):
    help = "Compiles locale/*/LC_MESSAGES/*.po where they have changed; needs no gettext tools."
    requires_system_checks = ()

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(f"{translations.compile_catalogues()} compiled")
