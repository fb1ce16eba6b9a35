"""The team of a public body; its pages are those of accounts.teams."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.teams import views as pages
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from procurement.models import Entity, EntityInvitation


@require_safe
def team(request: UserRequest) -> HttpResponse:
    """Who acts for the body; which one, when the person is in several."""
    mine = Entity.objects.of(request.user)
    found = pages.chosen(request, mine)
    if found is None:
        return pages.choice_page(request, mine, _above())
    return pages.team_page(request, found, _above())


@require_http_methods(["GET", "POST"])
def team_invite(request: UserRequest) -> HttpResponse:
    """Invite somebody to the body's team."""
    return pages.invite_page(request, pages.administered(request, Entity.objects.of(request.user)), _above())


@require_POST
def team_resend(request: UserRequest, code: UUID) -> HttpResponse:
    """Send an invitation once more."""
    return pages.resend(request, _invitation_of(request, code))


@require_POST
def team_withdraw(request: UserRequest, code: UUID) -> HttpResponse:
    """Take an invitation back."""
    return pages.withdraw(request, _invitation_of(request, code))


@require_http_methods(["GET", "POST"])
def team_roles(request: UserRequest, person: UUID) -> HttpResponse:
    """Change what a member may do for the body."""
    mine = pages.administered(request, Entity.objects.of(request.user))
    return pages.roles_page(request, mine, person, _above())


@require_http_methods(["GET", "POST"])
def team_remove(request: UserRequest, person: UUID) -> HttpResponse:
    """Take a member out of the body's team."""
    mine = pages.administered(request, Entity.objects.of(request.user))
    return pages.remove_page(request, mine, person, _above())


@require_http_methods(["GET", "POST"])
def team_leave(request: UserRequest) -> HttpResponse:
    """Leave the body's team."""
    return pages.leave_page(request, pages.named(request, Entity.objects.of(request.user)), _above())


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def team_invitation(request: HttpRequest, code: UUID) -> HttpResponse:
    """Answer an invitation to a public body's team: the link of its mail."""
    invitation = get_object_or_404(EntityInvitation.objects.select_related("entity", "invited_by"), code=code)
    return pages.invitation_page(request, invitation, reverse("desk:entity"))


def _invitation_of(request: UserRequest, code: UUID) -> EntityInvitation:
    mine = EntityInvitation.objects.to(Entity.objects.of(request.user)).select_related("entity")
    return get_object_or_404(mine, code=code)


def _above() -> list[Crumb]:
    return [Crumb(_("Entidad"), reverse("desk:entity"))]
