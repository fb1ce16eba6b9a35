"""A person's dates in one list, and the same for their calendar program (RFC 5545)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from accounts.models import User
from groundwork.reference.business_days import colombian_today
from interests.models import Invitee, Opportunity, State
from interests.queries.quotes import listing as quotes
from onboarding.queries import calendar as onboarding
from procurement.models import Process

AHEAD = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Entry:
    """One date of what the person follows."""

    key: str
    day: date
    title: str
    url: str
    # The hour, where it is known: the rest takes the whole day.
    at: datetime | None = None
    note: str = ""


def entries(user: User, *, now: datetime | None = None) -> list[Entry]:
    """What ends in the files of the person's suppliers, the closings of what they saved or prepare, and invitations."""
    now = now or timezone.now()
    today = colombian_today(now)
    found = [_ending(ending) for ending in onboarding.endings(user, today, until=today + AHEAD)]
    return sorted([*found, *_closings(user, now), *_quotes(user, now)], key=lambda entry: (entry.day, entry.key))


def feed(user: User) -> bytes:
    """The calendar, in the person's language."""
    with translation.override(user.language):
        made = Calendar()
        made.add("prodid", "-//Portal de Contratacion//Calendario//ES")
        made.add("version", "2.0")
        made.add("method", "PUBLISH")
        made.add("x-wr-calname", _("Portal de Contratación"))
        for entry in entries(user):
            made.add_component(_event(entry))
        return bytes(made.to_ical())


def _ending(ending: onboarding.Ending) -> Entry:
    title = _("Renovar el RUP: último día") if ending.is_rup else _("Vence: %(what)s") % {"what": ending.what}
    return Entry(ending.key, ending.day, title, ending.supplier.page("documents"), note=ending.supplier.name)


def _closings(user: User, now: datetime) -> list[Entry]:
    followed = Opportunity.objects.of(user).open(at=now).filter(state__in=(State.SAVED, State.PREPARING))
    rows = Process.objects.filter(pk__in=followed.values("process"), closes_at__isnull=False)
    ordered = rows.defer("search").order_by("closes_at", "pk")
    return [_closing(process, process.closes_at) for process in ordered if process.closes_at]


def _closing(process: Process, closes_at: datetime) -> Entry:
    # A midnight stands for the end of the day before: only the day is known.
    hour_known = process.closing_hour_known
    day = colombian_today(closes_at if hour_known else closes_at - timedelta(microseconds=1))
    title = _("Cierra: %(process)s") % {"process": process.title}
    url = reverse("procurement:process_detail", args=[process.code])
    at = closes_at if hour_known else None
    return Entry(f"process-{process.code}", day, title, url, at=at, note=process.buyer_name)


def _quotes(user: User, now: datetime) -> list[Entry]:
    """Until when the invitations that wait for an answer receive one."""
    waiting = quotes.waiting(Invitee.objects.of(user), at=now).select_related("invitation__entity", "supplier")
    return [
        Entry(
            f"invitation-{one.code}",
            colombian_today(one.invitation.answers_by),
            _("Cotizar: %(what)s") % {"what": one.invitation.title},
            reverse("interests:quote_detail", args=[one.code]),
            at=one.invitation.answers_by,
            note=one.invitation.entity.name,
        )
        for one in waiting.order_by("invitation__answers_by", "pk")
    ]


def _event(entry: Entry) -> Event:
    made = Event()
    made.add("uid", f"{entry.key}@{urlsplit(settings.PORTAL_URL).hostname}")
    made.add("dtstamp", timezone.now())
    made.add("summary", entry.title)
    made.add("description", entry.note)
    made.add("url", f"{settings.PORTAL_URL}{entry.url}")
    made.add("dtstart", entry.at or entry.day)
    if entry.at is None:
        made.add("dtend", entry.day + timedelta(days=1))
        made.add("transp", "TRANSPARENT")
    return made
