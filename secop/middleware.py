"""What every request carries: its language, its person, their time zone and what their session proves."""

from collections.abc import Callable
from functools import cache
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.conf import settings
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from accounts import acceptance, enrolment, sessions
from accounts.services import drafts
from groundwork.web.actor import Actor, RecentAuthenticationRequiredError, StrongFactorRequiredError

GetResponse = Callable[[HttpRequest], HttpResponse]
# All that opens to who has to choose a new password first: that page and the proof that it asks for, the links that
# stop a change of mailbox, recovery, leaving, help, languages; and staying, so that the page does not end while it
# is being filled in.
OPEN_BEFORE_A_NEW_PASSWORD = (
    *("/cuenta/contrasena/", "/cuenta/correo/detener/", "/ingresar/", "/recuperar/", "/salir/", "/ayuda/", "/idioma/"),
    *("/cuenta/sesiones/seguir/", "/estado/", "/salud/", "/dev/"),
)


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


class SignInMiddleware(LoginRequiredMiddleware):
    """Leads to the sign-in whoever is not signed in, and keeps meanwhile what they posted."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponseBase | None:
        """Refuse a fragment with 401, which htmx puts nowhere: the page around it stays as it was typed."""
        refused = super().process_view(request, view_func, view_args, view_kwargs)
        if refused is not None and request.headers.get("HX-Request"):
            return HttpResponse(status=401)
        return refused

    def handle_no_permission(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase]
    ) -> HttpResponseRedirect:
        """After the sign-in they are given back what they posted, or else the page that they asked for."""
        if request.method != "POST" or request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        if not getattr(view_func, "csrf_exempt", False) and drafts.keep(request):
            return redirect_to_login(reverse("accounts:draft"))
        return redirect_to_login(_page_of_the_form(request))


class PersonMiddleware:
    """Ends sessions that idled or lived too long; gives the others their zone and their actor.

    Who has to choose a new password, or to add a strong factor, is led there from everywhere else; who has not
    accepted the texts in force, from every page that is not public.

    Nothing is read for a request without a session cookie.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated:
            return self.get_response(request)
        if reason := sessions.outlived(request.session):
            sessions.expire(request, reason)
            return self.get_response(request)
        sessions.touch(request.session)
        if request.method == "POST":
            drafts.supersede(request.session, request.get_full_path())
        request.actor = Actor(request.user, request.session)  # type: ignore[attr-defined]  # see UserRequest
        if request.user.must_change_password and not request.path.startswith(OPEN_BEFORE_A_NEW_PASSWORD):
            return HttpResponseRedirect(reverse("accounts:password"))
        if elsewhere := enrolment.detour(request, request.user):
            return HttpResponseRedirect(elsewhere)
        key = request.session.session_key
        with timezone.override(_zone(request.user.time_zone)):
            response = self.get_response(request)
        sessions.follow(request.session, key)
        return response

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponseBase], view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        """Lead whoever has not accepted the texts in force to them, and back afterwards with what they posted."""
        if not hasattr(request, "actor") or not getattr(view_func, "login_required", True):
            return None
        if not acceptance.waits(request, request.actor.user):
            return None
        return HttpResponseRedirect(f"{acceptance.page()}?{urlencode(_way_back(request))}")

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Lead to the page that asks for a fresh proof, and back afterwards, with what was posted if it can be kept."""
        if not isinstance(exception, RecentAuthenticationRequiredError):
            return None
        query = _way_back(request)
        if isinstance(exception, StrongFactorRequiredError):
            query["strong"] = "1"
        return HttpResponseRedirect(f"{reverse('account_reauthenticate')}?{urlencode(query)}")


def _way_back(request: HttpRequest) -> dict[str, str]:
    """For a page that comes between: where to go afterwards, and whether what was posted was kept."""
    if request.method in {"GET", "HEAD"}:
        return {"next": request.get_full_path()}
    if drafts.keep(request):
        return {"next": reverse("accounts:draft"), "kept": "1"}
    return {"next": _page_of_the_form(request), "unsent": "1"}


def _page_of_the_form(request: HttpRequest) -> str:
    """Where the form that was posted stood, as far as the browser says; else the address that it went to."""
    page = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(page, {request.get_host()}, require_https=request.is_secure()):
        return urlsplit(page)._replace(scheme="", netloc="").geturl()
    return request.get_full_path()


@cache
def _zone(name: str) -> ZoneInfo:
    """The zone of that name; Colombia's when the system has forgotten it."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo(settings.TIME_ZONE)
