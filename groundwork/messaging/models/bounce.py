"""Why a mail came back: what the status codes of RFC 3463 mean for whoever reads the address."""

import re
from typing import Final

from django.db import models
from django.utils.translation import gettext_lazy as _

STATUS: Final = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
PERMANENT: Final = "5."


class Reason(models.TextChoices):
    """Why a mail came back, in words that end a sentence."""

    NO_MAILBOX = "no_mailbox", _("ese buzón no existe")
    NO_SERVER = "no_server", _("el dominio de esa dirección no recibe correo")
    CLOSED = "closed", _("ese buzón está desactivado")
    FULL = "full", _("el buzón está lleno")
    TOO_BIG = "too_big", _("el mensaje es demasiado grande para ese buzón")
    UNREACHABLE = "unreachable", _("no se pudo llegar a su servidor")
    CONTENT = "content", _("su servidor no aceptó el contenido del mensaje")
    POLICY = "policy", _("una regla de su servidor no lo dejó pasar")
    OTHER = "other", _("su servidor no dio un motivo conocido")


# Those that say something of the mailbox itself; the others may pass, and stop mail only when they repeat.
OF_THE_MAILBOX: Final = frozenset({Reason.NO_MAILBOX, Reason.NO_SERVER, Reason.CLOSED, Reason.OTHER})

# By subject and detail, then by subject alone (RFC 3463, 3).
_REASONS: Final[dict[str, Reason]] = {
    "1.2": Reason.NO_SERVER,
    "1.7": Reason.POLICY,  # about the sender's address, as the next one
    "1.8": Reason.POLICY,
    "1.10": Reason.NO_SERVER,  # the domain says that it takes no mail (RFC 7505)
    "1": Reason.NO_MAILBOX,
    "2.1": Reason.CLOSED,
    "2.2": Reason.FULL,
    "2.3": Reason.TOO_BIG,
    "3.4": Reason.TOO_BIG,
    "4.4": Reason.NO_SERVER,
    "4": Reason.UNREACHABLE,
    "6": Reason.CONTENT,
    "7": Reason.POLICY,
}
# Exchange Online says "no answer from host" of a recipient whom it does not know.
_UNKNOWN_TO_EXCHANGE: Final = "5.4.1"


def reason_of(status: str) -> Reason:
    """What a status code says."""
    if status == _UNKNOWN_TO_EXCHANGE:
        return Reason.NO_MAILBOX
    detail = status.partition(".")[2]
    return _REASONS.get(detail) or _REASONS.get(detail.partition(".")[0], Reason.OTHER)


def is_final(status: str) -> bool:
    """Whether one such bounce is enough to stop mail to the address."""
    return status.startswith(PERMANENT) and reason_of(status) in OF_THE_MAILBOX
