"""One request, as staff attend it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import Form
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import SummaryRow
from onboarding.models.supplier import IdentityType
from support.forms.tickets.attending import AnswerForm, CloseForm, HandOverForm, NoteForm, TemplateForm
from support.models import AnswerTemplate, State, Ticket, TicketMessage
from support.queries.tickets import following as reading
from support.queries.tickets import systems
from support.services.tickets import attending, following
from support.views.tickets import files
from support.views.tickets.following import download
from support.views.tickets.queue import above, actor_of

ATTEND = "admin:support_ticket_attend"
Forms = dict[str, Any]


@sensitive_post_parameters("text", "words", "deleted", "kept")
@require_http_methods(["GET", "POST"])
def attend(request: UserRequest, code: str) -> HttpResponse:
    """Who asks, what was said, and what may be done; a post does one of these."""
    ticket = _found(request, code)
    said = reading.conversation(ticket, with_notes=True, only_ready=True)
    forms = _forms(request, ticket, said)
    number = ""
    if request.method == "POST":
        act = request.POST.get("do", "")
        if act == "reveal":
            number = attending.reveal_document(ticket, by=actor_of(request))
        elif act in ACTS and ACTS[act](request, ticket, forms):
            return redirect(ATTEND, ticket.code)
    context = {
        **forms,
        "ticket": ticket,
        "said": said,
        "hidden_files": reading.hidden_files(ticket),
        "facts": _facts(ticket, number),
        "may_reveal": bool(ticket.document_number) and not number,
        "is_closed": ticket.state == State.CLOSED,
        "is_late": ticket.is_late(timezone.now()),
        "is_mine": ticket.assigned_to_id == request.user.pk,
        "language": dict(_languages()).get(ticket.language, ticket.language),
        "crumbs": above(),
        "form": next((form for form in forms.values() if form.errors), None),
    }
    return render(request, "support/ticket_attend.html", context)


@require_safe
def attend_file(request: UserRequest, code: str, file: UUID) -> HttpResponseBase:
    """A file that passed the checks, as a download."""
    return download(_found(request, code), file)


def _found(request: UserRequest, code: str) -> Ticket:
    attending.require_staff(actor_of(request))
    rows = Ticket.objects.attended_by(request.user).select_related("assigned_to", "user")
    return get_object_or_404(rows, code=code)


def _forms(request: UserRequest, ticket: Ticket, said: list[reading.Said]) -> Forms:
    """Each empty, but the answer may begin with a template's words."""
    seen = sum(1 for one in said if one.side != TicketMessage.Side.NOTE)
    rows = list(AnswerTemplate.objects.all())
    templates = TemplateForm(request.GET, templates=[(row.pk, _name(row)) for row in rows])
    chosen = templates.cleaned_data["plantilla"] if templates.is_valid() else None
    words = next((_in_language(row, ticket.language) for row in rows if row.pk == chosen), "")
    return {
        "templates": templates,
        "answer": AnswerForm(prefix="answer", user=request.user, initial={"seen": seen, "text": words}),
        "note": NoteForm(prefix="note"),
        "close": CloseForm(prefix="close", kind=ticket.kind),
        "hand_over": HandOverForm(people=_others(ticket)),
    }


def _name(template: AnswerTemplate) -> str:
    return template.name_en if get_language() == "en" else template.name


def _in_language(template: AnswerTemplate, language: str) -> str:
    return template.text_en if language == "en" else template.text_es


def _others(ticket: Ticket) -> Any:
    return attending.staff().exclude(pk=ticket.assigned_to_id or 0).order_by("full_name")


def _answer(request: UserRequest, ticket: Ticket, forms: Forms) -> bool:
    form = forms["answer"] = AnswerForm(request.POST, request.FILES, prefix="answer", user=request.user)
    if not form.is_valid():
        return False
    given = form.cleaned_data["files"]
    done = _does(form, lambda: following.require_room(ticket, len(given)), fallback="files") and _does(
        form, lambda: _send(request, ticket, form), fallback="text"
    )
    if not done and form.has_error("text", "unread"):
        # What is new is on this page now: the next time it has been read.
        seen = ticket.messages.exclude(side=TicketMessage.Side.NOTE).count()
        form.data = {**request.POST.dict(), "answer-seen": str(seen)}
    return done


def _send(request: UserRequest, ticket: Ticket, form: AnswerForm) -> None:
    """Answer, and then give the files: one that is refused does not undo what was said."""
    said = attending.answer(ticket, form.saying, by=actor_of(request))
    messages.success(request, _("Respuesta enviada. La persona recibe un correo con el enlace."))
    if said:
        files.take(request, said, form.cleaned_data["files"], by=request.user)


def _note(request: UserRequest, ticket: Ticket, forms: Forms) -> bool:
    form = forms["note"] = NoteForm(request.POST, prefix="note")
    return form.is_valid() and _does(
        form,
        lambda: attending.note(ticket, form.cleaned_data["text"], once=form.cleaned_data["once"], by=actor_of(request)),
    )


def _close(request: UserRequest, ticket: Ticket, forms: Forms) -> bool:
    form = forms["close"] = CloseForm(request.POST, prefix="close", kind=ticket.kind)
    done = form.is_valid() and _does(
        form,
        lambda: attending.close(ticket, form.ending, once=form.cleaned_data["once"], by=actor_of(request)),
    )
    if done:
        messages.success(request, _("Solicitud cerrada. La persona recibe un correo con el enlace."))
    return done


def _hand_over(request: UserRequest, ticket: Ticket, forms: Forms) -> bool:
    form = forms["hand_over"] = HandOverForm(request.POST, people=_others(ticket))
    return form.is_valid() and _does(
        form, lambda: attending.hand_over(ticket, form.cleaned_data["person"], by=actor_of(request))
    )


def _plain(act: Callable[..., object]) -> Callable[[UserRequest, Ticket, Forms], bool]:
    """One button and no words: what is refused is said on the next page."""

    def does(request: UserRequest, ticket: Ticket, _forms: Forms) -> bool:
        try:
            act(ticket, by=actor_of(request))
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
        return True

    return does


def _claim(ticket: Ticket, *, by: Any) -> object:
    return attending.hand_over(ticket, by.user, by=by)


ACTS: dict[str, Callable[[UserRequest, Ticket, Forms], bool]] = {
    "answer": _answer,
    "note": _note,
    "close": _close,
    "hand_over": _hand_over,
    "take": _plain(attending.take),
    "claim": _plain(_claim),
    "release": _plain(attending.release),
    "reopen": _plain(attending.open_again),
}


def _does(form: Form, act: Callable[[], object], *, fallback: str | None = None) -> bool:
    """Whether it was done; what was refused is in the form, with all that was typed."""
    try:
        act()
    except ValidationError as refusal:
        form.add_error(None if hasattr(refusal, "error_dict") else fallback, refusal)
        return False
    return True


def _facts(ticket: Ticket, number: str) -> list[SummaryRow]:
    document = dict(IdentityType.choices).get(ticket.document_type, "")
    shown = number or reading.masked_number(ticket.document_number)
    moment = ticket.happened_at
    facts = (
        (_("Nombre"), ticket.name),
        (_("Documento"), f"{document} {shown}".strip()),
        (_("Teléfono"), ticket.phone),
        (_("Correo"), ticket.email),
        (_("Cuenta"), ticket.user.username if ticket.user else _("Escribió sin ingresar")),
        (_("Sistema"), systems.names().get(ticket.system, ticket.system)),
        (_("Página"), ticket.page),
        (_("Momento"), f"{formats.short_date(moment)}, {formats.clock_time(moment)}" if moment else ""),
        (_("Navegador"), ticket.browser),
    )
    return [SummaryRow(key, value) for key, value in facts if value]


def _languages() -> list[tuple[str, str]]:
    return [("es-co", _("español")), ("en", _("inglés"))]
