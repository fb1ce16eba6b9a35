"""The page of one opportunity, and what the team does there: decide, write, hand over, silence."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb, SummaryRow
from interests.forms.opportunities import HandOverForm, NoteForm
from interests.models import Mute, Opportunity, OpportunityNote, State
from interests.queries import mutes, readiness
from interests.queries import opportunity as queries
from interests.services import handing_over, notes
from interests.services import mutes as muting
from interests.views.opportunities import back_of, opportunity_decide
from onboarding.models import EDITING, Membership
from procurement.models import Process
from procurement.queries.changes import changes_of


@require_http_methods(["GET", "HEAD", "POST"])
def opportunity(request: UserRequest, code: UUID) -> HttpResponse:
    """Everything about it; a POST decides."""
    if request.method == "POST":
        return opportunity_decide(request, code)
    return _draw(request, _whole(request, code))


@require_POST
def note_add(request: UserRequest, code: UUID) -> HttpResponse:
    """Write a note for the team."""
    found = _whole(request, code)
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _draw(request, found, note=form)
    notes.add(found, form.cleaned_data["text"], by=request.user)
    messages.success(request, _("Su nota quedó guardada."))
    return redirect(f"{_page(found)}#notas")


@require_POST
def note_delete(request: UserRequest, code: UUID) -> HttpResponse:
    """Take back one's own note; the others' are theirs."""
    mine = OpportunityNote.objects.filter(opportunity__in=Opportunity.objects.of(request.user))
    note = get_object_or_404(mine.select_related("opportunity"), code=code)
    notes.delete(note, by=request.user)
    messages.success(request, _("Su nota se borró."))
    return redirect(f"{_page(note.opportunity)}#notas")


@require_POST
def opportunity_hand_over(request: UserRequest, code: UUID) -> HttpResponse:
    """Leave it in the charge of a member of the team."""
    found = _whole(request, code)
    form = HandOverForm(request.POST, opportunity=found)
    if not form.is_valid():
        return _draw(request, found, hand_over=form)
    to = form.cleaned_data["to"]
    handing_over.hand_over(found, to.code if to else None, by=request.user)
    said = _("Quedó a cargo de %(person)s.") % {"person": to.full_name} if to else _("Quedó sin persona a cargo.")
    messages.success(request, said)
    return redirect(_page(found))


@require_POST
def opportunity_mute(request: UserRequest, code: UUID) -> HttpResponse:
    """Silence its code, its public body or its modality for the person; then back to where they were."""
    found = get_object_or_404(Opportunity.objects.of(request.user).select_related("process"), code=code)
    kind = request.POST.get("kind", "")
    if kind not in Mute.Kind:
        raise BadRequest(_("Elija qué silenciar."))
    try:
        made = muting.mute(found, Mute.Kind(kind), by=request.user)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    else:
        name = mutes.names_of([made])[made.pk]
        said = _("Silenció «%(name)s»: lo nuevo que lo tenga no se ve ni se le avisa. Puede quitarlo en sus silencios.")
        messages.success(request, said % {"name": name})
    return redirect(back_of(request, found))


def _whole(request: UserRequest, code: UUID) -> Opportunity:
    related = ("supplier", "assigned_to", "process__entity", "process__department", "process__municipality")
    mine = Opportunity.objects.of(request.user).select_related(*related).defer("process__search")
    return get_object_or_404(mine, code=code)


def _page(found: Opportunity) -> str:
    return reverse("interests:opportunity", args=[found.code])


def _draw(
    request: UserRequest, found: Opportunity, *, note: NoteForm | None = None, hand_over: HandOverForm | None = None
) -> HttpResponse:
    now = timezone.now()
    process = found.process
    role = Membership.objects.get(supplier=found.supplier_id, user=request.user).role
    context = {
        "opportunity": found,
        "process": process,
        "crumbs": [Crumb(_("Oportunidades"), reverse("interests:opportunity_list"))],
        "left": formats.days_left(process.closes_at, hour_known=process.closing_hour_known),
        "tone": formats.urgency(process.closes_at, hour_known=process.closing_hour_known),
        "rows": _summary(process),
        "reasons": queries.reasons_of(found),
        "checks": readiness.glance(process, found.supplier, at=now),
        "changes": changes_of(process),
        "notes": queries.notes_of(found),
        "form": note or hand_over,
        "note_form": note or NoteForm(),
        "hand_over_form": hand_over or HandOverForm(opportunity=found),
        "acts": [(state.value, label, key) for state, label, key in _acts() if state != found.state],
        "silences": _silences(process),
        "may_decide": role in EDITING,
    }
    return render(request, "interests/opportunity.html", context, status=200)


def _summary(process: Process) -> list[SummaryRow]:
    closes = formats.deadline(process.closes_at, hour_known=process.closing_hour_known)
    facts = (
        (_("Entidad"), process.buyer_name),
        (_("Lugar"), queries.place_of(process) or _("Sin informar")),
        (_("Valor"), formats.money(process.budget or None)),
        (_("Modalidad"), process.get_modality_display()),
        (_("Cierre"), closes or _("sin fecha de cierre")),
    )
    return [SummaryRow(key, value) for key, value in facts]


def _acts() -> list[tuple[State, str, str]]:
    """What may be done with it, with the key that does it in the list."""
    return [
        (State.SAVED, _("Guardar"), "g"),
        (State.PREPARING, _("Preparar"), "p"),
        (State.DISCARDED, _("Descartar"), "d"),
        (State.NEW, _("Devolver a las nuevas"), ""),
    ]


def _silences(process: Process) -> list[tuple[str, str]]:
    found = [
        (Mute.Kind.ENTITY.value, _("Esta entidad: %(name)s") % {"name": process.buyer_name}),
        (Mute.Kind.MODALITY.value, _("Esta modalidad: %(name)s") % {"name": process.get_modality_display()}),
    ]
    if process.code_paths:
        code = process.main_code
        found.insert(0, (Mute.Kind.CODE.value, _("Este código: %(name)s") % {"name": code}))
    return found
