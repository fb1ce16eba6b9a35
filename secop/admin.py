"""The administration site: behind a strong factor, and with no door of its own."""

from typing import Any, Never

from django.contrib.admin import AdminSite
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache


class PortalAdminSite(AdminSite):
    """Open to staff who proved themselves with a strong factor; a code sent by e-mail is not one."""

    site_header = site_title = "Portal de Contratación"
    # By name: this module is imported before any model can be.
    strong_devices = frozenset({"accounts.authenticator", "django_otp_webauthn.webauthncredential"})

    def has_permission(self, request: HttpRequest) -> bool:
        device = getattr(request.user, "otp_device", None)
        return super().has_permission(request) and device is not None and device.model_label() in self.strong_devices

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """Beside what waits for a decision, how many of it."""
        apps = super().get_app_list(request, app_label)
        for listed in (model for app in apps for model in app["models"]):
            waiting = getattr(self._registry[listed["model"]], "waiting", None)
            if waiting and (count := waiting()):
                listed["name"] = f"{listed['name']} ({count})"
        return apps

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people through the portal's own sign-in; tell those who are in already what is missing."""
        wanted = request.GET.get("next", "")
        if not url_has_allowed_host_and_scheme(wanted, allowed_hosts={request.get_host()}):
            wanted = reverse("admin:index", current_app=self.name)
        if self.has_permission(request):
            return redirect(wanted)
        if request.user.is_authenticated:
            context = {"is_staff": getattr(request.user, "is_staff", False), "next": wanted}
            return render(request, "accounts/strong_factor_required.html", context, status=403)
        return redirect_to_login(wanted, reverse("account_login"))

    def password_change(  # type: ignore[override]  # no page, the way to one
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """A password changes where the portal's rules are asked; the link of Django's own header leads there."""
        return redirect("accounts:password")

    def password_change_done(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Never:
        raise Http404
