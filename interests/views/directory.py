"""The directory of suppliers, for those who work in a public body."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
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
from groundwork.web.paging import CURSOR_PARAMETER, BadCursorError, CappedCount, Page
from interests.forms.directory import INDICATORS, KINDS, SIZES, DirectoryForm, Parameter
from interests.models import INVITING
from interests.queries.directory import Found, Order, SupplierRow, find
from interests.queries.directory.tallies import WHOLE, Figures
from procurement.models import EntityMembership
from procurement.queries.places import departments, municipalities
from procurement.views.results import SHOWN_OPTIONS, Facet, Option

CHIP_LENGTH = 60
PICKER = "codigos"  # the part of the page that its buttons draw again


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
    if request.htmx and request.htmx.target == PICKER:
        form.is_valid()
        return render(request, "interests/directory.html#codes", {"form": form, "results": DirectoryPage(form, None)})
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
    def count(self) -> CappedCount | None:
        """How many there are: "más de 10.000" beyond the cap."""
        return CappedCount(self.found.tally.count, self.found.tally.capped) if self.found else None

    @property
    def by_code(self) -> bool:
        """Whether the experience that is shown is that of the codes that are asked for."""
        return bool(self._form.cleaned_data.get("codigo"))

    @property
    def is_picking(self) -> bool:
        """Whether the address looks for codes, so that the filters are to be seen even on a phone."""
        return bool(self._form.picker.code_words or self._form.data.get("rama"))

    @property
    def is_sheet(self) -> bool:
        """Whether the filters wait folded away on a phone: not while they have to be looked at."""
        return self.found is not None and not self.is_picking

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters to check, with what each would find; no figures while the filters have errors."""
        sizes, kinds = ({name: str(one.label) for name, one in values.items()} for values in (SIZES, KINDS))
        whole = {WHOLE: str(self._form.fields["documentos"].label)}
        return [
            self._facet("departamento", _("Departamento"), self._departments, self._of_departments()),
            self._facet("tamano", _("Tamaño de la empresa"), sizes, self._of("sizes", SIZES)),
            self._facet("tipo", _("Tipo de persona"), kinds, self._of("kinds", KINDS)),
            self._facet("documentos", _("Documentos"), whole, self._of("papers", {WHOLE: WHOLE})),
        ]

    def _of(self, facet: str, values: Mapping[str, str]) -> Figures | None:
        """The figures of a facet by the names that its values have in the address; None where it has none."""
        figures = self.found.tally.facets.get(facet) if self.found else None
        if figures is None:
            return None
        return Figures(Counter({name: figures.counts[value] for name, value in values.items()}), figures.at_least)

    def _of_departments(self) -> Figures | None:
        """A department finds also those that work in the whole country, whose figure has no code."""
        figures = self._of("departments", {code: code for code in ("", *self._departments)})
        if figures is not None:
            everywhere = figures.counts.pop("")
            figures.counts = Counter({code: number + everywhere for code, number in figures.counts.items()})
        return figures

    def _facet(self, name: str, label: str, labels: dict[str, str], figures: Figures | None) -> Facet:
        given = self._form.cleaned_data.get(name, [])
        chosen = {WHOLE} if given is True else set(given or [])
        counts = figures.counts if figures else Counter()
        options = [
            Option(value, text, _figure(counts[value], figures), value in chosen) for value, text in labels.items()
        ]
        options.sort(key=lambda one: (not one.is_checked, -counts[one.value]))
        at_sight = max(SHOWN_OPTIONS, len(chosen))
        return Facet(name, label, options[:at_sight], options[at_sight:], [*self._form.errors.get(name, [])])

    @cached_property
    def _departments(self) -> dict[str, str]:
        return departments()

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
            "departamento": lambda code: self._departments.get(code, code),
            "municipio": lambda code: towns.get(code, code),
            "domicilio": lambda _on: _("con domicilio allí"),
            "experiencia": lambda _value: (
                _("experiencia desde %(value)s") % {"value": formats.money(given["experiencia"])}
            ),
            "tamano": lambda name: str(SIZES[name].label),
            "tipo": lambda name: str(KINDS[name].label),
            "rup": lambda _on: _("RUP en firme"),
            "documentos": lambda _on: _("documentos vigentes"),
            **{name: self._limit(name, limits[name]) for name in INDICATORS},
        }

    def _limit(self, name: str, words: str) -> Callable[[str], str]:
        return lambda _value: words % {"limit": formats.decimal_number(self._form.cleaned_data[name])}


def _address(parameters: Iterable[Parameter]) -> str:
    query = urlencode(list(parameters))
    return f"{reverse('interests:directory')}{'?' if query else ''}{query}"


def _figure(number: int, figures: Figures | None) -> str:
    """A count, with a plus where there may be more; empty where nothing was counted."""
    if figures is None:
        return ""
    return f"{formats.whole_number(number)}{'+' if figures.at_least and number else ''}"
