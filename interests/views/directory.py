"""The directory of suppliers, for those who work in a public body."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.reference.business_days import colombian_today
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER, BadCursorError, Page
from interests.forms.directory import INDICATORS, SIZES, DirectoryForm, Parameter
from interests.models import INVITING
from interests.queries.directory import Found, Order, SupplierRow, find
from procurement.models import EntityMembership
from procurement.queries.places import municipalities

CHIP_LENGTH = 60


class Choice(NamedTuple):
    """One order of the same list."""

    label: str
    url: str
    is_current: bool


class Chip(NamedTuple):
    """A filter that is set, and the address without it."""

    label: str
    url: str


class Suggestion(NamedTuple):
    """A code that the words may mean, and the address with it in their place."""

    code: str
    title: str
    level: str
    url: str


@require_safe
def directory(request: UserRequest) -> HttpResponse:
    """The suppliers that chose to be found and that the address asks for; what it says wrong is answered beside it."""
    roles = set(EntityMembership.objects.filter(user=request.user).values_list("role", flat=True))
    if not roles:
        raise PermissionDenied
    form = DirectoryForm(request.GET)
    found, notice = None, ""
    if form.is_valid():
        today = colombian_today(timezone.now())
        try:
            found = find(form.search(), today=today, cursor=request.GET.get(CURSOR_PARAMETER, ""))
        except BadCursorError as refusal:
            found, notice = find(form.search(), today=today), str(refusal)
    may_invite = not roles.isdisjoint(INVITING)
    context = {"form": form, "results": DirectoryPage(form, found), "notice": notice, "may_invite": may_invite}
    return render(request, "interests/directory.html", context)


class DirectoryPage:
    """What directory.html draws around its form; without results while the filters have errors."""

    def __init__(self, form: DirectoryForm, found: Found | None) -> None:
        self._form = form
        self.found = found
        self._parameters = form.parameters() if found else []

    @property
    def page(self) -> Page[SupplierRow] | None:
        return self.found.page if self.found else None

    @property
    def shown_count(self) -> str:
        return formats.whole_number(self.found.count) if self.found else ""

    @property
    def by_code(self) -> bool:
        """Whether the experience that is shown is that of the codes that are asked for."""
        return bool(self._form.cleaned_data.get("codigo"))

    @property
    def with_limits(self) -> bool:
        """Whether a limit of an indicator was written, right or wrong."""
        return any(self._form[name].value() for name in INDICATORS)

    @cached_property
    def suggestions(self) -> list[Suggestion]:
        return [
            Suggestion(
                hit.commodity.code,
                hit.commodity.title,
                hit.commodity.level_name,
                self._form.suggested(hit.commodity.code),
            )
            for hit in self._form.suggestions
        ]

    @cached_property
    def orders(self) -> list[Choice]:
        current = self._form.cleaned_data["orden"]
        kept = [pair for pair in self._parameters if pair.name != "orden"]
        return [
            Choice(
                str(order.label),
                _address(kept if order == Order.EXPERIENCE else [*kept, Parameter("orden", order)]),
                order == current,
            )
            for order in Order
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are set, to take away one by one."""
        if self.found is None:
            return []
        say = self._words()
        return [
            Chip(
                Truncator(say[pair.name](pair.value)).chars(CHIP_LENGTH),
                _address(other for other in self._parameters if other != pair),
            )
            for pair in self._parameters
            if pair.name in say
        ]

    def _words(self) -> dict[str, Callable[[str], str]]:
        """How to say the value of each parameter."""
        given, titles = self._form.cleaned_data, self._form.code_titles
        towns = municipalities(given["municipio"]) if given["municipio"] else {}
        limits = {
            "liquidez": _("liquidez ≥ %(limit)s"),
            "endeudamiento": _("endeudamiento ≤ %(limit)s %%"),
            "cobertura": _("cobertura ≥ %(limit)s"),
            "patrimonio": _("rentabilidad del patrimonio ≥ %(limit)s %%"),
            "activo": _("rentabilidad del activo ≥ %(limit)s %%"),
        }
        return {
            "q": "«{}»".format,
            "codigo": lambda code: f"{code} {titles.get(code, '')}",
            "departamento": lambda _code: self._form.department_name,
            "municipio": lambda code: towns.get(code, code),
            "domicilio": lambda _on: _("con domicilio allí"),
            "experiencia": lambda _value: (
                _("experiencia desde %(value)s") % {"value": formats.money(given["experiencia"])}
            ),
            "tamano": lambda name: str(SIZES[name].label),
            "rup": lambda _on: _("RUP en firme"),
            "documentos": lambda _on: _("documentos vigentes"),
            **{name: self._limit(name, limits[name]) for name in INDICATORS},
        }

    def _limit(self, name: str, words: str) -> Callable[[str], str]:
        return lambda _value: words % {"limit": formats.decimal_number(self._form.cleaned_data[name])}


def _address(parameters: Iterable[Parameter]) -> str:
    query = urlencode(list(parameters))
    return f"{reverse('interests:directory')}{'?' if query else ''}{query}"
