"""Asking a supplier whether its areas of interest are still right: every six months, and when it told something new."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.services.notices import Notice, wants
from groundwork.messaging import services as messaging
from groundwork.reference.business_days import colombian_today
from groundwork.reference.codes import ancestors_of
from interests import review_mail
from interests.models import Interest, Status
from interests.queries.areas import REVIEW_EVERY
from interests.queries.reasons import titles_of
from onboarding.models import EDITING, PastContract, RupClass, Supplier

KIND = review_mail.KIND
REVIEW = Notice(
    kind=KIND,
    label=_("Revisión de sus áreas de interés"),
    help=_("Cada seis meses, y cuando agrega a su experiencia o a su RUP códigos que ninguna de sus áreas cubre."),
)
BOGOTA = ZoneInfo("America/Bogota")
# How late a reminder may still be given, when the portal or its clock stood still; and for how many periods.
CATCH_UP = 3
PERIODS = 20


def sweep(*, now: datetime | None = None) -> int:
    """Owe today's reminders, one mail for each member who edits and each supplier; returns how many mails.

    Safe to repeat: the day on which the reminder fell due is in the mail's dedupe key, so that an area is asked
    about once in each period, and a day's new experience once.
    """
    today = colombian_today(now or timezone.now())
    return messaging.send_many([*_unreviewed(today), *_uncovered(today)])


def _unreviewed(today: date) -> Iterator[tuple[messaging.Mail, str]]:
    """Of the areas that nobody has looked at for six months, twelve, and so on, since today or the days before."""
    due_on = {
        today - timedelta(days=late) - REVIEW_EVERY * number: today - timedelta(days=late)
        for late in range(CATCH_UP + 1)
        for number in range(1, PERIODS + 1)
    }
    areas = (
        Interest.objects.filter(status=Status.ACTIVE)
        .annotate(day=TruncDate("reviewed_at", tzinfo=BOGOTA))
        .filter(day__in=due_on)
        .select_related("supplier")
        .order_by("supplier_id", "day", "name")
    )
    for (supplier, day), found in groupby(
        areas.iterator(chunk_size=500),
        key=lambda area: (area.supplier, area.day),  # type: ignore[attr-defined]  # annotated
    ):
        names = [area.name for area in found]
        for reader in _readers(supplier):
            composed = replace(
                review_mail.areas_to_review(reader, supplier, names), path=reverse("interests:interest_list")
            )
            yield composed, f"{KIND}:{reader.code}:{supplier.code}:{due_on[day]}"


def _uncovered(today: date) -> Iterator[tuple[messaging.Mail, str]]:
    """Of what was told on each of the last days of experience and of the RUP, where no area looks for its codes."""
    for late in range(1, CATCH_UP + 1):
        day = today - timedelta(days=late)
        for source in SOURCES:
            for supplier, codes in _missing(source.added_on(day)):
                yield from _told(source, supplier, codes, day)


def _told(
    source: "Source", supplier: Supplier, codes: Sequence[str], day: date
) -> Iterator[tuple[messaging.Mail, str]]:
    titles = titles_of(codes)
    named = [f"{code} {titles.get(code, '')}".strip() for code in codes]
    path = f"{reverse('interests:interest_new')}?codigo={','.join(codes)}"
    for reader in _readers(supplier):
        composed = replace(source.compose(reader, supplier, named, path=path), path=path)
        yield composed, f"{KIND}-{source.key}:{reader.code}:{supplier.code}:{day}"


def _missing(added: Iterable[tuple[int, Collection[str]]]) -> Iterator[tuple[Supplier, Sequence[str]]]:
    """The suppliers that have areas, with the codes that were added and that none of those covers."""
    for supplier_id, several in groupby(added, key=itemgetter(0)):
        wanted = sorted({code for _supplier, codes in several for code in codes})
        there = set()
        for codes in Interest.objects.filter(supplier=supplier_id).values_list("codes", flat=True):
            there.update(codes)
        if missing := [code for code in wanted if not there & {code, *ancestors_of(code)}]:
            yield Supplier.objects.get(pk=supplier_id), missing[: review_mail.SHOWN]


def _contracts(day: date) -> Iterable[tuple[int, Collection[str]]]:
    """The codes of the contracts of experience added that day, by supplier, of those that have areas."""
    added = PastContract.objects.filter(Exists(Interest.objects.filter(supplier=OuterRef("supplier"))))
    return (
        added.annotate(day=TruncDate("added_at", tzinfo=BOGOTA))
        .filter(day=day)
        .order_by("supplier_id")
        .values_list("supplier_id", "commodities")
        .iterator(chunk_size=500)
    )


def _classes(day: date) -> Iterable[tuple[int, Collection[str]]]:
    """The classes added to a RUP that day, by supplier, of those that have areas."""
    whose = "registration__supplier"
    added = RupClass.objects.filter(Exists(Interest.objects.filter(supplier=OuterRef(whose))))
    rows = (
        added.annotate(day=TruncDate("added_at", tzinfo=BOGOTA))
        .filter(day=day)
        .order_by(f"{whose}_id")
        .values_list(f"{whose}_id", "code")
    )
    return ((supplier_id, [code]) for supplier_id, code in rows.iterator(chunk_size=500))


class Source(NamedTuple):
    """Where new codes come from: what makes a mail of them one and the same, who added which, and the mail."""

    key: str
    added_on: Callable[[date], Iterable[tuple[int, Collection[str]]]]
    compose: Callable[..., messaging.Mail]


SOURCES = (
    Source("new", _contracts, review_mail.experience_uncovered),
    Source("rup", _classes, review_mail.rup_uncovered),
)


def _readers(supplier: Supplier) -> Iterator[User]:
    """The members who edit its areas, can sign in, and want to be told."""
    people: QuerySet[User] = User.objects.filter(
        memberships__supplier=supplier, memberships__role__in=EDITING, is_active=True, closed_at=None
    )
    return (person for person in people.order_by("pk") if wants(person, KIND))
