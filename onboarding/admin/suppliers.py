"""What an administrator sees of suppliers and their teams; who acts for one is its own administrators' to change."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from onboarding.admin.base import ReadOnlyAdmin
from onboarding.models import JoinRequest, Membership, Supplier, TeamInvitation


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

    list_display = ("name", "nit", "person_type", "size", "published_at", "created_at")
    list_filter = ("person_type", "size")
    list_select_related = ("municipality",)
    search_fields = ("name", "nit", "identity_number__exact")
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
