"""The local inbox: every mail that the portal sent on this machine. It exists in local mode only."""

from bisect import bisect_left

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.csp import CSP
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_safe

from groundwork.messaging import folder

PAGE = 50
# A mail's HTML is shown as the page that it is, in a sandbox: no script, no form, nothing from elsewhere.
SANDBOX: dict[str, list[str]] = {
    "sandbox": ["allow-popups"],
    "default-src": [CSP.NONE],
    "style-src": [CSP.UNSAFE_INLINE],
    "img-src": ["data:"],
    "base-uri": [CSP.NONE],
    "form-action": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}


@login_not_required
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """All mails, newest first, a page at a time from the one named in `antes`."""
    names = folder.names(settings.MAIL_DIR)
    start = 0
    if before := request.GET.get("antes", ""):
        start = bisect_left(names, True, key=lambda name: name < before)
    shown = names[start : start + PAGE]
    context = {
        "letters": [folder.headers(settings.MAIL_DIR, name) for name in shown],
        "count": len(names),
        "older": shown[-1] if start + PAGE < len(names) else "",
        "first": not before,
    }
    return render(request, "messaging/inbox.html", context)


@login_not_required
@require_safe
def inbox_letter(request: HttpRequest, name: str) -> HttpResponse:
    """One mail, as text."""
    return render(request, "messaging/letter.html", {"letter": _letter(name)})


@login_not_required
@require_safe
@csp_override(SANDBOX)
def inbox_html(_request: HttpRequest, name: str) -> HttpResponse:
    """One mail's HTML, alone in a sandbox."""
    letter = _letter(name)
    if not letter.html:
        raise Http404
    return HttpResponse(letter.html)


def _letter(name: str) -> folder.Letter:
    try:
        return folder.letter(settings.MAIL_DIR, name)
    except FileNotFoundError as error:
        raise Http404 from error
