"""For which supplier the person is working: the one that the address names, the last one that they chose, or the first.

Every page of `/proveedor/…` is about one; `?proveedor=CODE` changes it, and the session remembers it.
"""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from groundwork.web.actor import UserRequest
from onboarding.models import BINDING, EDITING, Membership, Role, Supplier

CHOSEN = "supplier"


@dataclass(frozen=True, slots=True)
class Current:
    """The supplier that a page is about, and what the person may do for it."""

    supplier: Supplier
    role: str
    others: tuple[Supplier, ...]  # the rest of theirs, by name

    @property
    def edits(self) -> bool:
        """Whether the person may change the file."""
        return self.role in EDITING

    @property
    def binds(self) -> bool:
        """Whether the person may commit the supplier."""
        return self.role in BINDING

    @property
    def administers(self) -> bool:
        """Whether the person decides on its team and its bank account."""
        return self.role == Role.ADMINISTRATOR

    @property
    def query(self) -> str:
        """What the address of a form says, so that another tab cannot turn it to another supplier."""
        return f"?{urlencode({Supplier.parameter: str(self.supplier.code)})}"

    def require_editor(self) -> None:
        """Raise PermissionDenied unless the person may change the file."""
        if not self.edits:
            raise PermissionDenied

    def require_administrator(self) -> None:
        """Raise PermissionDenied unless the person administers the supplier."""
        if not self.administers:
            raise PermissionDenied


def current(request: UserRequest, *, of: Supplier | None = None) -> Current | None:
    """The supplier of the page, or the one that what the page shows is of; None for who belongs to none.

    Raises Http404 when that one, or the one that the address names, is not the person's.
    """
    mine = list(
        Membership.objects.filter(user=request.user).select_related("supplier").order_by("supplier__name", "pk")
    )
    by_code = {str(membership.supplier.code): membership for membership in mine}
    wanted = str(of.code) if of else request.GET.get(Supplier.parameter, "")
    if wanted and wanted not in by_code:
        raise Http404
    if wanted and request.session.get(CHOSEN) != wanted:
        request.session[CHOSEN] = wanted
    chosen = by_code.get(wanted or request.session.get(CHOSEN, "")) or next(iter(mine), None)
    if chosen is None:
        return None
    others = tuple(membership.supplier for membership in mine if membership != chosen)
    return Current(chosen.supplier, chosen.role, others)


def begin_first(request: UserRequest) -> HttpResponse:
    """Lead who belongs to no supplier to registering one, and from there back to this page."""
    return redirect(f"{reverse('onboarding:supplier_new')}?{urlencode({'next': request.get_full_path()})}")
