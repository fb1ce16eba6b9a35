"""What an administrator sees and may correct: public bodies and who acts for them; processes and imports to look at."""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from onboarding.admin import ReadOnlyAdmin
from procurement.models import Award, Entity, EntityInvitation, EntityMembership, ImportRun, Process


class MembershipInline(admin.TabularInline[EntityMembership, Entity]):
    model = EntityMembership
    autocomplete_fields = ("user",)
    extra = 0


@admin.register(Entity)
class EntityAdmin(admin.ModelAdmin[Entity]):
    """Public bodies; their first administrator is added here, and invites the others."""

    list_display = ("code", "name", "nit", "department")
    list_select_related = ("department",)
    search_fields = ("code", "nit", "name")
    autocomplete_fields = ("municipality",)
    inlines = (MembershipInline,)
    show_full_result_count = False

    def has_delete_permission(self, request: HttpRequest, obj: Entity | None = None) -> bool:
        return False


@admin.register(EntityInvitation)
class EntityInvitationAdmin(ReadOnlyAdmin[EntityInvitation]):
    """Who was invited to which body, and what became of it."""

    list_display = ("email", "entity", "invited_by", "asked_at", "sends", "expires_at", "accepted_at")
    list_select_related = ("entity", "invited_by")
    search_fields = ("email__exact", "entity__code__exact")
    ordering = ("-asked_at", "-pk")


class AwardInline(admin.TabularInline[Award, Process]):
    model = Award
    exclude = ("source_digest",)
    can_delete = False
    extra = 0

    def has_add_permission(self, request: HttpRequest, obj: Process | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Process | None = None) -> bool:
        return False


@admin.register(Process)
class ProcessAdmin(ReadOnlyAdmin[Process]):
    """Processes as they stand; found by code, since there may be millions."""

    list_display = ("code", "title", "buyer_name", "modality", "published_at", "closes_at", "decision")
    search_fields = ("code__exact",)
    search_help_text = "CO1.REQ.…"
    exclude = ("search",)
    inlines = (AwardInline,)
    ordering = ("-published_at", "-id")
    show_full_result_count = False
    list_per_page = 50

    def get_queryset(self, request: HttpRequest) -> QuerySet[Process]:
        return super().get_queryset(request).defer("search", "description")


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnlyAdmin[ImportRun]):
    """What was read from the open data, and what became of it."""

    list_display = ("started_at", "finished_at", "read", "created", "updated", "unchanged", "rejected", "shifted_days")
    ordering = ("-started_at",)
