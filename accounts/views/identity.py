"""A fresh proof of who one is, asked for before an act that binds."""

from uuid import UUID

import django_otp
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_otp.models import Device

from accounts import limits, queries, sessions, user_agents
from accounts.forms.sign_in import ProofForm
from accounts.models import Activity, LoginCode, Purpose
from accounts.services import activity, codes, factors
from accounts.views import codes as code_pages
from accounts.views import proofs
from groundwork.web import actor, formats
from groundwork.web.actor import EMAIL, PASSKEY, STRONG, UserRequest

# In the session: the mailed code of this proof, and what a passkey has to sign for it.
CODE, CHALLENGE = "identity_code", "identity_passkey"


@never_cache
@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "POST"])
def confirm_identity(request: UserRequest) -> HttpResponse:
    """Confirme su identidad: the password and a second factor, good for ten minutes, and back to what was asked.

    The address says whether only a strong factor will do (`strong`), and whether a form was interrupted and lost
    or kept (`unsent`, `kept`): none of it opens anything, since whoever asks for the proof looks at it again.
    """
    wanted: str = get_next_redirect_url(request) or ""
    strong = "strong" in request.GET
    ways = factors.held_by(request.user).for_identity(strong=strong)
    if not ways:
        return render(request, "accounts/strong_factor_required.html", {"may_enrol": True}, status=403)
    factor = request.GET.get("factor", "")
    factor = factor if factor in ways else ways[0]
    form = ProofForm(request.POST if request.method == "POST" else None, factor=factor)
    if request.method == "POST" and (refused := limits.exceeded(request, "reauthenticate")):
        return refused
    if form.is_valid() and (device := _prove(request, form, factor)):
        _note(request, factor, device)
        if "unsent" in request.GET:
            messages.info(request, _("Listo, confirmó su identidad. Revise el formulario y envíelo de nuevo."))
        return redirect(wanted or "desk:home")
    context = {
        "form": form,
        "factor": factor,
        "by_email": factor == EMAIL,
        "by_passkey": factor == PASSKEY,
        "strong": strong,
        "unsent": "unsent" in request.GET,
        "kept": "kept" in request.GET,
        "others": [(_with(request, factor=way), words) for way, words in proofs.others(ways, factor)],
    }
    return render(request, "accounts/confirm_identity.html", context | _mailed(request, factor))


@never_cache
@require_POST
def resend(request: UserRequest) -> HttpResponse:
    """Another code for this proof, a minute after the last one."""
    try:
        _ask(request, _code(request))
    except codes.TooSoonError as refused:
        words = _("Podrá pedir otro código %(at_time)s.") % {"at_time": formats.at_clock(refused.until)}
        messages.warning(request, words)
    else:
        messages.success(request, _("Le enviamos otro código. Los anteriores ya no sirven."))
    return redirect(f"{reverse('account_reauthenticate')}?{request.GET.urlencode()}")


@never_cache
@require_safe
def code_state(request: UserRequest) -> HttpResponse:
    """The fragment with the real state of this proof's mail."""
    context = code_pages.state_context(queries.message_of(_code(request)))
    return render(request, "accounts/code_state.html", context | {"state_url": reverse("accounts:identity_state")})


@never_cache
@require_POST
def passkey_options(request: UserRequest) -> HttpResponse:
    """What the browser needs to ask a passkey of who confirms their identity."""
    options, request.session[CHALLENGE] = factors.passkey_proof_options(request, request.user)
    return JsonResponse(options)


def _prove(request: UserRequest, form: ProofForm, factor: str) -> Device | None:
    """The device of a right proof. The password comes first: a wrong one uses no code up."""
    challenge = request.session.pop(CHALLENGE, None)
    request.session.save()
    if not get_adapter(request).reauthenticate(request.user, form.cleaned_data["password"]):
        form.add_error("password", _("Esa no es su contraseña."))
        return None
    user, typed = request.user, form.cleaned_data["code"]
    try:
        match factor:
            case actor.PASSKEY:
                return proofs.prove_passkey(request, user, typed, challenge)
            case actor.APP:
                return proofs.prove_app(request, user, typed)
            case actor.BACKUP:
                return proofs.prove_backup_code(request, user, typed)
            case _:
                code = _code(request)
                return proofs.prove_mailbox(request, user, typed, code.challenge if code else None, Purpose.IDENTITY)
    except ValidationError as refusal:
        form.add_error("code", refusal)
        return None


def _note(request: UserRequest, factor: str, device: Device) -> None:
    """Keep the proof in the session, under a new key; a strong one takes the place of the sign-in's."""
    record_authentication(request, request.user, method="password", reauthenticated=True)
    request.session.cycle_key()
    sessions.prove(request.session, factor)
    request.session.pop(CODE, None)
    if factor in STRONG:
        django_otp.login(request, device)
    activity.record(request.user, Activity.Kind.IDENTITY_CONFIRMED, activity.origin_of(request))


def _mailed(request: UserRequest, factor: str) -> dict[str, object]:
    """What the page says of the mailed code; the first one is asked for here."""
    if factor != EMAIL:
        return {}
    code, wait_until = _code(request), None
    if code is None or code.has_expired:
        try:
            code = _ask(request, code)
        except codes.TooSoonError as refused:
            wait_until = refused.until
    if code and code.created_at + codes.COOLDOWN > timezone.now():
        wait_until = code.created_at + codes.COOLDOWN
    return {
        "masked": queries.masked(request.user.email),
        "asked": code is not None,
        "dead": code is not None and code.is_dead,
        "wait_until": wait_until,
        "wait_seconds": code_pages.seconds_until(wait_until),
        "resend_url": f"{reverse('accounts:identity_resend')}?{request.GET.urlencode()}",
        "state_url": reverse("accounts:identity_state"),
        **code_pages.state_context(queries.message_of(code)),
    }


def _code(request: UserRequest) -> LoginCode | None:
    """The mailed code of this proof: the session's own, and its person's."""
    challenge = request.session.get(CODE)
    mine = LoginCode.objects.filter(user=request.user, purpose=Purpose.IDENTITY, used_at=None)
    return mine.filter(challenge=UUID(challenge)).first() if challenge else None


def _ask(request: UserRequest, instead_of: LoginCode | None) -> LoginCode:
    code = codes.ask(
        Purpose.IDENTITY,
        request.user.email,
        user=request.user,
        asked_from=user_agents.describe(request),
        language=get_language() or "es-co",
        instead_of=instead_of.challenge if instead_of else None,
    )
    request.session[CODE] = str(code.challenge)
    return code


def _with(request: UserRequest, **changes: str) -> str:
    query = request.GET.copy()
    for name, value in changes.items():
        query[name] = value
    return f"?{query.urlencode()}"
