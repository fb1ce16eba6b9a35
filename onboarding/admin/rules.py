"""What is asked of each kind of supplier: papers, dated rules and reasons for sending one back, to edit."""

from datetime import timedelta
from typing import override

from django.contrib import admin, messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.reference.business_days import colombian_today
from onboarding.models import DocumentRule, DocumentType, ReturnReason


class KeptAdmin[M: DocumentRule | DocumentType | ReturnReason](admin.ModelAdmin[M]):
    """Rows that what was given refers to: edited, closed or retired, never deleted."""

    @override
    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False


@admin.register(DocumentType)
class DocumentTypeAdmin(KeptAdmin[DocumentType]):
    """The papers that may be asked for."""

    list_display = ("name", "group", "order", "is_identity", "two_reviewers")
    list_filter = ("group", "is_identity", "two_reviewers")
    search_fields = ("name", "slug")
    ordering = ("group", "order", "slug")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: DocumentType | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()  # the portal's own code calls some by it


@admin.register(DocumentRule)
class DocumentRuleAdmin(KeptAdmin[DocumentRule]):
    """Who is asked for what, since when. To change a rule, close it and edit the next: what was asked before stays."""

    list_display = (
        "person_type",
        "document_type",
        "required",
        "each",
        "one_of",
        "freshness_days",
        "cut_off_last_year",
        "valid_from",
        "valid_to",
    )
    list_filter = ("person_type", "required", "document_type")
    list_select_related = ("document_type",)
    search_fields = ("document_type__name", "source")
    ordering = ("person_type", "document_type__group", "document_type__order", "-valid_from")
    actions = ("close_and_follow",)
    save_as = True

    @admin.action(description=gettext_lazy("Cerrar hoy y abrir la siguiente desde mañana"), permissions=["change"])
    @transaction.atomic
    def close_and_follow(self, request: HttpRequest, rules: QuerySet[DocumentRule]) -> None:
        """End the chosen rules today; each is followed by a copy from tomorrow on, to edit."""
        today = colombian_today(timezone.now())
        followed = 0
        for rule in rules.select_for_update(of=("self",)).in_force(today).filter(valid_to=None):  # type: ignore[attr-defined]  # the admin's type of the queryset is the plain one
            rule.valid_to = today
            rule.save(update_fields=["valid_to"])
            self.log_change(request, rule, [{"changed": {"fields": [_("rige hasta")]}}])
            rule.pk, rule.valid_from, rule.valid_to = None, today + timedelta(days=1), None
            rule.save(force_insert=True)
            self.log_addition(request, rule, [{"added": {}}])
            followed += 1
        self.message_user(request, _("Reglas cerradas y abiertas de nuevo: %(count)s.") % {"count": followed})
        if not followed:
            self.message_user(request, _("Solo se cierran reglas vigentes y sin fecha de fin."), messages.WARNING)


@admin.register(ReturnReason)
class ReturnReasonAdmin(KeptAdmin[ReturnReason]):
    """Why a document is sent back, in the words that its supplier reads."""

    list_display = ("text", "order", "retired")
    list_filter = ("retired",)
    ordering = ("order", "slug")

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: ReturnReason | None = None) -> tuple[str, ...]:
        return ("slug",) if obj else ()  # reviews keep it
