"""/proveedor/cuenta-bancaria/: where the supplier is paid, for its administrators alone."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import enrolment
from accounts.services import factors, settling
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Column, Crumb, SummaryRow, cells
from onboarding.forms.bank import BankAccountForm
from onboarding.models import BankAccount
from onboarding.queries import bank as accounts_of
from onboarding.services import bank
from onboarding.views.current import Current, begin_first, current
from onboarding.views.data import above


@never_cache
@require_safe
def bank_account(request: UserRequest) -> HttpResponse:
    """The account, masked, and every change of it: who made it, and when."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_administrator()
    history = accounts_of.history(here.supplier)
    now = next((account for account in history if account.ended_at is None), None)
    context = {
        "current": here,
        "above": above(here),
        "rows": _facts(now) if now else [],
        "history": _table(history),
        "changes": len(history),
        "change_url": here.supplier.page("bank_account_change"),
        "certificate_url": f"{here.supplier.page('document_new')}&tipo={accounts_of.CERTIFICATE}" if now else "",
    }
    return render(request, "onboarding/bank_account.html", context)


@never_cache
@sensitive_post_parameters("number", "again")
@require_http_methods(["GET", "POST"])
def bank_account_change(request: UserRequest) -> HttpResponse:
    """Another account: with a passkey or an app, never in the day after a change of one's mailbox."""
    here = current(request)
    if here is None:
        return begin_first(request)
    here.require_administrator()
    if not factors.held_by(request.user).strong:
        # Once they have one, the page of their security leads back here.
        request.session[enrolment.WANTED] = here.supplier.page("bank_account_change")
        return render(request, "onboarding/bank_account_factor.html", _context(here), status=403)
    request.actor.require_strong_factor()
    form = BankAccountForm(request.POST if request.method == "POST" else None, supplier=here.supplier)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("bank", "kind", "number")}
        try:
            bank.set_account(here.supplier, **given, by=request.actor)
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            messages.success(request, _("Cambió la cuenta. Les avisamos por correo a todos los que administran."))
            return redirect(here.supplier.page("bank_account"))
    return render(
        request, "onboarding/bank_account_change.html", {**_context(here), "form": form, **_held_back(request)}
    )


def _context(here: Current) -> dict[str, object]:
    crumbs = [*above(here), Crumb(_("Cuenta bancaria"), here.supplier.page("bank_account"))]
    return {"current": here, "above": crumbs, "security_url": reverse("accounts:security")}


def _held_back(request: UserRequest) -> dict[str, object]:
    """Whether the day after a change of mailbox is not over: said before anything is typed."""
    try:
        settling.require_settled(request.user)
    except ValidationError as refusal:
        return {"held_back": refusal.messages[0]}
    return {}


def _facts(account: BankAccount) -> list[SummaryRow]:
    return [
        SummaryRow(_("Banco"), account.bank),
        SummaryRow(_("Clase de cuenta"), account.get_kind_display()),
        SummaryRow(_("Número"), f"···· {account.last_digits}"),
        SummaryRow(_("Titular"), account.holder),
        SummaryRow(_("Desde"), formats.long_date(account.set_at)),
    ]


def _table(history: list[BankAccount]) -> dict[str, object]:
    columns = (Column(_("Cuenta")), Column(_("Desde")), Column(_("Hasta")), Column(_("La puso")))
    rows = (
        (
            account.masked,
            f"{formats.short_date(account.set_at)}, {formats.clock_time(account.set_at)}",
            formats.short_date(account.ended_at) or _("hoy"),
            account.set_by.full_name,
        )
        for account in history
    )
    return {"columns": columns, "rows": cells(columns, *rows)}
