"""Reference data for administrators: figures and spellings to edit, what official files bring to read."""

from typing import override

from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest

from groundwork.reference.forms import PlaceAliasForm
from groundwork.reference.models import Commodity, Department, Municipality, Parameter, PlaceAlias, Revision


class ReadOnlyAdmin(admin.ModelAdmin[Model]):
    """Rows that only a command writes, edition by edition."""

    @override
    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    @override
    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    @override
    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False


@admin.register(Commodity)
class CommodityAdmin(ReadOnlyAdmin):
    list_display = ["code", "title", "level_name", "retired", "source"]
    list_filter = ["level", "retired", "source"]
    search_fields = ["code", "title"]
    show_full_result_count = False


@admin.register(Department)
class DepartmentAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "retired"]


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    list_display = ["code", "name", "department", "retired"]
    list_filter = ["department", "retired"]
    list_select_related = ["department"]
    search_fields = ["code", "name", "sort_name"]


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = ["subject", "source", "official", "changed_at"]


@admin.register(PlaceAlias)
class PlaceAliasAdmin(admin.ModelAdmin[PlaceAlias]):
    form = PlaceAliasForm
    list_display = ["spelling", "department", "municipality"]
    list_select_related = ["department", "municipality"]
    list_filter = ["department"]
    search_fields = ["spelling"]
    autocomplete_fields = ["municipality"]


@admin.register(Parameter)
class ParameterAdmin(admin.ModelAdmin[Parameter]):
    list_display = ["key", "bracket", "value", "unit", "valid_from", "source"]
    list_filter = ["key"]
    search_fields = ["key", "source", "note"]
    date_hierarchy = "valid_from"
