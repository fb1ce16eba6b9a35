"""Who represents a legal person and who sits on its board, as its certificate of existence says."""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from onboarding.models import Officer, PersonType, Supplier
from onboarding.services import documents

MOST = 60


@transaction.atomic
def save(officer: Officer, *, by: User) -> Officer:
    """Add somebody to a legal person's representatives and board, or correct what is said of them.

    Raises ValidationError, by field, for what may not stand, for another kind of supplier and beyond sixty people.
    Naming a board member answers that there is a board.
    """
    supplier = _lock(officer.supplier, by)
    officer.supplier = supplier
    if not officer.pk and supplier.officers.current().count() >= MOST:
        raise ValidationError(_("Ya hay %(most)d personas: retire a quienes no sigan.") % {"most": MOST})
    officer.full_clean()
    officer.save()
    if officer.post == Officer.Post.BOARD_MEMBER and not supplier.has_board:
        supplier.has_board = True
        supplier.save(update_fields=["has_board"])
    return officer


@transaction.atomic
def remove(officer: Officer, *, by: User) -> None:
    """Take somebody out, and their documents out of the file; doing it twice changes nothing."""
    _lock(officer.supplier, by)
    held = Officer.objects.select_for_update().get(pk=officer.pk)
    if held.removed_at:
        return
    for document in held.documents.kept():
        documents.remove(document, by=by)
    held.removed_at = timezone.now()
    held.save(update_fields=["removed_at"])


@transaction.atomic
def answer_board(supplier: Supplier, *, has_board: bool, by: User) -> None:
    """Say whether there is a board of directors: many firms need none.

    Raises ValidationError for "no" while board members are named.
    """
    held = _lock(supplier, by)
    members = held.officers.current().filter(post=Officer.Post.BOARD_MEMBER)
    if not has_board and members.exists():
        raise ValidationError(_("Hay miembros de junta en la lista. Retírelos primero si la empresa no tiene junta."))
    held.has_board = has_board
    held.save(update_fields=["has_board"])


def _lock(supplier: Supplier, by: User) -> Supplier:
    """The supplier, held, and still one that the person may change. Raises Supplier.DoesNotExist for a stranger."""
    held = Supplier.objects.edited_by(by).select_for_update(of=("self",), no_key=True).get(pk=supplier.pk)
    if held.person_type != PersonType.LEGAL:
        raise ValidationError(_("Solo las personas jurídicas tienen representantes y junta directiva."))
    return held
