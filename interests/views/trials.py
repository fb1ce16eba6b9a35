"""The try-out alert: asked for beside a NIT, confirmed by a code, stopped by a link."""

from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from groundwork.messaging.models import Message
from groundwork.web import formats
from groundwork.web.limits import seconds_to_wait
from groundwork.web.responses import too_many_requests
from interests import trial_mail
from interests.forms.consult import ConsultForm, TrialCodeForm, TrialForm
from interests.models import TrialAlert
from interests.services import trials
from interests.services.trials import MOST_TRIES, TooManyCodesError, Verdict
from interests.views import consult

ASKED_AN_HOUR = 10
TYPED_A_MINUTE = 30
# Where this browser's session keeps the code of its alert.
TRIAL = "trial"


@login_not_required
@require_http_methods(["GET", "POST"])
def trial_ask(request: HttpRequest) -> HttpResponse:
    """Owe a code to the mailbox that was typed, the same whoever it belongs to."""
    if request.method == "GET":
        return redirect("interests:consult")
    if seconds := seconds_to_wait(request, "trial", limit=ASKED_AN_HOUR, window=60 * 60):
        return too_many_requests(request, seconds=seconds)
    form = TrialForm(request.POST, offered=bool(request.POST.get("nit")))
    if form.is_valid():
        given = form.cleaned_data
        try:
            trial = trials.ask(given["email"], given["codes"], nit=given["nit"], language=get_language() or "es-co")
        except TooManyCodesError as refusal:
            words = _("A ese correo ya se enviaron varios códigos. Podrá pedir otro %(at_time)s.")
            form.add_error("email", words % {"at_time": formats.at_clock(refusal.until)})
        else:
            request.session[TRIAL] = str(trial.code)
            return redirect("interests:trial_code")
    nit = form.cleaned_data.get("nit", "")
    answer = consult.look_up(nit) if nit else None
    return consult.page(request, ConsultForm({"nit": nit} if nit else None), answer, form)


@login_not_required
@never_cache
@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
def trial_code(request: HttpRequest) -> HttpResponse:
    """The code from the mail; typed right, the alert runs, and coming back here says until when."""
    kept = request.session.get(TRIAL)
    trial = TrialAlert.objects.filter(code=UUID(kept)).first() if kept else None
    if trial is None:
        return redirect("interests:consult")
    if trial.confirmed_at:
        return render(request, "interests/trial_done.html", {"trial": trial})
    form = TrialCodeForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and (seconds := seconds_to_wait(request, "trial-code", limit=TYPED_A_MINUTE)):
        return too_many_requests(request, seconds=seconds)
    if form.is_valid():
        verdict = trials.confirm(trial.code, form.cleaned_data["code"])
        if verdict == Verdict.ACCEPTED:
            return redirect("interests:trial_code")
        trial.refresh_from_db()
        if verdict == Verdict.WRONG:
            left = MOST_TRIES - trial.tries
            words = ngettext(
                "Ese no es el código. Le queda %(left)s intento.",
                "Ese no es el código. Le quedan %(left)s intentos.",
                left,
            )
            form.add_error("code", words % {"left": left})
    message = Message.objects.filter(dedupe_key=f"{trial_mail.CODE}:{trial.code}").first()
    context = {"form": form, "trial": trial, "message": message, "dead": trials.waits_for_code(trial.code) is None}
    return render(request, "interests/trial_code.html", context)


@csrf_exempt  # the mail client that posts here (RFC 8058) has no session and no token but the link's own
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def trial_stop(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before stopping, since mail clients fetch links by themselves; the post stops, once or twice alike."""
    code = trial_mail.trial_of(token)
    if code is None:
        return render(request, "interests/trial_stop_unknown.html", status=404)
    if request.method == "POST":
        trials.stop(code)
    response = render(request, "interests/trial_stop.html", {"token": token, "done": request.method == "POST"})
    response["Cache-Control"] = "no-store"
    return response
