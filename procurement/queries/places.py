"""Departments and municipalities by code or by name, for a filter."""

from collections.abc import Iterable

from groundwork.reference.models import Department, Municipality
from groundwork.reference.queries.places import PlaceResolver

DEPARTMENT_LENGTH, MUNICIPALITY_LENGTH = 2, 5


def departments() -> dict[str, str]:
    """The names of all, by code and in the order of the alphabet."""
    return dict(Department.objects.order_by("sort_name").values_list("code", "name"))


class PlaceNames:
    """What people type, resolved; the names are read once, and only if somebody typed one."""

    def __init__(self) -> None:
        self._resolver: PlaceResolver | None = None

    def department(self, text: str) -> str | None:
        """The code of the department, by code or by name; None when there is none."""
        if text.isascii() and text.isdigit():
            code = text.zfill(DEPARTMENT_LENGTH)
            return code if Department.objects.filter(code=code).exists() else None
        return self._names().resolve(text, None)[0]

    def municipality(self, text: str, within: Iterable[str]) -> str | None:
        """The code of the municipality, by code or by name; a name that two share counts only inside a department."""
        if text.isascii() and text.isdigit():
            code = text.zfill(MUNICIPALITY_LENGTH)
            return code if Municipality.objects.filter(code=code).exists() else None
        inside = {self._named_in(code, text) for code in within} - {None}
        if len(inside) == 1:
            return inside.pop()
        return self._names().resolve(None, text)[1] if not inside else None

    def _named_in(self, department: str, text: str) -> str | None:
        name = Department.objects.filter(code=department).values_list("name", flat=True).first()
        return self._names().resolve(name, text)[1]

    def _names(self) -> PlaceResolver:
        if self._resolver is None:
            self._resolver = PlaceResolver()
        return self._resolver


def municipalities(codes: Iterable[str]) -> dict[str, str]:
    """The names of those, by code."""
    return dict(Municipality.objects.filter(code__in=codes).values_list("code", "name"))
