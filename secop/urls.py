"""Every address of the portal, room by room."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path

from groundwork.messaging import webhooks
from groundwork.web.views import choose_language
from procurement.views import home
from secop import health

urlpatterns = [
    path("", home, name="home"),
    path("", include("desk.urls")),
    path("", include("support.urls")),
    path("", include("interests.urls")),
    path("", include("procurement.urls")),
    path("", include("onboarding.urls")),
    path("", include("accounts.urls")),
    path("", include("groundwork.reference.urls")),
    path("idioma/", choose_language, name="language"),
    path("salud/vivo", health.alive, name="alive"),
    path("salud/listo", health.ready, name="ready"),
    path("administracion/", admin.site.urls),
]

urlpatterns += webhooks.patterns()

if settings.LOCAL_MODE:
    urlpatterns += [
        path("dev/correo/", include("groundwork.messaging.urls")),
        path("dev/", include("secop.dev")),
    ]

handler400 = "secop.errors.bad_request"
handler403 = "secop.errors.forbidden"
handler404 = "secop.errors.not_found"
handler500 = "secop.errors.server_error"
