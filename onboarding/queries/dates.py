"""The dates of a paper: which ones its rule asks for, whether they are right, and until when they serve."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from groundwork.reference.business_days import add_business_days
from groundwork.web import formats
from onboarding.models import DocumentRule, DocumentType, DocumentVersion, Officer, Supplier

type Upload = UploadedFile[Any]

Each = DocumentRule.Each
# Before a paper ends, its reminders; the first one only where the paper lives clearly longer than that.
REMINDERS = (30, 7, 1)
LIVES_LONG = 45
APRIL, RENEWAL_BUSINESS_DAY = 4, 5


class Dates(NamedTuple):
    """What the supplier says of a paper."""

    issued_on: date | None = None
    cut_off_on: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which dates a paper's form asks for."""

    issued_on: bool
    cut_off_on: bool
    expires_on: bool  # never obliged: not every identity document ends


@dataclass(frozen=True, slots=True)
class Ending:
    """A paper that is about to end."""

    version: DocumentVersion
    days_left: int


def wanted(rule: DocumentRule | None, document_type: DocumentType) -> Wanted:
    """Only what the rule needs, and the end of an identity document."""
    return Wanted(
        issued_on=bool(rule and rule.freshness_days),
        cut_off_on=bool(rule and rule.cut_off_last_year),
        expires_on=document_type.is_identity,
    )


def rule_of(
    supplier: Supplier, document_type: DocumentType, officer: Officer | None, today: date
) -> DocumentRule | None:
    """The rule by which the paper is asked of that supplier, or of that person of it; None when it is not asked."""
    rules = DocumentRule.objects.in_force(today).filter(
        person_type=supplier.person_type, document_type=document_type, each__in=_each_of(officer)
    )
    return rules.order_by("-valid_from", "-pk").first()


def _each_of(officer: Officer | None) -> tuple[str, ...]:
    if officer is None:
        return (Each.SUPPLIER,)
    return (Each.BOARD_MEMBER,) if officer.post == Officer.Post.BOARD_MEMBER else (Each.REPRESENTATIVE,)


def last_cut_off(today: date) -> date:
    """The 31 December of the year before."""
    return date(today.year - 1, 12, 31)


def require(rule: DocumentRule | None, given: Dates, *, today: date) -> None:
    """Raise ValidationError, by field, for a date that is missing, to come, too old, or of another year."""
    errors: dict[str, str] = {}
    if rule and rule.freshness_days:
        errors["issued_on"] = _wrong_issue(given.issued_on, rule.freshness_days, today)
    elif given.issued_on and given.issued_on > today:
        errors["issued_on"] = _to_come()
    if rule and rule.cut_off_last_year:
        errors["cut_off_on"] = _wrong_cut_off(given.cut_off_on, today)
    elif given.cut_off_on and given.cut_off_on > today:
        errors["cut_off_on"] = _to_come()
    if given.expires_on and given.expires_on < today:
        errors["expires_on"] = _("Este documento ya venció. Renuévelo y suba el nuevo.")
    found = {field: [message] for field, message in errors.items() if message}
    if found:
        raise ValidationError(found)


def _to_come() -> str:
    return _("Esa fecha todavía no llega. Escriba la que trae el documento.")


def _wrong_issue(issued_on: date | None, days: int, today: date) -> str:
    if issued_on is None:
        return _("Escriba la fecha en que lo expidieron: viene en el documento.")
    if issued_on > today:
        return _to_come()
    age = (today - issued_on).days
    if age <= days:
        return ""
    return ngettext(
        "Lo expidieron hace %(age)s días y se acepta hasta con %(days)s día. Pida uno nuevo a quien lo expide.",
        "Lo expidieron hace %(age)s días y se acepta hasta con %(days)s días. Pida uno nuevo a quien lo expide.",
        days,
    ) % {"age": formats.whole_number(age), "days": days}


def _wrong_cut_off(cut_off_on: date | None, today: date) -> str:
    right = last_cut_off(today)
    if cut_off_on is None:
        return _("Escriba la fecha de corte: viene en los estados financieros.")
    if cut_off_on == right:
        return ""
    if cut_off_on > today:
        return _to_come()
    return _("Son de otro año: se piden con corte al %(right)s, y estos son del %(given)s.") % {
        "right": formats.short_date(right),
        "given": formats.short_date(cut_off_on),
    }


def end_of(rule: DocumentRule | None, given: Dates) -> date | None:
    """The last day on which the paper serves: the earliest of what it says and what its rule gives it."""
    ends = [given.expires_on]
    if rule and rule.freshness_days and given.issued_on:
        ends.append(given.issued_on + timedelta(days=rule.freshness_days))
    if rule and rule.cut_off_last_year and given.cut_off_on:
        ends.append(date(given.cut_off_on.year + 1, 12, 31))
    return min((end for end in ends if end), default=None)


def renewal_deadline(year: int) -> date:
    """The fifth business day of April, when a RUP that was not renewed ceases (Decreto 1082 de 2015, 2.2.1.1.1.5.1)."""
    return add_business_days(date(year, APRIL, 1) - timedelta(days=1), RENEWAL_BUSINESS_DAY)


def reminders_of(version: DocumentVersion) -> tuple[int, ...]:
    """How many days before its end its supplier is told: a paper that lives a month is not told of on its first day."""
    if version.expires_on is None:
        return ()
    born = version.issued_on or version.uploaded_at.date()
    lives_long = (version.expires_on - born).days >= LIVES_LONG
    return REMINDERS if lives_long else REMINDERS[1:]


def sha256_of(upload: Upload) -> str:
    """The hash of a file that was given, read from its beginning and left there."""
    digest = hashlib.sha256()
    upload.seek(0)
    for chunk in upload.chunks():
        digest.update(chunk)
    upload.seek(0)
    return digest.hexdigest()
