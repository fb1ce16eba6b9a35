"""What the public record says of a firm, for anybody who types its NIT."""

from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web import formats
from groundwork.web.components import Column, cells
from groundwork.web.limits import seconds_to_wait
from groundwork.web.paging import CURSOR_PARAMETER, BadCursorError
from groundwork.web.responses import too_many_requests
from interests.forms.consult import ConsultForm, TrialForm
from interests.queries import consult as queries
from interests.queries.consult import Firm
from onboarding.identity import shown_firm
from procurement.models import Process
from procurement.queries.suppliers import profiles_of

CONSULTS_A_MINUTE = 30


@dataclass(frozen=True, slots=True)
class Answer:
    """What a NIT was answered with; without a firm, nothing was awarded to it."""

    number: str
    firm: Firm | None
    similar: list[Process]
    profile: str


@login_not_required
@require_safe
def consult(request: HttpRequest) -> HttpResponse:
    """The box for a NIT and, once it is typed, its awards, its years and the open processes that look like them."""
    typed = "nit" in request.GET
    if typed and (seconds := seconds_to_wait(request, "consult", limit=CONSULTS_A_MINUTE)):
        return too_many_requests(request, seconds=seconds)
    form = ConsultForm(request.GET if typed else None)
    notice, answer = "", None
    if form.is_valid():
        try:
            answer = look_up(form.cleaned_data["nit"], request.GET.get(CURSOR_PARAMETER, ""))
        except BadCursorError as refusal:
            answer, notice = look_up(form.cleaned_data["nit"]), str(refusal)
    return page(request, form, answer, trial_form(answer), notice=notice)


def look_up(nit: str, cursor: str = "") -> Answer:
    """What is known of that NIT. Raises BadCursorError for a cursor that its list did not give."""
    firm = queries.firm(nit, cursor=cursor)
    similar = queries.similar(firm, at=timezone.now()) if firm else []
    return Answer(nit, firm, similar, profiles_of([nit]).get(nit, ""))


def trial_form(answer: Answer | None) -> TrialForm:
    """The form of the try-out alert, with the codes of the firm chosen."""
    firm = answer.firm if answer else None
    codes = [code.code for code in firm.codes] if firm else []
    return TrialForm(initial={"nit": answer.number if answer else "", "codes": codes}, offered=bool(codes))


def page(
    request: HttpRequest, form: ConsultForm, answer: Answer | None, trial: TrialForm, *, notice: str = ""
) -> HttpResponse:
    """The page, with the state of both of its forms."""
    firm = answer.firm if answer else None
    context: dict[str, Any] = {
        "form": form,
        "trial": trial,
        "notice": notice,
        "answer": answer,
        "firm": firm,
        "shown_nit": shown_firm(answer.number) if answer else "",
        "chosen": frozenset(trial["codes"].value() or []),
    }
    if firm:
        context["years"] = _years(firm)
    return render(request, "interests/consult.html", context)


def _years(firm: Firm) -> dict[str, object]:
    """The table of totals by year."""
    columns = (Column(_("Año")), Column(_("Adjudicaciones"), numeric=True), Column(_("Valor"), numeric=True))
    rows = (
        (str(one.year or _("Sin fecha")), formats.whole_number(one.number), formats.money(one.value))
        for one in firm.years
    )
    return {"columns": columns, "rows": cells(columns, *rows)}
