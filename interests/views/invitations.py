"""Invitations to quote as the public body writes them: the list, the draft, the look before it is sent."""

from collections.abc import Iterable
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.http import HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from groundwork.web.paging import CURSOR_PARAMETER
from interests.forms.invitations import InvitationForm
from interests.forms.invitations_items import FIELDS, ItemRows, pasted
from interests.forms.quotes import FilesForm
from interests.models import Invitation, inviting_for
from interests.queries import invitations as queries
from interests.queries.invitations import Tab
from interests.services import invitations as services
from interests.views import files
from onboarding.models import Supplier
from procurement.models import Entity

OTHERS = 5
LABELS = {
    Tab.OPEN: lambda: _("Abiertas"),
    Tab.DRAFTS: lambda: _("Borradores"),
    Tab.CLOSED: lambda: _("Cerradas"),
    Tab.CANCELLED: lambda: _("Canceladas"),
}


@require_safe
def invitation_list(request: UserRequest) -> HttpResponse:
    """The invitations of the person's public bodies, by state, the newest first."""
    if not Entity.objects.of(request.user).exists():
        return redirect("desk:entity")
    now = timezone.now()
    counts = queries.counts(request.user, at=now)
    wanted = request.GET.get("estado", "")
    tab = Tab(wanted) if wanted in set(Tab) else next((name for name, count in counts.items() if count), Tab.OPEN)
    context = {
        "above": crumbs()[:1],
        "tab": tab,
        "tabs": [(name, LABELS[name](), count) for name, count in counts.items()],
        "total": sum(counts.values()),
        "page": queries.page(request.user, tab, at=now, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "may_invite": inviting_for(request.user).exists(),
        "several": Entity.objects.of(request.user).count() > 1,
    }
    return render(request, "interests/invitations/list.html", context)


@require_http_methods(["GET", "POST"])
def invitation_new(request: UserRequest) -> HttpResponse:
    """Begin an invitation, with the suppliers that the directory sends; ?invitacion= adds them to one that is there."""
    if not Entity.objects.of(request.user).exists():
        return redirect("desk:entity")
    if not inviting_for(request.user).exists():
        raise PermissionDenied
    if request.method == "GET" and (known := _named(request)):
        verb = "detail" if known.sent_at else "edit"
        query = urlencode({"proveedor": request.GET.getlist("proveedor")}, doseq=True)
        return redirect(f"{reverse(f'interests:invitation_{verb}', args=[known.code])}?{query}")
    return _edit(request, Invitation())


@require_http_methods(["GET", "POST"])
def invitation_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Go on with a draft."""
    invitation = managed(request, code)
    if invitation.sent_at:
        messages.info(request, _("Esta invitación ya se envió: lo que dice no cambia. Puede ampliar la fecha."))
        return redirect("interests:invitation_detail", code)
    return _edit(request, invitation)


@require_http_methods(["GET", "POST"])
def invitation_check(request: UserRequest, code: UUID) -> HttpResponse:
    """The whole draft before it is sent, with its papers; then it is."""
    invitation = managed(request, code)
    if invitation.sent_at:
        return redirect("interests:invitation_detail", code)
    form = FilesForm(*((request.POST, request.FILES) if request.POST.get("do") == "files" else ()))
    lacks = []
    if request.method == "POST" and request.POST.get("do") == "files":
        if form.is_valid():
            files.take(
                request,
                form.cleaned_data["files"],
                lambda upload: services.attach(invitation, upload, by=request.user),
            )
            return redirect("interests:invitation_check", code)
    elif request.method == "POST" and "drop" in request.POST:
        services.detach(invitation, str(_uuid(request.POST["drop"])), by=request.user)
        return redirect("interests:invitation_check", code)
    elif request.method == "POST":
        try:
            sent = services.send(invitation, by=request.user)
        except ValidationError as refusal:
            lacks = refusal.messages
        else:
            number = sent.invitees.count()
            said = ngettext(
                "Invitación enviada. Le escribimos a %(number)d proveedor.",
                "Invitación enviada. Les escribimos a %(number)d proveedores.",
                number,
            )
            messages.success(request, said % {"number": number})
            return redirect("interests:invitation_detail", code)
    context = {
        "above": crumbs(),
        "invitation": invitation,
        "items": list(invitation.items.all()),
        "invitees": queries.invitees(invitation),
        "files": list(invitation.files.select_related("file").order_by("pk")),
        "form": form,
        "refused": lacks,
        "lacks": lacks or services.missing(invitation, at=timezone.now()),
    }
    return render(request, "interests/invitations/check.html", context)


@require_POST
def invitation_delete(request: UserRequest, code: UUID) -> HttpResponse:
    """Throw a draft away."""
    invitation = managed(request, code)
    try:
        services.delete_draft(invitation, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("interests:invitation_detail", code)
    messages.success(request, _("Borrador eliminado."))
    return redirect("interests:invitation_list")


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


def _edit(request: UserRequest, invitation: Invitation) -> HttpResponse:
    """The page of the draft: rows are added, taken out and pasted by its buttons, the rest saves it."""
    data = request.POST if request.method == "POST" else None
    form = InvitationForm(
        data,
        instance=invitation,
        user=request.user,
        now=timezone.now(),
        entity=request.GET.get("entidad", ""),
        process=request.GET.get("proceso", ""),
    )
    rows = ItemRows.posted(data) if data is not None else _rows_of(invitation)
    chosen = chosen_suppliers(data if data is not None else request.GET, invitation, is_posted=data is not None)
    refusals: dict[str, str] = {}
    if data is not None and (arranged := _arranged(data, rows, refusals)) is not None:
        # Only the rows are looked at: the rest stays as it was typed, without complaint.
        rows = arranged
        form = InvitationForm(
            initial=data.dict() | {"answers_hidden": "answers_hidden" in data},
            instance=Invitation(),
            user=request.user,
            now=timezone.now(),
            process=data.get("process", ""),
        )
    elif data is not None:
        valid = [form.is_valid(), rows.is_valid()]
        if all(valid) and (saved := _saved(request, form, rows, chosen)):
            return redirect(_after(saved, data.get("do", "")))
    context = {
        "above": crumbs(),
        "invitation": invitation,
        "is_new": not invitation.pk,
        "form": form,
        "rows": rows,
        "suppliers": chosen,
        "others": _others(request) if request.method == "GET" and not invitation.pk and chosen else [],
        "paste_error": refusals.get("paste", ""),
        "pasted": data.get("pasted", "") if data is not None and "paste" in refusals else "",
    }
    return render(request, "interests/invitations/edit.html", context)


def _arranged(data: QueryDict, rows: ItemRows, refusals: dict[str, str]) -> ItemRows | None:
    """The rows after a button that only arranges them; None for every other button."""
    if "remove" in data:
        left = rows.typed(without=_number(data.get("remove", "")))
        return ItemRows.of(left, empty=0 if left else 1)
    match data.get("do"):
        case "row":
            return ItemRows.of(rows.typed(), empty=1)
        case "paste":
            try:
                return ItemRows.of([*rows.typed(), *pasted(data.get("pasted", ""))], empty=0)
            except ValidationError as refusal:
                refusals["paste"] = " ".join(refusal.messages)
                return ItemRows.of(rows.typed(), empty=0 if rows.typed() else 1)
    return None


def _saved(
    request: UserRequest, form: InvitationForm, rows: ItemRows, suppliers: Iterable[Supplier]
) -> Invitation | None:
    """The draft, kept; None when it was refused, with the reasons in the form."""
    try:
        return services.save_draft(form.save(commit=False), rows.items, suppliers, by=request.user)
    except ValidationError as refusal:
        fits = hasattr(refusal, "error_dict") and set(refusal.error_dict) <= set(form.fields)
        form.add_error(None, refusal if fits else forms.ValidationError(refusal.messages))
        return None


def _after(saved: Invitation, button: str) -> str:
    match button:
        case "check":
            return reverse("interests:invitation_check", args=[saved.code])
        case "directory":
            return f"{reverse('interests:directory')}?{urlencode({'invitacion': str(saved.code)})}"
    return reverse("interests:invitation_edit", args=[saved.code])


def _rows_of(invitation: Invitation) -> ItemRows:
    if not invitation.pk:
        return ItemRows.of([])
    kept = [model_to_dict(item, FIELDS) for item in invitation.items.all()]
    return ItemRows.of(kept, empty=0 if kept else 2)


def chosen_suppliers(
    data: QueryDict, invitation: Invitation | None = None, *, is_posted: bool = False
) -> list[Supplier]:
    """The suppliers whose codes were sent, each once, by name; on a draft's own page, those that it has too."""
    codes = {code for text in data.getlist("proveedor") if (code := _uuid(text))}
    found = {
        one.pk: one for one in queries.invitable().filter(code__in=codes).select_related("municipality__department")
    }
    if invitation is not None and invitation.pk:
        kept = Supplier.objects.filter(quote_invitations__invitation=invitation)
        kept = kept.filter(code__in=codes) if is_posted else kept
        found |= {one.pk: one for one in kept.select_related("municipality__department")}
    return sorted(found.values(), key=lambda one: (one.name, one.pk))


def _named(request: UserRequest) -> Invitation | None:
    code = _uuid(request.GET.get("invitacion", ""))
    return Invitation.objects.managed_by(request.user).filter(code=code).first() if code else None


def _others(request: UserRequest) -> list[tuple[str, str]]:
    """Title and address of the drafts and open invitations that these suppliers may be meant for, the newest."""
    theirs = Invitation.objects.managed_by(request.user)
    may = theirs.drafts() | theirs.open(at=timezone.now())
    query = {"proveedor": request.GET.getlist("proveedor")}
    page = reverse("interests:invitation_new")
    return [
        (one.title, f"{page}?{urlencode({**query, 'invitacion': str(one.code)}, doseq=True)}")
        for one in may.order_by("-pk")[:OTHERS]
    ]


def _number(text: str) -> int:
    """The place of a row; none for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdigit() else -1


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
