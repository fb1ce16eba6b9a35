"""What an administrator sees of suppliers and their teams; who acts for one is its own administrators' to change."""

from typing import Any

from django.contrib import admin
from django.db import models
from django.http import HttpRequest

from onboarding.models import JoinRequest, Membership, Supplier, TeamInvitation


class ReadOnlyAdmin[M: models.Model](admin.ModelAdmin[M]):
    """Rows to look at: what they say is changed by the portal's own acts, never by hand."""

    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


class MembershipInline(admin.TabularInline[Membership, Supplier]):
    """Who is in the team, to answer who asks for help; the way in is an invitation."""

    model = Membership
    fields = readonly_fields = ("user", "role", "since")
    extra = 0
    can_delete = False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Supplier)
class SupplierAdmin(ReadOnlyAdmin[Supplier]):
    """Suppliers with their teams."""

    list_display = ("name", "nit", "person_type", "created_at")
    search_fields = ("name", "nit")
    ordering = ("name", "pk")
    inlines = (MembershipInline,)


@admin.register(TeamInvitation)
class TeamInvitationAdmin(ReadOnlyAdmin[TeamInvitation]):
    """Who was invited where, and what became of it."""

    list_display = ("email", "supplier", "invited_by", "asked_at", "sends", "expires_at", "accepted_at")
    list_select_related = ("supplier", "invited_by")
    search_fields = ("email__exact", "supplier__nit__exact")
    ordering = ("-asked_at", "-pk")


@admin.register(JoinRequest)
class JoinRequestAdmin(ReadOnlyAdmin[JoinRequest]):
    """Who asked to join which team, and the answer."""

    list_display = ("user", "supplier", "asked_at", "decided_at", "accepted", "decided_by")
    list_select_related = ("supplier", "user", "decided_by")
    search_fields = ("user__email__exact", "supplier__nit__exact")
    ordering = ("-asked_at", "-pk")
