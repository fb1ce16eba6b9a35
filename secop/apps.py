from django.apps import AppConfig
from django.contrib.admin import apps

from secop.celery import app


class SecopConfig(AppConfig):
    """The wiring itself: its commands, and Celery for every process that may wake work."""

    name = "secop"

    def ready(self) -> None:
        # For every thread: a web server's are not the one that made the application.
        app.set_default()


class PortalAdminConfig(apps.AdminConfig):
    """The administration site: ours, which asks for a strong factor."""

    default = False
    default_site = "secop.admin.PortalAdminSite"
