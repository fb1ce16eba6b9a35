"""The pages of a team, the same for a supplier's and for a public body's; each room says which teams are meant."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accounts import queries as account_queries
from accounts.models import User
from accounts.services.activity import origin_of
from accounts.teams import queries, services
from accounts.teams.forms import InviteForm, RolesForm
from accounts.teams.models import Invitation, Team
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow


def chosen[T: Team](request: UserRequest, teams: "QuerySet[T]") -> T | None:
    """The team that the address names, or the only one; None when there is a choice to make, or no team at all.

    Raises Http404 for one that the user is not in.
    """
    mine = list(teams.order_by("name"))
    if wanted := request.GET.get(teams.model.parameter, ""):
        mine = [team for team in mine if str(team.code) == wanted]
        if not mine:
            raise Http404
    return mine[0] if len(mine) == 1 else None


def named[T: Team](request: UserRequest, teams: "QuerySet[T]") -> T:
    """The team that the page is about. Raises Http404 unless it is one of the user's."""
    team = chosen(request, teams)
    if team is None:
        raise Http404
    return team


def administered[T: Team](request: UserRequest, teams: "QuerySet[T]") -> T:
    """The same, for a page on which its administrators act: proved lately, so that no form is lost half-way."""
    team = named(request, teams)
    if not team.is_administered_by(request.user):
        raise PermissionDenied
    request.actor.require_recent_authentication()
    return team


def team_page(request: UserRequest, team: Team, above: list[Crumb], **more: Any) -> HttpResponse:
    """Who is in the team, and for its administrators, who was invited."""
    administers = team.is_administered_by(request.user)
    context = {
        "team": team,
        "above": above,
        "invite_url": team.page("team_invite"),
        "leave_url": team.page("team_leave"),
        "administers": administers,
        "members": queries.members(team),
        "invitations": queries.invitations(team) if administers else [],
        **more,
    }
    return render(request, "accounts/team.html", context)


def choice_page(request: UserRequest, teams: QuerySet[Any], above: list[Crumb]) -> HttpResponse:
    """Of which team, for who is in several; or that there is none."""
    links = [(team.name, team.page("team")) for team in teams.order_by("name")]
    return render(request, "accounts/team_choice.html", {"links": links, "above": above})


def invite_page(request: UserRequest, team: Team, above: list[Crumb]) -> HttpResponse:
    """Invite somebody by their address."""
    form = InviteForm(request.POST if request.method == "POST" else None, team=team)
    if form.is_valid():
        try:
            made = services.invite(team, form.cleaned_data["email"], form.cleaned_data["roles"], by=request.actor)
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            said = _("Le enviamos la invitación a %(email)s. Abajo puede ver qué pasó con el mensaje.")
            messages.success(request, said % {"email": made.email})
            return redirect(team.page("team"))
    return render(request, "accounts/team_invite.html", _context(team, form, above))


def resend(request: UserRequest, invitation: Invitation) -> HttpResponse:
    """Send the invitation once more, and go back to the team."""
    try:
        services.resend(invitation, by=request.actor)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("Enviamos otra vez la invitación a %(email)s.") % {"email": invitation.email})
    return redirect(invitation.team.page("team"))


def withdraw(request: UserRequest, invitation: Invitation) -> HttpResponse:
    """Take the invitation back, and return to the team."""
    try:
        services.withdraw(invitation, by=request.actor)
    except ValidationError as refusal:
        messages.warning(request, " ".join(refusal.messages))
    else:
        said = _("Retiramos la invitación a %(email)s: el enlace del mensaje ya no sirve.")
        messages.success(request, said % {"email": invitation.email})
    return redirect(invitation.team.page("team"))


def roles_page(request: UserRequest, team: Team, person: UUID, above: list[Crumb]) -> HttpResponse:
    """Change what a member may do."""
    member = _member(team, person)
    held = list(team.memberships.filter(user=member).values_list("role", flat=True))
    initial = {"roles": held if team.several_roles else held[0]}
    form = RolesForm(request.POST if request.method == "POST" else None, team=team, initial=initial)
    if form.is_valid():
        try:
            changed = services.change_roles(team, member, form.cleaned_data["roles"], by=request.actor)
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            if changed:
                messages.success(request, _("Cambiamos lo que puede hacer %(name)s.") % {"name": member.full_name})
            return redirect(team.page("team"))
    context = _context(team, form, above) | {"member": member}
    return render(request, "accounts/team_roles.html", context)


def remove_page(request: UserRequest, team: Team, person: UUID, above: list[Crumb]) -> HttpResponse:
    """Ask before taking a member out; the post does it."""
    member = _member(team, person)
    if member == request.user:
        return redirect(team.page("team_leave"))
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.remove(team, member, by=request.actor)
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("%(name)s ya no está en el equipo.") % {"name": member.full_name})
            return redirect(team.page("team"))
    context = _context(team, form, above) | {"member": member}
    return render(request, "accounts/team_remove.html", context)


def leave_page(request: UserRequest, team: Team, above: list[Crumb]) -> HttpResponse:
    """Ask before leaving; the post does it."""
    request.actor.require_recent_authentication()
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            services.leave(team, by=request.actor, origin=origin_of(request))
        except ValidationError as refusal:
            _refuse(form, refusal)
        else:
            messages.success(request, _("Usted ya no está en el equipo de %(team)s.") % {"team": team.name})
            return redirect(above[0].url)
    return render(request, "accounts/team_leave.html", _context(team, form, above))


def invitation_page(request: HttpRequest, invitation: Invitation, landing: str) -> HttpResponse:
    """Who invites to what; only the owner of the invited address sees more than the team's name, and answers."""
    context = {"invitation": invitation, "team": invitation.team, "masked": account_queries.masked(invitation.email)}
    user = request.user
    if not user.is_authenticated or not invitation.is_for(user):
        return _stranger(request, context)
    form = Form(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            if request.POST.get("answer") == "accept":
                services.accept(invitation, by=user, origin=origin_of(request))
            elif request.POST.get("answer") == "decline":
                services.decline(invitation, by=user)
        except ValidationError as refusal:
            _refuse(form, refusal)
            invitation.refresh_from_db()
        else:
            return _answered(request, invitation, landing)
    context |= {"form": form, "landing": landing, "facts": _facts(invitation)}
    return render(request, "accounts/team_invitation.html", context)


def _facts(invitation: Invitation) -> list[SummaryRow]:
    duties = [f"{label}: {duty}" for label, duty in invitation.team.duties_of(invitation.roles)]
    return [
        SummaryRow(_("Invita"), invitation.invited_by.full_name),
        SummaryRow(_("Qué podrá hacer"), ". ".join(duties)),
        SummaryRow(_("Vence"), formats.long_date(invitation.expires_at)),
    ]


def _answered(request: HttpRequest, invitation: Invitation, landing: str) -> HttpResponse:
    invitation.refresh_from_db()
    if invitation.accepted_at:
        messages.success(request, _("Usted ya está en el equipo de %(team)s.") % {"team": invitation.team.name})
        return redirect(landing)
    return redirect(invitation.url)


def _stranger(request: HttpRequest, context: dict[str, Any]) -> HttpResponse:
    """The way to sign in with the right address, and back here. It says nothing of the team but its name."""
    if request.method == "POST":
        raise PermissionDenied
    return render(request, "accounts/team_invitation_sign_in.html", {**context, "next": request.path})


def _member(team: Team, code: UUID) -> User:
    return get_object_or_404(User.objects.filter(pk__in=team.memberships.values("user")), code=code)


def _context(team: Team, form: Form, above: list[Crumb]) -> dict[str, Any]:
    """What the pages below that of the team have in common."""
    url = team.page("team")
    crumbs = [*above, Crumb(_("Equipo de %(team)s") % {"team": team.name}, url)]
    return {"team": team, "form": form, "above": crumbs, "team_url": url}


def _refuse(form: Form, refusal: ValidationError) -> None:
    """Beside the field that it is about, when the form has that field."""
    if hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields):
        form.add_error(None, refusal)
    else:
        form.add_error(None, refusal.messages)
