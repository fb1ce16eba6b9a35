"""Passing an opportunity to the member of the team who looks after it from then on."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.services.notices import Notice
from groundwork.messaging import services as messaging
from interests import hand_over_mail as mail
from interests.models import Opportunity
from interests.services.opportunities import chosen, require_editor
from onboarding.models import Membership

HANDED_OVER = Notice(
    kind=mail.KIND,
    label=gettext_lazy("Oportunidades que le pasan"),
    help=gettext_lazy("Cuando alguien de su equipo deja una oportunidad a su cargo. En pantalla las ve siempre."),
)


@transaction.atomic
def hand_over(opportunity: Opportunity, to: UUID | None, *, by: User) -> Opportunity:
    """Leave it in the charge of a member of its team, who is told once; with nobody, in nobody's.

    Raises PermissionDenied for who may not edit its supplier, ValidationError for who is not in its team.
    """
    require_editor(opportunity, by)
    held = Opportunity.objects.select_for_update().get(pk=opportunity.pk)
    _give([held], to, by=by)
    return held


@transaction.atomic
def hand_over_several(codes: Collection[UUID], to: UUID | None, *, by: User) -> int:
    """The same with each of them, and one mail for all; returns how many are in that person's charge now.

    Raises PermissionDenied for who may edit none, ValidationError for who is not in the team of all of them.
    """
    held = chosen(codes, by=by)
    _give(held, to, by=by)
    return len(held)


def _give(held: Sequence[Opportunity], to: UUID | None, *, by: User) -> None:
    person = _member_of_all({one.supplier_id for one in held}, to) if to and held else None
    given = [one for one in held if one.assigned_to_id != (person.pk if person else None)]
    if not given:
        return
    Opportunity.objects.filter(pk__in=[one.pk for one in given]).update(assigned_to=person)
    for one in given:
        one.assigned_to = person
    if person and person != by:
        _tell(given, person, by=by)


def _member_of_all(suppliers: Collection[int], to: UUID) -> User:
    members = Membership.objects.filter(supplier__in=suppliers, user__code=to, user__is_active=True)
    held = list(members.select_related("user"))
    if len(held) != len(suppliers):
        raise ValidationError(_("Esa persona no está en el equipo. Elija a alguien de la lista."))
    return held[0].user


def _tell(given: Sequence[Opportunity], person: User, *, by: User) -> None:
    """One mail for each supplier; the rows are locked, so that nobody hands the same one over at the same time."""
    by_supplier: dict[int, list[Opportunity]] = defaultdict(list)
    found = Opportunity.objects.filter(pk__in=[one.pk for one in given]).select_related("supplier", "process")
    for one in found.defer("process__search", "process__description").order_by(F("process__open_until"), "pk"):
        by_supplier[one.supplier_id].append(one)
    now = timezone.now()
    for ones in by_supplier.values():
        key = f"{mail.KIND}:{ones[0].code}:{person.code}:{now.isoformat()}"
        messaging.send(mail.handed_over(ones, reader=person, by=by), dedupe=key)
