"""Who may open the pages of an invitation, and what stands above them."""

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.models import Invitation, inviting_for


def read(request: UserRequest, code: UUID) -> Invitation:
    """An invitation of one of the person's public bodies; 404 for anybody else."""
    theirs = Invitation.objects.of(request.user).select_related("entity", "process", "created_by")
    return get_object_or_404(theirs.defer("process__search"), code=code)


def managed(request: UserRequest, code: UUID) -> Invitation:
    """An invitation that the person may change: 404 for strangers, 403 for the rest of the entity's team."""
    theirs = Invitation.objects.of(request.user).select_related("entity", "process").defer("process__search")
    invitation = get_object_or_404(theirs, code=code)
    if not inviting_for(request.user).filter(pk=invitation.entity_id).exists():
        raise PermissionDenied
    return invitation


def crumbs() -> list[Crumb]:
    """The pages above."""
    return [
        Crumb(_("Entidad"), reverse("desk:entity")),
        Crumb(_("Invitaciones a cotizar"), reverse("interests:invitation_list")),
    ]


def act(invitation: Invitation, form: Form) -> dict[str, object]:
    """What the page of one act on an invitation shows."""
    above = [*crumbs(), Crumb(invitation.title, reverse("interests:invitation_detail", args=[invitation.code]))]
    return {"above": above, "invitation": invitation, "form": form, "is_open": invitation.receives(timezone.now())}
