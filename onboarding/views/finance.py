"""A supplier's statements with their indicators."""

from dataclasses import dataclass
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.reference.business_days import colombian_today
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from onboarding import indicator_rows
from onboarding.forms.finance import StatementForm
from onboarding.indicator_rows import NAMES, Row
from onboarding.indicators import WHOLE, Key, indicators
from onboarding.models import FinancialStatement, PersonType
from onboarding.queries import finance as queries
from onboarding.queries.dates import last_cut_off
from onboarding.services import finance as services
from onboarding.views.current import Current, begin_first, current
from onboarding.views.rup import crumbs, rup_card


@dataclass(frozen=True, slots=True)
class StatementCard:
    """One cut-off as the page shows it."""

    statement: FinancialStatement
    rows: list[Row]
    is_current: bool


@dataclass(frozen=True, slots=True)
class JointRow:
    """One indicator of a joint bidder: what each member brings, and the sum."""

    name: object
    parts: str  # "1,50 × 60 % + 2,00 × 40 %"
    result: str


@require_safe
def finance(request: UserRequest) -> HttpResponse:
    """The indicators of each cut-off, with what stands in the place of statements for who has none."""
    here = current(request)
    if here is None:
        return begin_first(request)
    today = colombian_today(timezone.now())
    context = {
        "here": here,
        "above": crumbs(here)[:1],
        "rup": rup_card(here),
        "cut_off": last_cut_off(today),
        "rup_url": here.supplier.page("rup"),
        "documents_url": here.supplier.page("documents"),
    }
    if here.supplier.person_type == PersonType.JOINT:
        return render(request, "onboarding/finance_joint.html", {**context, **_together(here)})
    cards = [
        StatementCard(one, indicator_rows.rows(indicators(one)), queries.is_current(one, today))
        for one in queries.statements_of(here.supplier)
    ]
    keeps_accounts = here.supplier.person_type != PersonType.NATURAL_NO_ACCOUNTS
    context |= {"cards": cards, "keeps_accounts": keeps_accounts, "new_url": here.supplier.page("finance_new")}
    return render(request, "onboarding/finance.html", context)


@require_http_methods(["GET", "POST"])
def finance_new(request: UserRequest) -> HttpResponse:
    """Write the figures of a cut-off."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_editor()
    if here.supplier.person_type == PersonType.JOINT:
        raise Http404
    return _edit(request, here, FinancialStatement(supplier=here.supplier))


@require_http_methods(["GET", "POST"])
def finance_edit(request: UserRequest, code: UUID) -> HttpResponse:
    """Correct the figures of a cut-off."""
    return _edit(request, *_mine(request, code))


@require_http_methods(["GET", "POST"])
def finance_remove(request: UserRequest, code: UUID) -> HttpResponse:
    """Forget the figures of a cut-off, after asking."""
    here, statement = _mine(request, code)
    if request.method == "POST":
        services.remove_statement(statement, by=request.user)
        said = _("Quitamos los estados financieros con corte al %(day)s.")
        messages.success(request, said % {"day": formats.long_date(statement.cut_off_on)})
        return redirect(here.supplier.page("finance"))
    context = {"here": here, "statement": statement, "above": crumbs(here), "back": here.supplier.page("finance")}
    return render(request, "onboarding/finance_remove.html", context)


def _edit(request: UserRequest, here: Current, statement: FinancialStatement) -> HttpResponse:
    today = colombian_today(timezone.now())
    is_new = not statement.pk
    form = StatementForm(request.POST if request.method == "POST" else None, instance=statement, today=today)
    if form.is_valid():
        try:
            saved = services.save_statement(form.save(commit=False), by=request.user)
        except ValidationError as refusal:
            form.add_refusal(refusal)
        else:
            said = _("Guardamos las cifras con corte al %(day)s y calculamos sus indicadores.")
            messages.success(request, said % {"day": formats.long_date(saved.cut_off_on)})
            return redirect(here.supplier.page("finance"))
    context = {"here": here, "form": form, "above": crumbs(here), "is_new": is_new}
    return render(request, "onboarding/finance_edit.html", context)


def _mine(request: UserRequest, code: UUID) -> tuple[Current, FinancialStatement]:
    """Statements of a supplier of the person's, which becomes the one of the page."""
    mine = FinancialStatement.objects.of(request.user).select_related("supplier", "document")
    statement = get_object_or_404(mine, code=code)
    here = current(request, of=statement.supplier)
    if here is None:
        raise Http404
    here.require_editor()
    return here, statement


def _together(here: Current) -> dict[str, object]:
    """The indicators of a joint bidder by participation, or what they still wait for."""
    found = queries.together(here.supplier)
    rows = [_joint_row(found, key) for key in Key] if found.is_whole else []
    return {"together": found, "rows": rows, "whole": WHOLE}


def _joint_row(found: queries.Together, key: Key) -> JointRow:
    parts = [
        f"{indicator_rows.result(key, member.indicators[key].value)} × {_percent(member)}" for member in found.members
    ]
    return JointRow(NAMES[key], " + ".join(parts), indicator_rows.result(key, found.value(key)))


def _percent(member: queries.Member) -> str:
    return formats.percent(member.part.share)
