"""Places by the names that open data and people give them."""

from collections import Counter

from groundwork.reference.models import Department, Municipality, PlaceAlias
from groundwork.reference.text import compact, fold

_UNKNOWN = frozenset(["", "nodefinido", "noaplica"])
_ARTICLES = ("el ", "la ", "los ", "las ")

type PlaceCodes = tuple[str | None, str | None]


class PlaceResolver:
    """DANE codes of places by name, from four queries made once: case, accents, spaces and dots do not count.

    It never guesses: a name that two places share is not resolved without its department.
    """

    def __init__(self) -> None:
        self._departments: dict[str, str] = {}
        self._towns: dict[tuple[str, str], str] = {}
        self._towns_anywhere: dict[str, set[str]] = {}
        departments = list(Department.objects.order_by("retired", "code").values_list("code", "name"))
        towns = list(Municipality.objects.order_by("retired", "code").values_list("code", "department_id", "name"))
        inside = Counter(department for _code, department, _name in towns)
        self._only_town = {department: code for code, department, _name in towns if inside[department] == 1}
        aliases = PlaceAlias.objects.values_list("spelling", "department_id")
        for code, name in departments:
            self._departments.setdefault(compact(name), code)
        for code, department, name in towns:
            self._add_town(compact(name), department, code)
        for spelling, department in aliases.filter(municipality=None):
            self._departments.setdefault(spelling, department)
        for spelling, department, town in (
            PlaceAlias.objects.filter(municipality__isnull=False)
            .order_by("pk")
            .values_list("spelling", "department_id", "municipality__code")
        ):
            self._add_town(spelling, department, town)
        for code, name in departments:
            self._departments.setdefault(compact(_without_article(name)), code)
        for code, department, name in towns:
            self._add_town(compact(_without_article(name)), department, code)

    def _add_town(self, spelling: str, department: str, code: str) -> None:
        if self._towns.setdefault((department, spelling), code) == code:
            self._towns_anywhere.setdefault(spelling, set()).add(code)

    def resolve(self, department_name: str | None, city_name: str | None) -> PlaceCodes:
        """Codes of the department and of the municipality; None for what is not said or not known.

        A city without its department is found when only one place of the country has that name, and a department
        with a single municipality (the Capital District) needs no city.
        """
        department = self._departments.get(compact(department_name or ""))
        city = compact(city_name or "")
        if department is not None:
            if city in _UNKNOWN:
                return department, self._only_town.get(department)
            return department, self._towns.get((department, city))
        named = self._towns_anywhere.get(city, set())
        if compact(department_name or "") in _UNKNOWN and city not in _UNKNOWN and len(named) == 1:
            (town,) = named
            return town[:2], town
        return None, None


def _without_article(name: str) -> str:
    """SECOP says "Retiro" for "El Retiro"."""
    folded = fold(name)
    for article in _ARTICLES:
        if folded.startswith(article):
            return folded.removeprefix(article)
    return folded
