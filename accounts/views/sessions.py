"""Where one is signed in, ending it elsewhere, and staying here."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts import sessions
from accounts.models import PersonSession
from accounts.services import activity
from accounts.services import sessions as rows
from accounts.views.account import FACTORS
from accounts.views.crumbs import above
from groundwork.web import paging
from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER, Key

NEWEST = (Key("seen_at", descending=True), Key("id", descending=True))


@never_cache
@require_safe
def session_list(request: UserRequest) -> HttpResponse:
    """Every session of the person that is open now, this one first."""
    alive = PersonSession.objects.of(request.user).alive(at=timezone.now())
    here = sessions.code_of(request.session)
    others = alive.other_than(here)
    context = {
        "crumbs": above(),
        "this": alive.filter(code=here).first() if here else None,
        "page": paging.page_of(others, NEWEST, cursor=request.GET.get(CURSOR_PARAMETER, "")),
        "others": paging.capped_count(others),
        "factors": FACTORS,
        "limits": {
            "idle": settings.SESSION_IDLE_SECONDS // 60,
            "shared": settings.SHARED_SESSION_IDLE_SECONDS // 60,
            "hours": settings.SESSION_COOKIE_AGE // 3600,
        },
        "kept_days": rows.KEPT.days,
    }
    return render(request, "accounts/sessions.html", context)


@never_cache
@require_POST
def end_session(request: UserRequest, code: UUID) -> HttpResponse:
    """End one of the person's other sessions, at once; this one is left by leaving.

    A fresh proof is asked for: whoever sits at a screen left open does not put its owner out everywhere else.
    """
    request.actor.require_recent_authentication()
    others = PersonSession.objects.of(request.user).other_than(sessions.code_of(request.session))
    session = get_object_or_404(others.select_related("user"), code=code)
    if rows.end(session, origin=activity.origin_of(request)):
        messages.success(request, _("Cerramos esa sesión. Quien la usaba ya no puede hacer nada en su cuenta."))
    else:
        messages.info(request, _("Esa sesión ya estaba cerrada."))
    return redirect("accounts:sessions")


@never_cache
@require_POST
def end_others(request: UserRequest) -> HttpResponse:
    """End every session of the person but this one; a fresh proof is asked for."""
    request.actor.require_recent_authentication()
    keep = sessions.code_of(request.session)
    ended = rows.end_others(request.user, keep=keep, origin=activity.origin_of(request))
    if ended:
        words = ngettext(
            "Cerramos %(count)s sesión. Solo queda esta.", "Cerramos %(count)s sesiones. Solo queda esta.", ended
        )
        messages.success(request, words % {"count": ended})
    else:
        messages.info(request, _("No había otras sesiones abiertas."))
    return redirect("accounts:sessions")


@never_cache
@require_POST
def stay(request: UserRequest) -> HttpResponse:
    """Go on with this session: how many seconds it has now, and whether it can be made longer again."""
    return JsonResponse(sessions.renew(request.session)._asdict())
