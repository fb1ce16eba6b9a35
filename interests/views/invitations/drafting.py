"""Writing an invitation to quote."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.forms.models import model_to_dict
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST
from django_htmx.http import replace_url

from groundwork.web.actor import UserRequest
from interests.forms.invitations.drafting import InvitationForm
from interests.forms.invitations.items import FIELDS, ItemRows, pasted
from interests.models import Invitation, inviting_for
from interests.services.invitations import drafting
from interests.views import refusing
from interests.views.invitations.access import crumbs, managed
from interests.views.invitations.choosing import chosen_suppliers, code_in, named, others
from onboarding.models import Supplier
from procurement.models import Entity


@dataclass(frozen=True, slots=True)
class Arranged:
    """The rows after a button that only arranges them, and what could not be pasted, with why."""

    rows: ItemRows
    pasted: str = ""
    refusal: str = ""


@require_http_methods(["GET", "POST"])
def invitation_new(request: UserRequest) -> HttpResponse:
    """Begin an invitation, with the suppliers that the directory sends; ?invitacion= adds them to one that is there."""
    if not Entity.objects.of(request.user).exists():
        return redirect("desk:entity")
    if not inviting_for(request.user).exists():
        raise PermissionDenied
    if request.method == "GET" and (known := named(request)):
        verb = "detail" if known.sent_at else "edit"
        query = urlencode({"proveedor": request.GET.getlist("proveedor")}, doseq=True)
        return redirect(f"{reverse(f'interests:invitation_{verb}', args=[known.code])}?{query}")
    return _edit(request, _begun(request))


@require_http_methods(["GET", "POST"])
def invitation_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Go on with a draft."""
    invitation = managed(request, code)
    if invitation.sent_at and not request.htmx:
        messages.info(request, _("Esta invitación ya se envió: lo que dice no cambia. Puede ampliar la fecha."))
        return redirect("interests:invitation_detail", code)
    return _edit(request, invitation)


@require_POST
def invitation_delete(request: UserRequest, code: UUID) -> HttpResponse:
    """Throw a draft away."""
    invitation = managed(request, code)
    try:
        drafting.delete_draft(invitation, by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
        return redirect("interests:invitation_detail", code)
    messages.success(request, _("Borrador eliminado."))
    return redirect("interests:invitation_list")


def _begun(request: UserRequest) -> Invitation:
    """The new draft that the page began: it carries its code from the start, so that saving it twice makes one."""
    code = code_in(request.POST.get("draft", ""))
    if code is None:
        return Invitation()
    theirs = Invitation.objects.managed_by(request.user).select_related("entity", "process").defer("process__search")
    return theirs.filter(code=code).first() or Invitation(code=code)


def _edit(request: UserRequest, invitation: Invitation) -> HttpResponse:
    """The page of the draft: each pause saves what is right; some buttons only arrange the rows, the rest save it."""
    if request.method == "POST":
        return _posted(request, invitation, request.POST)
    form = InvitationForm(
        instance=invitation,
        user=request.user,
        now=timezone.now(),
        entity=request.GET.get("entidad", ""),
        process=request.GET.get("proceso", ""),
    )
    chosen = chosen_suppliers(request.GET, invitation)
    may_be_others = not invitation.pk and chosen
    return _page(
        request, invitation, form, _rows_of(invitation), chosen, others=others(request) if may_be_others else []
    )


def _posted(request: UserRequest, invitation: Invitation, data: QueryDict) -> HttpResponse:
    rows, chosen = ItemRows.posted(data), chosen_suppliers(data, invitation, is_posted=True)
    if not request.htmx and (arranged := _arranged(data, rows)):
        return _page(request, invitation, _as_typed(request, data), arranged.rows, chosen, arranged=arranged)
    whole = not request.htmx and data.get("do") == "check"
    form = InvitationForm(data, instance=invitation, user=request.user, now=timezone.now(), whole=whole)
    right = form.is_valid() & rows.is_valid()
    saved = _saved(request, form, rows, chosen) if right or request.htmx else None
    if request.htmx:
        return _pause(request, form, rows, saved)
    if saved:
        return redirect(_after(saved, data.get("do", "")))
    return _page(request, invitation, form, rows, chosen)


def _page(
    request: UserRequest,
    invitation: Invitation,
    form: InvitationForm,
    rows: ItemRows,
    suppliers: list[Supplier],
    *,
    arranged: Arranged | None = None,
    others: Iterable[tuple[str, str]] = (),
) -> HttpResponse:
    context = {
        "above": crumbs(),
        "invitation": invitation,
        "is_new": not invitation.pk,
        "form": form,
        "rows": rows,
        "suppliers": suppliers,
        "others": others,
        "arranged": arranged,
    }
    return render(request, "interests/invitations/edit.html", context)


def _pause(request: UserRequest, form: InvitationForm, rows: ItemRows, saved: Invitation | None) -> HttpResponse:
    """What a pause has kept, and what not; the page of a new draft goes on as that draft's own."""
    wrong = [form[name].label for name in form.errors if name in form.fields]
    context = {"form": form, "wrong": wrong, "wrong_rows": rows.wrong, "saved_at": timezone.now() if saved else None}
    response = render(request, "interests/invitations/edit.html#saved", context)
    return replace_url(response, _after(saved, "")) if saved else response


def _as_typed(request: UserRequest, data: QueryDict) -> InvitationForm:
    """The rest of the page as it was typed, without complaint, while only its rows are looked at."""
    return InvitationForm(
        initial=data.dict() | {"answers_hidden": "answers_hidden" in data},
        instance=Invitation(),
        user=request.user,
        now=timezone.now(),
        process=data.get("process", ""),
    )


def _arranged(data: QueryDict, rows: ItemRows) -> Arranged | None:
    """None for every other button."""
    typed = rows.typed()
    if "remove" in data:
        left = rows.typed(without=_number(data.get("remove", "")))
        return Arranged(ItemRows.of(left, empty=0 if left else 1))
    match data.get("do"):
        case "row":
            return Arranged(ItemRows.of(typed, empty=1))
        case "paste":
            words = data.get("pasted", "")
            try:
                return Arranged(ItemRows.of([*typed, *pasted(words, typed=len(typed))], empty=0))
            except ValidationError as refusal:
                return Arranged(ItemRows.of(typed, empty=0 if typed else 1), words, " ".join(refusal.messages))
    return None


def _saved(
    request: UserRequest, form: InvitationForm, rows: ItemRows, suppliers: Iterable[Supplier]
) -> Invitation | None:
    """The draft with what is right, kept; None when it was refused, with the reasons in the form."""
    if not form.instance.entity_id:
        return None
    try:
        return drafting.save_draft(form.instance, rows.items, suppliers, by=request.user)
    except ValidationError as refusal:
        refusing.show(form, refusal)
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


def _number(text: str) -> int:
    """The place of a row; none for what no page of ours sends."""
    return int(text) if text.isascii() and text.isdigit() else -1
