"""How papers are said: their state with its colour, their dates, why they came back, and what to do."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.files import refusals
from groundwork.web import formats
from groundwork.web.components import Colour
from onboarding.models import DocumentVersion, Officer, ReturnReason, Supplier
from onboarding.queries.asked import Asked, Demand
from onboarding.queries.documents import Paper, State

COLOURS: Mapping[State, Colour] = {
    State.RETURNED: "red",
    State.EXPIRED: "red",
    State.REFUSED: "red",
    State.MISSING: "blue",
    State.CHECKING: "grey",
    State.SCANNER: "grey",
    State.IN_REVIEW: "grey",
    State.EXPIRING: "yellow",
    State.APPROVED: "green",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One paper as the library draws it."""

    paper: Paper
    label: str
    colour: Colour
    notes: tuple[str, ...]
    mends: bool

    @property
    def url(self) -> str:
        return reverse("onboarding:document", args=[self.paper.document.code])

    @property
    def replace_url(self) -> str:
        return reverse("onboarding:document_replace", args=[self.paper.document.code])


@dataclass(frozen=True, slots=True)
class Option:
    """One paper that is asked for, with what was given of it and where to give it."""

    asked: Asked
    lines: tuple[Line, ...]
    upload_url: str

    @property
    def title(self) -> str:
        return self.asked.document_type.label


@dataclass(frozen=True, slots=True)
class Row:
    """One demand of the library."""

    demand: Demand
    options: tuple[Option, ...]
    label: str
    colour: Colour
    officer: Officer | None

    @property
    def begun(self) -> list[Option]:
        """The options that have papers."""
        return [option for option in self.options if option.lines]


def row(demand: Demand, supplier: Supplier, reasons: Mapping[str, ReturnReason]) -> Row:
    """A demand, ready to draw."""
    options = tuple(option(asked, supplier, reasons) for asked in demand.options)
    state = demand.state
    label = str(state.label) if demand.required or state != State.MISSING else _("Opcional")
    colour = COLOURS[state] if demand.required or state != State.MISSING else "grey"
    return Row(demand, options, label, colour, demand.options[0].officer)


def option(asked: Asked, supplier: Supplier, reasons: Mapping[str, ReturnReason]) -> Option:
    """What was given of one paper, and where to give it."""
    lines = tuple(line(paper, reasons) for paper in asked.papers)
    if asked.needs_officer:
        return Option(asked, lines, supplier.page("officers"))
    return Option(asked, lines, upload_url(asked, supplier) if asked.has_room else "")


def upload_url(asked: Asked, supplier: Supplier) -> str:
    """Where a paper that is asked for is given."""
    query = {"proveedor": supplier.code, "tipo": asked.document_type.slug}
    if asked.officer:
        query["de"] = asked.officer.code
    return f"{reverse('onboarding:document_new')}?{urlencode(query)}"


def line(paper: Paper, reasons: Mapping[str, ReturnReason]) -> Line:
    """A paper, ready to draw."""
    notes = [*_why(paper, reasons), *_dates(paper), *_last_try(paper)]
    mends = paper.state in {State.RETURNED, State.EXPIRED, State.EXPIRING, State.REFUSED}
    return Line(paper, str(paper.state.label), COLOURS[paper.state], tuple(notes), mends)


def reasons_of(papers: Iterable[Paper]) -> dict[str, ReturnReason]:
    """The reasons that these papers' reviews give, by their key; in one query."""
    given = {
        slug
        for paper in papers
        for version in paper.versions
        for review in version.reviews.all()
        for slug in review.reasons
    }
    return {reason.slug: reason for reason in ReturnReason.objects.filter(slug__in=given)}


def said(version: DocumentVersion, reasons: Mapping[str, ReturnReason]) -> list[str]:
    """What the reviewers wrote of a version that they sent back: each reason with its remedy, then their own words."""
    found: list[str] = []
    for review in version.reviews.all():
        if review.approved:
            continue
        known = [reasons[slug] for slug in review.reasons if slug in reasons]
        found += [f"{reason.label} {reason.advice}".strip() for reason in known]
        if review.words:
            found.append(_("Quien lo revisó escribió: «%(words)s»") % {"words": review.words})
    return found


def _why(paper: Paper, reasons: Mapping[str, ReturnReason]) -> list[str]:
    current = paper.current
    if current is None:
        return []
    if paper.state == State.RETURNED:
        return said(current, reasons)
    if paper.state == State.REFUSED:
        return [refusals.words(current.file.refusal)]
    if paper.state == State.SCANNER:
        return [_("El archivo está guardado. El antivirus no responde; seguimos solos cuando vuelva.")]
    return []


def _dates(paper: Paper) -> list[str]:
    current = paper.current
    if current is None:
        return []
    facts = [_("Subido el %(day)s") % {"day": formats.short_date(current.uploaded_at)}]
    if current.issued_on:
        facts.append(_("expedido el %(day)s") % {"day": formats.short_date(current.issued_on)})
    if current.cut_off_on:
        facts.append(_("con corte al %(day)s") % {"day": formats.short_date(current.cut_off_on)})
    ends = "" if paper.state == State.RETURNED else ending(paper)
    return [" · ".join([*facts, ends] if ends else facts)]


def ending(paper: Paper) -> str:
    """Until when it serves: "vence el 3 dic 2026, faltan 9 días"; empty for what does not end."""
    current, left = paper.current, paper.days_left
    if current is None or left is None:
        return ""
    day = formats.short_date(current.expires_on)
    if left < 0:
        return _("venció el %(day)s") % {"day": day}
    if left == 0:
        return _("vence hoy, %(day)s") % {"day": day}
    return ngettext("vence el %(day)s, falta %(left)s día", "vence el %(day)s, faltan %(left)s días", left) % {
        "day": day,
        "left": left,
    }


def _last_try(paper: Paper) -> list[str]:
    tried = paper.refused_since
    if tried is None:
        return []
    words = refusals.words(tried.file.refusal)
    return [_("El último archivo que subió no se recibió y sigue contando el anterior. %(words)s") % {"words": words}]
