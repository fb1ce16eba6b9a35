"""Joint bidders: who takes part, with what share, who has accepted, and whether the agreement stands."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web import formats, limits
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow
from groundwork.web.responses import too_many_requests
from onboarding.forms.joints import AnswerPartForm, NewPartForm, PartForm
from onboarding.models import JointMember, PersonType, Supplier
from onboarding.services import joints as services
from onboarding.views.current import Current, begin_first, current

LOOK_UPS_AN_HOUR = 60


@require_safe
def joint(request: UserRequest) -> HttpResponse:
    """The members of a joint bidder; for another supplier, the joint bidders that it takes part in or is asked to."""
    here = current(request)
    if here is None:
        return begin_first(request)
    if here.supplier.person_type == PersonType.JOINT:
        return _composition(request, here)
    parts = here.supplier.joint_parts.current().select_related("joint").order_by("accepted_at", "-asked_at")
    context = {"here": here, "parts": parts, "above": _crumbs(here)[:1]}
    return render(request, "onboarding/joint_parts.html", context)


@require_http_methods(["GET", "POST"])
def joint_member_new(request: UserRequest) -> HttpResponse:
    """Ask a supplier to take part."""
    here = _editing(current(request))
    part = JointMember(joint=here.supplier, asked_by=request.user)
    form = NewPartForm(request.POST if request.method == "POST" else None, instance=part)
    if form.is_valid():
        # A number is registered or not: that much can be learnt here, so not thousands of times.
        if seconds := limits.seconds_to_wait(request, "joint", limit=LOOK_UPS_AN_HOUR, window=3600):
            return too_many_requests(request, seconds=seconds)
        try:
            asked = services.ask(form.save(commit=False), by=request.actor)
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _asked_words(asked))
            return redirect(here.supplier.page("joint"))
    context = {"here": here, "form": form, "above": _crumbs(here)}
    return render(request, "onboarding/joint_member.html", context)


@require_http_methods(["GET", "POST"])
def joint_member_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Change a member's share or what it does."""
    here, part = _part_of_mine(request, code)
    form = PartForm(request.POST if request.method == "POST" else None, instance=part)
    if form.is_valid():
        try:
            services.change(
                part,
                share=form.cleaned_data["share"],
                activities=form.cleaned_data["activities"],
                leads=form.cleaned_data["leads"],
                by=request.actor,
            )
        except ValidationError as refusal:
            _add(form, refusal)
        else:
            messages.success(request, _("Guardamos la participación de %(name)s.") % {"name": part.member.name})
            return redirect(here.supplier.page("joint"))
    context = {"here": here, "form": form, "part": part, "above": _crumbs(here)}
    return render(request, "onboarding/joint_member.html", context)


@require_POST
def joint_member_remove(request: UserRequest, code: UUID) -> HttpResponse:
    """Take a member out."""
    here, part = _part_of_mine(request, code)
    try:
        services.remove(part, by=request.actor)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        messages.success(request, _("%(name)s ya no es integrante.") % {"name": part.member.name})
    return redirect(here.supplier.page("joint"))


@require_POST
def joint_form(request: UserRequest) -> HttpResponse:
    """Declare it formed."""
    here = _editing(current(request))
    request.actor.require_recent_authentication()
    try:
        services.form(here.supplier, by=request.actor)
    except ValidationError as refusal:
        return _composition(request, here, refusals=refusal.messages)
    messages.success(request, _("%(name)s quedó conformado.") % {"name": here.supplier.name})
    return redirect(here.supplier.page("joint"))


@require_POST
def joint_reopen(request: UserRequest) -> HttpResponse:
    """Let its composition change."""
    here = _editing(current(request))
    request.actor.require_recent_authentication()
    try:
        services.reopen(here.supplier, by=request.actor)
    except ValidationError as refusal:
        return _composition(request, here, refusals=refusal.messages)
    messages.success(request, _("Puede cambiar la composición. Los integrantes tendrán que aceptar otra vez."))
    return redirect(here.supplier.page("joint"))


@require_http_methods(["GET", "POST"])
def joint_answer(request: UserRequest, code: UUID) -> HttpResponse:
    """Accept a part, or decline it with a reason, in the name of the member."""
    mine = JointMember.objects.filter(member__in=Supplier.objects.of(request.user), removed_at=None)
    part = get_object_or_404(mine.select_related("joint", "member", "asked_by"), code=code)
    here = current(request, of=part.member)
    if here is None or not here.binds:
        raise PermissionDenied
    request.actor.require_recent_authentication()
    seen = {"share": part.share, "activities": part.activities}
    form = AnswerPartForm(request.POST if request.method == "POST" else None, initial=seen)
    if form.is_valid():
        try:
            _answer(request, part, form)
        except ValidationError as refusal:
            _add(form, refusal)
            part.refresh_from_db(fields=["share", "activities", "accepted_at", "declined_at"])
        else:
            return redirect(here.supplier.page("joint"))
    waits = not (part.accepted_at or part.declined_at)
    context = {"here": here, "part": part, "form": form, "waits": waits, "facts": _facts(part), "above": _crumbs(here)}
    return render(request, "onboarding/joint_answer.html", context)


def _answer(request: UserRequest, part: JointMember, form: AnswerPartForm) -> None:
    names = {"member": part.member.name, "joint": part.joint.name}
    if form.says_yes:
        part.share, part.activities = form.cleaned_data["share"], form.cleaned_data["activities"]
        services.accept(part, by=request.actor)
        messages.success(request, _("%(member)s es integrante de %(joint)s.") % names)
    else:
        services.decline(part, form.cleaned_data["reason"], by=request.actor)
        messages.success(request, _("Le respondimos a %(joint)s que no, con su motivo.") % names)


def _composition(request: UserRequest, here: Current, *, refusals: list[str] | None = None) -> HttpResponse:
    parts = list(here.supplier.joint_members.current().select_related("member").order_by("-share", "pk"))
    context = {
        "here": here,
        "parts": parts,
        "total": formats.percent(services.total(parts)),
        "missing": [] if here.supplier.formed_at else services.what_is_missing(parts),
        "refusals": refusals or [],
        "declined": here.supplier.joint_members.filter(declined_at__isnull=False, removed_at=None).select_related(
            "member"
        ),
        "above": _crumbs(here)[:1],
    }
    return render(request, "onboarding/joint.html", context)


def _facts(part: JointMember) -> list[SummaryRow]:
    facts = (
        (_("Proponente plural"), part.joint.name),
        (_("Tipo"), part.joint.get_joint_kind_display()),
        (_("Integrante"), part.member.name),
        (_("Participación"), formats.percent(part.share)),
        (_("Actividades"), part.activities),
        (_("Representa al proponente plural"), _("Sí") if part.leads else ""),
        (_("Lo invitó"), part.asked_by.full_name),
    )
    return [SummaryRow(key, value) for key, value in facts if value]


def _asked_words(part: JointMember) -> str:
    name = {"name": part.member.name}
    if part.accepted_at:
        return _("%(name)s es integrante: usted puede aceptar por él y lo hizo.") % name
    return _("Le escribimos a quienes pueden aceptar por %(name)s.") % name


def _add(form: Form | PartForm, refusal: ValidationError) -> None:
    """Show a refusal beside the field that it concerns, or above all where the form has no such field."""
    fits = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
    form.add_error(None, refusal if fits else ValidationError(refusal.messages))


def _editing(here: Current | None) -> Current:
    if here is None or here.supplier.person_type != PersonType.JOINT:
        raise Http404
    here.require_editor()
    return here


def _part_of_mine(request: UserRequest, code: UUID) -> tuple[Current, JointMember]:
    """A part of a joint bidder of the person's, which becomes the one of the page."""
    parts = JointMember.objects.filter(joint__in=Supplier.objects.of(request.user), removed_at=None)
    part = get_object_or_404(parts.select_related("joint", "member"), code=code)
    return _editing(current(request, of=part.joint)), part


def _crumbs(here: Current) -> list[Crumb]:
    return [
        Crumb(_("Proveedor"), reverse("onboarding:supplier")),
        Crumb(_("Proponente plural"), here.supplier.page("joint")),
    ]
