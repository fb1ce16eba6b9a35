"""Answers that any room may have to give: too many requests, not now."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string


def too_many_requests(request: HttpRequest, *, seconds: int) -> HttpResponse:
    """429 with the seconds to wait, for people and in Retry-After."""
    response = render(request, "429.html", {"seconds": seconds}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def unavailable(*, seconds: int = 60) -> HttpResponse:
    """503 for when a service of ours does not answer; draws without the database."""
    response = HttpResponse(render_to_string("503.html"), status=503)
    response["Retry-After"] = str(seconds)
    response["Cache-Control"] = "no-store"
    return response


def remember_language(response: HttpResponse, language: str) -> None:
    """Have the browser ask for pages in that language from now on."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=365 * 24 * 60 * 60,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
