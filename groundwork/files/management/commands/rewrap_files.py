"""Wraps again the data keys of stored files, after a key was put before the others in KEY_RING."""

from django.core.management.base import BaseCommand

from groundwork.files.services import rewrapping


class Command(BaseCommand):
    """Every file's data key, and its name, under the newest key of the ring; safe to repeat and to break off.

    Once its last line says 0 the older keys are needed for no file.
    """

    help = "Vuelve a envolver las llaves de los archivos con la llave más nueva de KEY_RING."

    def handle(self, *_args: object, **_options: object) -> None:
        self.stdout.write(str(rewrapping.rewrap()))
