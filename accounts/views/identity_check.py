"""A recovery without the security answer, as its owner sees it: asking, stopping, using."""

from allauth.account.adapter import get_adapter
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import limits, queries
from accounts.forms.recovery import IdentityCheckForm, NewSecretsForm
from accounts.models import IdentityCheck
from accounts.services import activity, identity_check
from accounts.services.identity_check import STOP, USE, Done, Facts
from accounts.views import recovery as recovery_pages


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Who one is, for staff to check; only for who has just proved the mailbox."""
    user = recovery_pages.proved_owner(request)
    if user is None:
        return redirect("accounts:recovery")
    form = IdentityCheckForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        if refused := limits.exceeded(request, "identity_check", key=str(user.code)):
            return refused
        facts = Facts(**{name: form.cleaned_data[name] for name in Facts._fields})
        try:
            check = identity_check.ask(user, facts, origin=activity.origin_of(request))
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            context = {"check": check, "masked": queries.masked(user.email)}
            return render(request, "accounts/identity_check_sent.html", context)
    return render(request, "accounts/identity_check.html", {"form": form})


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, token: str) -> HttpResponse:
    """Stop it, by whoever reads the mailbox; nobody signs in for that, and looking changes nothing."""
    check = identity_check.of_token(token, STOP)
    if check is None:
        return render(request, "accounts/identity_check_gone.html", {"unknown": True}, status=404)
    if request.method == "POST":
        identity_check.stop(check, origin=activity.origin_of(request))
        check.refresh_from_db()
    ended = bool(check.stopped_at or check.used_at or check.approved is False)
    return render(request, "accounts/identity_check_stop.html", {"check": check, "ended": ended})


@login_not_required
@never_cache
@sensitive_post_parameters("password", "security_answer", "security_question")
@require_http_methods(["GET", "POST"])
def use(request: HttpRequest, token: str) -> HttpResponse:
    """A new password, question and answer, with the link that came after the delay; once."""
    check = identity_check.of_token(token, USE)
    if check is None or not IdentityCheck.objects.good(timezone.now()).filter(pk=check.pk).exists():
        return render(request, "accounts/identity_check_gone.html", {"check": check}, status=404)
    form = NewSecretsForm(request.POST if request.method == "POST" else None, user=check.user)
    if form.is_valid():
        if refused := limits.exceeded(request, "recovery_answer", key=str(check.user.code)):
            return refused
        try:
            done = identity_check.use(
                check,
                password=form.cleaned_data["password"],
                question=form.cleaned_data["security_question"],
                answer=form.cleaned_data["security_answer"],
                origin=activity.origin_of(request),
            )
        except ValidationError as refusal:
            form.add_error(None, refusal)
        else:
            return _used(request, check, done)
    return render(request, "accounts/identity_check_use.html", {"form": form, "email": check.goes_to})


def _used(request: HttpRequest, check: IdentityCheck, done: Done | None) -> HttpResponse:
    if done is None:
        return render(request, "accounts/identity_check_gone.html", {"check": check}, status=404)
    get_adapter(request).forgive(request, check.user)
    request.session.flush()
    told = queries.masked(check.goes_to)
    request.session[recovery_pages.DONE] = {"sessions": done.sessions, "told": told, "factors": done.factors}
    return redirect("accounts:recovery_done")
