"""What an administrator sees of stored files: where each stands; never its name nor its content."""

from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundwork.files import refusals
from groundwork.files.models import StoredFile, StoredFileQuerySet


class StateFilter(admin.SimpleListFilter):
    """Files by where they stand."""

    title = _("estado")
    parameter_name = "state"
    CONDITIONS: ClassVar[dict[str, dict[str, Any]]] = {
        StoredFile.State.CHECKING: {"waits_for_scanner": False, "passed_at": None, "refused_at": None},
        StoredFile.State.WAITING: {"waits_for_scanner": True, "passed_at": None, "refused_at": None},
        StoredFile.State.PASSED: {"passed_at__isnull": False},
        StoredFile.State.REFUSED: {"refused_at__isnull": False},
    }

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[StoredFile]) -> list[tuple[str, str]]:
        """Every state."""
        return [(value, str(label)) for value, label in StoredFile.State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[StoredFile]) -> QuerySet[StoredFile]:
        """The files in the state that was chosen."""
        chosen = self.value()
        if chosen == StoredFile.State.ERASED:
            return queryset.filter(erased_at__isnull=False)
        if chosen is not None and chosen in self.CONDITIONS:
            return queryset.filter(erased_at=None, **self.CONDITIONS[chosen])
        return queryset


@admin.register(StoredFile)
class StoredFileAdmin(admin.ModelAdmin[StoredFile]):
    """Rows to look at."""

    list_display = ("code", "standing", "why", "media_type", "size", "pages", "is_signed", "tries", "received_at")
    list_filter = (StateFilter, "refusal", "policy", "is_signed")
    search_fields = ("code", "sha256")
    fields = (
        *("code", "policy", "size", "sha256", "media_type", "pages", "is_signed", "notes", "received_at", "passed_at"),
        *("refused_at", "why", "erased_at", "waits_for_scanner", "tries", "next_try_at"),
    )
    readonly_fields = fields
    ordering = ("-pk",)
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[StoredFile]:
        """Without the names: the page does not decrypt what it does not show."""
        rows: StoredFileQuerySet = StoredFile.objects.defer("name", "sealed_key", "mark")
        return rows.order_by(*self.ordering)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: StoredFile | None = None) -> bool:
        return False

    @admin.display(description=_("estado"))
    def standing(self, stored: StoredFile) -> str:
        """The state in words."""
        return str(stored.state.label)

    @admin.display(description=_("por qué"))
    def why(self, stored: StoredFile) -> str:
        """The words that the person read."""
        return refusals.words(stored.refusal) if stored.refusal else ""
