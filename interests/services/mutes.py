"""What one member of a supplier silences for themselves, and how they hear of it again."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.reference.codes import level_of
from interests.models import Mute, Opportunity
from onboarding.models import Supplier


@transaction.atomic
def mute(opportunity: Opportunity, kind: Mute.Kind, *, by: User) -> Mute:
    """Silence the code, the public body or the modality of its process, for that person alone; twice is once.

    Raises PermissionDenied for who is not in its supplier's team, ValidationError for a process without codes.
    """
    if not Supplier.objects.of(by).filter(pk=opportunity.supplier_id).exists():
        raise PermissionDenied
    value = _value(opportunity, kind)
    if not value:
        raise ValidationError(_("Este proceso no dice su código UNSPSC: silencie la entidad o la modalidad."))
    made, _new = Mute.objects.get_or_create(user=by, supplier_id=opportunity.supplier_id, kind=kind, value=value)
    return made


@transaction.atomic
def lift(muted: Mute, *, by: User) -> None:
    """Show and tell again what the mute hid. Raises PermissionDenied for another person's."""
    if muted.user_id != by.pk:
        raise PermissionDenied
    muted.delete()


def _value(opportunity: Opportunity, kind: Mute.Kind) -> str:
    process = opportunity.process
    if kind == Mute.Kind.ENTITY:
        return str(process.entity_id)
    if kind == Mute.Kind.MODALITY:
        return process.modality
    return process.main_code or max(process.code_paths, key=lambda code: (level_of(code), code), default="")
