"""The related systems and their yearly periods, to correct without a new version of the portal."""

from typing import Any, cast, override

from django.contrib import admin
from django.db.models import QuerySet
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import User
from support.models import Period, RelatedSystem
from support.queries import systems as queries
from support.services import systems


class KeptAdmin[M: RelatedSystem | Period](admin.ModelAdmin[M]):
    """Rows that are edited or followed by others, never deleted; each edit goes to the record with what was before."""

    # What other rows, addresses and the record know a row by.
    known_by: tuple[str, ...] = ()

    @override
    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    @override
    def get_readonly_fields(self, request: HttpRequest, obj: M | None = None) -> tuple[str, ...]:
        return self.known_by if obj else ()

    @override
    def save_model(self, request: HttpRequest, obj: M, form: ModelForm[M], change: bool) -> None:
        former = type(obj).objects.filter(pk=obj.pk).first() if change else None
        super().save_model(request, obj, form, change)
        systems.record_edit(obj, systems.facts_of(former) if former else {}, by=cast("User", request.user))


@admin.register(RelatedSystem)
class RelatedSystemAdmin(KeptAdmin[RelatedSystem]):
    """What each system is for, who uses it, where it is and who helps; in both languages."""

    known_by = ("slug",)
    list_display = ("name", "run_by", "support_email", "has_page", "checked_on")
    list_filter = ("has_page",)
    search_fields = ("name", "slug", "run_by")
    ordering = ("position",)
    actions = ("mark_checked",)

    @admin.action(description=gettext_lazy("Comprobado hoy: sigue como está"), permissions=["change"])
    def mark_checked(self, request: HttpRequest, rows: QuerySet[RelatedSystem]) -> None:
        """Say that the chosen ones were compared today with what their owners publish."""
        today = queries.today()
        for row in rows:
            systems.mark_checked(row, today, by=cast("User", request.user))
            self.log_change(request, row, [{"changed": {"fields": [_("comprobado el")]}}])
        words = ngettext("%(count)s sistema comprobado hoy.", "%(count)s sistemas comprobados hoy.", len(rows))
        self.message_user(request, words % {"count": len(rows)})


@admin.register(Period)
class PeriodAdmin(KeptAdmin[Period]):
    """The days of each year. To change them from a year on, add a row from that year: what counted before stays."""

    known_by = ("system", "order", "from_year")
    list_display = ("system", "order", "from_year", "days", "source")
    list_filter = ("system", "order")
    list_select_related = ("system",)
    ordering = ("system__position", "order", "-from_year")

    @admin.display(description=gettext_lazy("cada año"))
    def days(self, period: Period) -> str:
        """Its first and its last day."""
        return _("Del %(opens)s al %(closes)s") % queries.edges_of(period)

    @override
    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        return {"from_year": queries.today().year, **super().get_changeform_initial_data(request)}
