"""The suppliers and the invitation that an address or a page names."""

from uuid import UUID

from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from groundwork.web.actor import UserRequest
from interests.models import Invitation
from interests.queries.invitations.suppliers import invitable
from onboarding.models import Supplier

OTHERS = 5


def chosen_suppliers(
    data: QueryDict, invitation: Invitation | None = None, *, is_posted: bool = False
) -> list[Supplier]:
    """The suppliers whose codes were sent, each once, by name; on a draft's own page, those that it has too."""
    codes = {code for text in data.getlist("proveedor") if (code := code_in(text))}
    found = {one.pk: one for one in invitable().filter(code__in=codes).select_related("municipality__department")}
    if invitation is not None and invitation.pk:
        kept = Supplier.objects.filter(quote_invitations__invitation=invitation)
        kept = kept.filter(code__in=codes) if is_posted else kept
        found |= {one.pk: one for one in kept.select_related("municipality__department")}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def named(request: UserRequest) -> Invitation | None:
    """The invitation that the address means for these suppliers; None when the person may not change it."""
    code = code_in(request.GET.get("invitacion", ""))
    return Invitation.objects.managed_by(request.user).filter(code=code).first() if code else None


def others(request: UserRequest) -> list[tuple[str, str]]:
    """Title and address of the drafts and open invitations that these suppliers may be meant for, the newest."""
    theirs = Invitation.objects.managed_by(request.user)
    may = theirs.drafts() | theirs.open(at=timezone.now())
    query = {"proveedor": request.GET.getlist("proveedor")}
    page = reverse("interests:invitation_new")
    return [
        (one.title, f"{page}?{urlencode({**query, 'invitacion': str(one.code)}, doseq=True)}")
        for one in may.order_by("-pk")[:OTHERS]
    ]


def code_in(text: str) -> UUID | None:
    """A public code as pages and addresses carry it."""
    try:
        return UUID(text)
    except ValueError:
        return None
