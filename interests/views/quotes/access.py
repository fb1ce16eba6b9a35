"""Who may open the pages of an invitation that a supplier received, and what stands above them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.models import Invitee


def invitee_of(request: UserRequest, code: UUID) -> Invitee:
    """The part of one of the person's suppliers; 404 for anybody else."""
    theirs = Invitee.objects.of(request.user).select_related("supplier", "invitation__entity", "invitation__process")
    return get_object_or_404(theirs.defer("invitation__process__search"), code=code)


def prepared(request: UserRequest, code: UUID) -> Invitee:
    """The same, for who edits the supplier; 403 for the rest of its team."""
    invitee = invitee_of(request, code)
    if not invitee.is_prepared_by(request.user):
        raise PermissionDenied
    return invitee


def crumbs(invitee: Invitee | None = None) -> list[Crumb]:
    """The pages above one of an invitation."""
    above = [Crumb(_("Invitaciones"), reverse("interests:quote_list"))]
    if invitee is not None:
        above.append(Crumb(invitee.invitation.title, reverse("interests:quote_detail", args=[invitee.code])))
    return above
