"""What stands in the way of deciding a version, said to whoever tried."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groundwork.web import formats
from onboarding.models import DocumentVersion, Escalation


def require_waiting(version: DocumentVersion) -> None:
    """Raise ValidationError unless the version, read under its lock, is still to be decided; it says why not."""
    if version.decided_at is not None:
        raise ValidationError(_decided(version), code="decided")
    if version.withdrawn_at is not None:
        raise ValidationError(_("El proveedor quitó este documento mientras tanto: ya no se decide."), code="withdrawn")
    if version.superseded_at is not None:
        raise ValidationError(
            _("El proveedor subió otra versión mientras tanto: se decide la nueva, no esta."), code="superseded"
        )
    if version.ready_at is None:
        raise ValidationError(_("Este archivo todavía se está comprobando."), code="checking")


def require_without_suspicion(version: DocumentVersion) -> None:
    """Raise ValidationError while a suspicion is open about any version of its document."""
    if Escalation.objects.filter(version__document=version.document_id, settled_at=None).exists():
        raise ValidationError(
            _("Hay una sospecha abierta sobre este documento: se decide cuando un administrador la cierre."),
            code="suspected",
        )


def _decided(version: DocumentVersion) -> str:
    """Who decided it and when, for who came later."""
    last = version.reviews.select_related("reviewer").order_by("-at", "-pk").first()
    values = {
        "name": last.reviewer if last else "",
        "day": formats.long_date(version.decided_at),
        "hour": formats.at_clock(version.decided_at),
    }
    if version.approved:
        return _("%(name)s ya lo decidió el %(day)s %(hour)s: legible y completo.") % values
    return _("%(name)s ya lo decidió el %(day)s %(hour)s: devuelto.") % values
