"""What the page of results draws around its rows: states, orders, facets, chips, other formats."""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from groundwork.reference.models import Commodity
from groundwork.web import formats
from groundwork.web.paging import CappedCount
from procurement.forms.search import CSV, JSON, RSS, Parameter, SearchForm
from procurement.models import Modality, Source
from procurement.queries.filters import Order, Search, State
from procurement.queries.places import departments, municipalities
from procurement.queries.plans import RANKED
from procurement.queries.searching import Found
from procurement.queries.tallies import CAP, Figures
from procurement.views.renderings import CSV_ROWS

SHOWN_OPTIONS = 6
CHIP_LENGTH = 60


class Choice(NamedTuple):
    """One of several views of the same results."""

    label: str
    url: str
    figure: str
    is_current: bool


class Option(NamedTuple):
    """One value of a facet, to check; its figure is empty where it was not counted."""

    value: str
    label: str
    figure: str
    is_checked: bool


class Facet(NamedTuple):
    """A filter with the values to choose from: some at sight, the others folded away."""

    name: str
    label: str
    shown: list[Option]
    folded: list[Option]
    errors: list[str]


class Chip(NamedTuple):
    """A filter that is set, and the address without it."""

    label: str
    url: str


class ResultsPage:
    """The context of process_list.html; without results while the filters have errors."""

    def __init__(self, form: SearchForm, search: Search | None = None, found: Found | None = None) -> None:
        self.form = form
        self.search = search
        self.found = found
        self._parameters = form.parameters() if found else []

    @property
    def page(self) -> object:
        return self.found.page if self.found else None

    @property
    def count(self) -> CappedCount | None:
        """How many there are: "más de 1.000" beyond the cap."""
        return CappedCount(self.found.tally.count, self.found.tally.capped) if self.found else None

    @cached_property
    def states(self) -> list[Choice]:
        """The four states, each with what choosing it would find."""
        if self.search is None or self.found is None:
            return []
        figures = self.found.tally.facets["state"]
        counts = figures.counts
        closed = counts.get(State.CLOSED, 0) + counts.get(State.AWARDED, 0)
        by_state = {
            State.OPEN: counts.get(State.OPEN, 0),
            State.CLOSED: closed,
            State.AWARDED: counts.get(State.AWARDED, 0),
            State.ALL: closed + counts.get(State.OPEN, 0),
        }
        return [
            Choice(
                str(state.label),
                self._with("estado", state, default=State.OPEN),
                _figure(number, at_least=figures.at_least),
                state == self.search.state,
            )
            for state, number in by_state.items()
        ]

    @cached_property
    def orders(self) -> list[Choice]:
        """The orders that make sense: relevance needs words."""
        if self.search is None:
            return []
        return [
            Choice(str(order.label), self._with("orden", order, default=Order.NEWEST), "", order == self.search.order)
            for order in Order
            if order != Order.RELEVANCE or self.search.tsquery
        ]

    @property
    def is_ranked(self) -> bool:
        return self.search is not None and self.search.order == Order.RELEVANCE

    @property
    def ranked(self) -> str:
        return formats.whole_number(RANKED)

    @property
    def csv_rows(self) -> str:
        return formats.whole_number(CSV_ROWS)

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters to check, with figures; those of the values that were counted first."""
        return [
            self._facet(
                "modalidad", _("Modalidad"), "modalities", {value: str(text) for value, text in Modality.choices}
            ),
            self._facet("departamento", _("Departamento"), "departments", self._departments),
            self._facet("fuente", _("Fuente"), "sources", {value: str(text) for value, text in Source.choices}),
        ]

    @cached_property
    def chips(self) -> list[Chip]:
        """The filters that are set, to take away one by one."""
        if self.found is None:
            return []
        say = self._chip_labels()
        return [
            Chip(
                Truncator(say[pair.name](pair.value)).chars(CHIP_LENGTH),
                self._address(other for other in self._parameters if other != pair),
            )
            for pair in self._parameters
            if pair.name not in {"estado", "orden"}
        ]

    @property
    def without_filters(self) -> str:
        return self._address(pair for pair in self._parameters if pair.name == "q")

    @property
    def everywhere(self) -> str:
        """The same search in every state."""
        return self._with("estado", State.ALL, default=State.OPEN)

    @property
    def rss_url(self) -> str:
        return self._with("formato", RSS)

    @property
    def csv_url(self) -> str:
        return self._with("formato", CSV)

    @property
    def json_url(self) -> str:
        return self._with("formato", JSON)

    @property
    def interest_url(self) -> str:
        """Where the same search becomes an area of interest."""
        return f"{reverse('interests:interest_new')}?{urlencode(self._parameters)}"

    @cached_property
    def _departments(self) -> dict[str, str]:
        return departments()

    def _facet(self, name: str, label: str, part: str, labels: dict[str, str]) -> Facet:
        figures = self.found.tally.facets[part] if self.found else Figures(at_least=True)
        chosen = set(self.form.cleaned_data.get(name, []))
        options = [
            Option(value, str(text), _figure(figures.counts.get(value, 0), at_least=figures.at_least), value in chosen)
            for value, text in labels.items()
        ]
        options.sort(key=lambda one: (not one.is_checked, -figures.counts.get(one.value, 0)))
        counted = sum(1 for one in options if one.is_checked or figures.counts.get(one.value))
        at_sight = max(min(SHOWN_OPTIONS, counted), len(chosen)) or SHOWN_OPTIONS
        return Facet(name, label, options[:at_sight], options[at_sight:], [*self.form.errors.get(name, [])])

    def _chip_labels(self) -> dict[str, Callable[[str], str]]:
        """How to say the value of each parameter."""
        given = self.form.cleaned_data
        headings = Commodity.objects.in_bulk(given["codigo"]) if given["codigo"] else {}
        titles = {heading.short_code: f"{heading.short_code} {heading.title}" for heading in headings.values()}
        towns = municipalities(given["municipio"]) if given["municipio"] else {}
        modalities = {value: str(text) for value, text in Modality.choices}
        sources = {value: str(text) for value, text in Source.choices}
        return {
            "q": "«{}»".format,
            "codigo": lambda value: titles.get(value, value),
            "departamento": lambda value: self._departments.get(value, value),
            "municipio": lambda value: towns.get(value, value),
            "modalidad": lambda value: modalities.get(value, value),
            "fuente": lambda value: sources.get(value, value),
            "valor_min": lambda _value: _("desde %(value)s") % {"value": formats.money(given["valor_min"])},
            "valor_max": lambda _value: _("hasta %(value)s") % {"value": formats.money(given["valor_max"])},
            "cierra_desde": lambda _value: (
                _("cierra desde el %(day)s") % {"day": formats.short_date(given["cierra_desde"])}
            ),
            "cierra_hasta": lambda _value: (
                _("cierra hasta el %(day)s") % {"day": formats.short_date(given["cierra_hasta"])}
            ),
            "entidad": self._entity_label,
        }

    def _entity_label(self, text: str) -> str:
        """The body's name where a code or a NIT was typed, the words that were typed otherwise."""
        named = [entity.name for entity in self.form.entities if text in {entity.code, entity.nit}]
        return named[0] if named else text

    def _with(self, name: str, value: str, *, default: str = "") -> str:
        pairs = [pair for pair in self._parameters if pair.name != name]
        return self._address([*pairs, Parameter(name, value)] if value != default else pairs)

    def _address(self, parameters: Iterable[Parameter]) -> str:
        query = urlencode(list(parameters))
        return f"{reverse('procurement:process_list')}{'?' if query else ''}{query}"


def _figure(number: int, *, at_least: bool) -> str:
    """The count, with a plus where there may be more; empty where nothing is known."""
    if at_least:
        return f"{formats.whole_number(min(number, CAP))}+" if number else ""
    return formats.whole_number(number)
