"""Turning a page into a PDF, in a process of its own: only that one needs WeasyPrint, Pango and a font."""

import logging
import subprocess
import sys

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

PROCESS = "groundwork.files.pdf_process"
LONGEST_SECONDS = 60

logger = logging.getLogger(__name__)


def render(html: str) -> bytes:
    """The PDF of a whole HTML document that asks for nothing outside itself.

    Raises ValidationError, with words for the person, where the server cannot make it: WeasyPrint's own libraries
    are missing, or the document takes longer than a minute.
    """
    command = [sys.executable, "-m", PROCESS]
    try:
        done = subprocess.run(  # noqa: S603  # our own module, nothing of it is typed by anybody
            command,
            input=html.encode(),
            capture_output=True,
            check=True,
            timeout=LONGEST_SECONDS,
            cwd=settings.BASE_DIR,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired) as error:
        logger.exception("A PDF could not be made: %s", (error.stderr or b"").decode(errors="replace")[-300:])
        raise ValidationError(
            _("Este servidor no puede hacer archivos PDF ahora. Descargue el otro formato o intente más tarde."),
            code="pdf_unavailable",
        ) from error
    return done.stdout
