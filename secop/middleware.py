"""What every request carries: its language, its person, their time zone and what their session proves."""

from collections.abc import Callable
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import urlencode

from accounts import sessions
from groundwork.web.actor import Actor, RecentAuthenticationRequiredError

GetResponse = Callable[[HttpRequest], HttpResponse]


class LanguageMiddleware:
    """The language that the person chose, else Spanish; the browser's preference is never asked."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.codes = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
        language = chosen if chosen in self.codes else settings.LANGUAGE_CODE
        translation.activate(language)
        request.LANGUAGE_CODE = language
        response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        patch_vary_headers(response, ("Cookie",))
        return response


class PersonMiddleware:
    """Ends sessions that idled or lived too long; gives the others their zone and their actor.

    Nothing is read for a request without a session cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if reason := sessions.outlived(request.session):
            logout(request)
            request.session[sessions.ENDED] = reason
            return self.get_response(request)
        sessions.touch(request.session)
        request.actor = Actor(request.user, request.session)  # type: ignore[attr-defined]  # see UserRequest
        with timezone.override(_zone(request.user.time_zone)):
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the page that asks for a fresh proof, and back afterwards."""
        if not isinstance(exception, RecentAuthenticationRequiredError):
            return None
        where = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "")
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode({'next': where})}")


@cache
def _zone(name: str) -> ZoneInfo:
    """The zone of that name; Colombia's when the system has forgotten it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
