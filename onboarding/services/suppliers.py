"""What changes the facts of a supplier: who it is, where, what it offers, which kind of person."""

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.ledger import services as ledger
from groundwork.web.actor import Actor
from onboarding.models import NATURAL_PERSONS, JointMember, Membership, PersonType, Role, Supplier

# Who the supplier is: a change of these is in the record.
IDENTITY = frozenset({"name", "nit", "identity_type", "identity_number"})


@transaction.atomic
def create_supplier(supplier: Supplier, *, by: User) -> Supplier:
    """Save a new supplier with the person as its first administrator; ValidationError if it may not stand."""
    supplier.full_clean()
    supplier.save(force_insert=True)
    Membership.objects.create(supplier=supplier, user=by, role=Role.ADMINISTRATOR)
    ledger.record("supplier.created", str(supplier.code), {"person_type": supplier.person_type}, by=str(by.code))
    return supplier


@transaction.atomic
def change(supplier: Supplier, values: Mapping[str, Any], *, by: User) -> list[str]:
    """Write these facts; returns the names of those that changed.

    Raises PermissionDenied for who does not edit the supplier, ValidationError for what may not stand.
    """
    held = Supplier.objects.edited_by(by).select_for_update(no_key=True, of=("self",)).filter(pk=supplier.pk).first()
    if held is None:
        raise PermissionDenied
    changed = [name for name, value in values.items() if getattr(held, name) != value]
    if not changed:
        return []
    if "joint_kind" in changed and held.formed_at:
        raise ValidationError(_("Un proponente plural ya conformado no cambia de clase."))
    for name in changed:
        setattr(held, name, values[name])
    others = {field.name for field in held._meta.fields} - set(values)  # noqa: SLF001  # Django's documented API
    held.full_clean(exclude=others)
    held.save(update_fields=changed)
    if told := sorted(IDENTITY.intersection(changed)):
        ledger.record("supplier.identity_changed", str(held.code), {"fields": told}, by=str(by.code))
    return changed


@transaction.atomic
def change_person_type(supplier: Supplier, to_type: str, *, by: Actor) -> Supplier:
    """Make it another kind of person: what is asked of it changes at once, and what it gave stays.

    Raises PermissionDenied for who does not administer it, RecentAuthenticationRequiredError, and ValidationError
    when it may not become that.
    """
    mine = Supplier.objects.administered_by(by.user).select_for_update(no_key=True, of=("self",))
    held = mine.filter(pk=supplier.pk).first()
    if held is None:
        raise PermissionDenied
    by.require_recent_authentication()
    require_may_become(held, to_type)
    before, held.person_type = held.person_type, to_type
    if to_type != PersonType.JOINT:
        held.joint_kind = ""
    if to_type not in NATURAL_PERSONS:
        held.identity_type = held.identity_number = ""
    if to_type != PersonType.LEGAL:
        held.has_board = None
    held.save(update_fields=["person_type", "joint_kind", "identity_type", "identity_number", "has_board"])
    content = {"from": before, "to": to_type}
    ledger.record("supplier.person_type_changed", str(held.code), content, by=str(by.user.code))
    return held


def require_may_become(supplier: Supplier, to_type: str) -> None:
    """ValidationError, with what to do first, when the supplier may not become that kind of person."""
    if to_type not in PersonType.values or to_type == supplier.person_type:
        raise ValidationError({"person_type": _("Escoja un tipo de persona distinto del que tiene.")})
    if supplier.person_type == PersonType.JOINT and (
        supplier.formed_at or JointMember.objects.current().filter(joint=supplier).exists()
    ):
        raise ValidationError(
            {"person_type": _("Este proponente plural tiene integrantes: registre aparte al otro proveedor.")}
        )
    if to_type == PersonType.JOINT and JointMember.objects.current().filter(member=supplier).exists():
        raise ValidationError(
            {"person_type": _("Este proveedor es integrante de un proponente plural: registre aparte el nuevo.")}
        )
    if to_type == PersonType.LEGAL and not supplier.nit:
        raise ValidationError({"person_type": _("Una persona jurídica necesita su NIT: escríbalo primero.")})
