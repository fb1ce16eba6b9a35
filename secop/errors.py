"""What is said when a request cannot be answered: what happened, and what to do."""

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import REASON_NO_CSRF_COOKIE, REASON_NO_REFERER
from django.shortcuts import render
from django.template.loader import render_to_string

PIECE = 64 * 1024


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: with our own words where the portal itself refused; never an exception's internals."""
    if isinstance(exception, RequestDataTooBig):
        return _too_much(request)
    explanation = str(exception) if isinstance(exception, BadRequest) else ""
    return render(request, "400.html", {"explanation": explanation}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:  # Django passes it
    """403: the page exists and this person may not use it."""
    return render(request, "403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:  # Django passes it
    """404: nothing here, or nothing for this person; the two are not told apart."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:  # Django passes it
    """500: drawn without a request's context, so that it needs neither database nor session."""
    return HttpResponse(render_to_string("500.html"), status=500)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form that is too old or came without its cookie: what was typed is still in the browser."""
    without_cookie = reason in {REASON_NO_CSRF_COOKIE, REASON_NO_REFERER}
    return render(request, "403_csrf.html", {"without_cookie": without_cookie}, status=403)


def _too_much(request: HttpRequest) -> HttpResponse:
    """413 for more text than any form takes; the rest is read and dropped, so that the browser hears the answer."""
    left = settings.UPLOAD_MAX_REQUEST_BYTES
    while left > 0 and (piece := request.read(PIECE)):
        left -= len(piece)
    megabytes = settings.DATA_UPLOAD_MAX_MEMORY_SIZE / settings.MEGABYTE
    return render(request, "413.html", {"megabytes": megabytes}, status=413)
