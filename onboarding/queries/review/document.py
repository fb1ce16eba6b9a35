"""One document as its reviewer sees it: what to compare, what was said before, where else the file is."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import NamedTuple

from django.db.models import Prefetch, QuerySet
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from stdnum.co import nit

from accounts.models import User
from groundwork.reference.business_days import colombian_today
from groundwork.web import formats
from groundwork.web.components import SummaryRow
from onboarding.models import (
    Document,
    DocumentRule,
    DocumentVersion,
    Escalation,
    IdentityType,
    PersonType,
    ReturnReason,
    Review,
    Supplier,
)
from onboarding.queries.dates import last_cut_off
from onboarding.queries.review.queue import reviewable

MOST_SEEN = 500


class Said(NamedTuple):
    """What one reviewer said of one version."""

    who: str
    when: str
    approved: bool
    reasons: list[ReturnReason]
    words: str


class Past(NamedTuple):
    """One version in the history of a document, and what changed since the one before it."""

    version: DocumentVersion
    state: str
    when: str
    changes: list[str]
    said: list[Said]
    suspicions: list[Escalation]


class Elsewhere(NamedTuple):
    """The same file given as something else: by the same supplier, and by others, who are counted and not named."""

    here: list[str]
    suppliers: int
    kinds: list[str]


def opened(user: User) -> QuerySet[DocumentVersion]:
    """All that the reviewer may open, with what its page reads."""
    return reviewable(user).select_related(
        "file", "claimed_by", "document__document_type", "document__supplier", "document__officer"
    )


def newer(version: DocumentVersion, user: User) -> DocumentVersion | None:
    """The latest version of the same document, if it may be opened already."""
    return reviewable(user).filter(document=version.document_id, superseded_at=None).first()


def facts(version: DocumentVersion) -> list[SummaryRow]:
    """What the document must agree with: who the supplier says that they are."""
    document = version.document
    supplier, officer = document.supplier, document.officer
    rows = [
        SummaryRow(_("Proveedor"), supplier.name),
        SummaryRow(_("Tipo de persona"), PersonType(supplier.person_type).label),
        SummaryRow(_("NIT"), nit.format(supplier.nit) if supplier.nit else ""),
        SummaryRow(_("Identificación"), _identity(supplier)),
    ]
    if officer is not None:
        identity = f"{IdentityType(officer.identity_type).label} {officer.identity_number}"
        rows += [
            SummaryRow(_("Es de"), officer.full_name),
            SummaryRow(_("Su cargo"), officer.get_post_display()),
            SummaryRow(_("Su identificación"), identity),
            SummaryRow(_("Sus facultades"), officer.powers),
        ]
    return [row for row in rows if row.value]


def dates(version: DocumentVersion) -> list[SummaryRow]:
    """What the supplier typed about the document."""
    rows = (
        (_("Título"), version.document.title),
        (_("Expedido"), formats.long_date(version.issued_on)),
        (_("Con corte a"), formats.long_date(version.cut_off_on)),
        (_("Vence"), formats.long_date(version.expires_on)),
    )
    return [SummaryRow(key, value) for key, value in rows if value]


def doubts(version: DocumentVersion, rule: DocumentRule | None, *, on: date) -> list[str]:
    """Where the dates do not meet the rule, in words; the reviewer decides."""
    return list(_doubts(version, rule, on))


def history(document: Document) -> list[Past]:
    """Every version, the newest first, with what its reviewers said and what it changed."""
    versions = list(
        document.versions.select_related("file")
        .prefetch_related(
            Prefetch("reviews", Review.objects.select_related("reviewer").order_by("at", "pk")),
            Prefetch("escalations", Escalation.objects.select_related("raised_by", "settled_by").order_by("raised_at")),
        )
        .order_by("number")
    )
    given = {slug for version in versions for review in version.reviews.all() for slug in review.reasons}
    reasons = {reason.slug: reason for reason in ReturnReason.objects.filter(slug__in=given)} if given else {}
    befores: list[DocumentVersion | None] = [None, *versions]
    past = [_past(version, before, reasons) for version, before in zip(versions, befores, strict=False)]
    return past[::-1]


def elsewhere(version: DocumentVersion) -> Elsewhere:
    """Where else the very same file was given."""
    document = version.document
    same = DocumentVersion.objects.filter(file__sha256=version.file.sha256).exclude(document=document)
    found = list(same.select_related("document__document_type")[:MOST_SEEN])
    ours = [one for one in found if one.document.supplier_id == document.supplier_id]
    theirs = [one for one in found if one.document.supplier_id != document.supplier_id]
    return Elsewhere(
        here=sorted({one.document.document_type.label for one in ours}),
        suppliers=len({one.document.supplier_id for one in theirs}),
        kinds=_counted(theirs),
    )


def said_of(reviews: Iterable[Review], reasons: dict[str, ReturnReason]) -> list[Said]:
    """What reviewers said, with their reasons in words."""
    return [
        Said(
            review.reviewer.full_name,
            f"{formats.long_date(review.at)}, {formats.clock_time(review.at)}",
            review.approved,
            [reasons[slug] for slug in review.reasons if slug in reasons],
            review.words,
        )
        for review in reviews
    ]


def _identity(supplier: Supplier) -> str:
    if not supplier.identity_number:
        return ""
    return f"{IdentityType(supplier.identity_type).label} {supplier.identity_number}"


def _doubts(version: DocumentVersion, rule: DocumentRule | None, on: date) -> Iterator[str]:
    if version.issued_on and version.issued_on > on:
        yield _("La fecha de expedición está en el futuro.")
    age = (on - version.issued_on).days if version.issued_on else 0
    if rule and rule.freshness_days and age > rule.freshness_days:
        yield _("Se expidió hace %(age)s días y se acepta hasta de %(most)s.") % {
            "age": age,
            "most": rule.freshness_days,
        }
    elif version.expires_on and version.expires_on < on:
        yield _("Según las fechas que escribieron, ya venció.")
    expected = last_cut_off(on)
    if rule and rule.cut_off_last_year and version.cut_off_on not in {None, expected}:
        yield _("El corte no es el %(day)s, que es el que se pide.") % {"day": formats.long_date(expected)}


def _past(version: DocumentVersion, before: DocumentVersion | None, reasons: dict[str, ReturnReason]) -> Past:
    return Past(
        version=version,
        state=_state(version),
        when=f"{formats.long_date(version.uploaded_at)}, {formats.clock_time(version.uploaded_at)}",
        changes=list(_changes(before, version)) if before else [],
        said=said_of(version.reviews.all(), reasons),
        suspicions=list(version.escalations.all()),
    )


def _state(version: DocumentVersion) -> str:
    if version.decided_at is None and version.withdrawn_at:
        return _("Retirado sin revisar")
    if version.decided_at is None and version.superseded_at:
        return _("Reemplazado sin revisar")
    # As it was decided: whether it has expired since is said of the document, not of its history.
    return str(version.state_on(colombian_today(version.uploaded_at)).label)


def _changes(before: DocumentVersion, after: DocumentVersion) -> Iterator[str]:
    """What is different between two versions, in words."""
    if before.file.sha256 == after.file.sha256:
        yield _("Es exactamente el mismo archivo que la versión anterior.")
    else:
        yield from _file_changes(before, after)
    for name, had, has in (
        (_("Fecha de expedición"), before.issued_on, after.issued_on),
        (_("Fecha de corte"), before.cut_off_on, after.cut_off_on),
        (_("Vencimiento"), before.expires_on, after.expires_on),
    ):
        if had != has:
            yield _("%(name)s: %(had)s → %(has)s") % {"name": name, "had": _shown(had), "has": _shown(has)}


def _file_changes(before: DocumentVersion, after: DocumentVersion) -> Iterator[str]:
    if before.file.pages != after.file.pages:
        yield _("Páginas: %(had)s → %(has)s") % {"had": before.file.pages or "?", "has": after.file.pages or "?"}
    had, has = filesizeformat(before.file.size), filesizeformat(after.file.size)
    if had == has:
        yield _("Es otro archivo, del mismo tamaño.")
    else:
        yield _("Tamaño: %(had)s → %(has)s") % {"had": had, "has": has}


def _shown(day: date | None) -> str:
    return formats.short_date(day) or _("sin fecha")


def _counted(versions: Sequence[DocumentVersion]) -> list[str]:
    """The kinds of documents, each with how many there are."""
    kinds = Counter(version.document.document_type.label for version in versions)
    return [f"{kind} ({number})" for kind, number in sorted(kinds.items())]
