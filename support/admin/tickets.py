"""Requests for help within the administration: pages of the portal's own, behind the site's strong factor."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path

from onboarding.admin.base import ReadOnlyAdmin
from support.models import AnswerTemplate, Ticket
from support.views.tickets import attending, queue


@admin.register(Ticket)
class TicketAdmin(ReadOnlyAdmin[Ticket]):
    """The queue stands in the place of the list: what requests say is changed by acts, never by hand."""

    def waiting(self) -> int:
        """How many wait for an answer, beside the link in the index."""
        return Ticket.objects.waiting().count()

    def get_urls(self) -> list[URLPattern]:
        shown = self.admin_site.admin_view
        return [
            path("", shown(queue.queue), name="support_ticket_queue"),
            path("cifras/", shown(queue.figures), name="support_ticket_figures"),
            path("<str:code>/", shown(attending.attend), name="support_ticket_attend"),
            path("<str:code>/archivo/<uuid:file>/", shown(attending.attend_file), name="support_ticket_file"),
            *super().get_urls(),
        ]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Its own page."""
        ticket = self.get_object(request, object_id)
        return (
            redirect("admin:support_ticket_attend", ticket.code) if ticket else redirect("admin:support_ticket_queue")
        )


@admin.register(AnswerTemplate)
class AnswerTemplateAdmin(admin.ModelAdmin[AnswerTemplate]):
    """Words that answers start from."""

    list_display = ("name", "name_en", "position")
    list_editable = ("position",)
    search_fields = ("name",)
