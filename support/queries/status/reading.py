"""All that /estado/ shows, in four queries however much there is."""

from datetime import datetime, timedelta
from typing import NamedTuple

from support.models import Incident, Outage, Pulse
from support.queries.status import history


class Read(NamedTuple):
    """The pulses, the incidents of ninety days and those to come, and the outages of the months in which they lie."""

    pulses: list[Pulse]
    incidents: list[Incident]
    outages: list[Outage]

    def current(self, at: datetime) -> list[Incident]:
        """Failures and maintenance that have begun and not ended."""
        return [one for one in self.incidents if one.begins_at <= at and not one.is_over(at) and not one.is_news]

    def planned(self, at: datetime) -> list[Incident]:
        """Those that are announced for later, the next first."""
        return [one for one in self.incidents if one.begins_at > at and not one.is_news][::-1]

    def news(self, at: datetime) -> list[Incident]:
        """Announcements that are out and not over."""
        return [one for one in self.incidents if one.is_news and one.begins_at <= at and not one.is_over(at)]

    def past(self, at: datetime) -> list[Incident]:
        """Those that are over, the latest first."""
        return [one for one in self.incidents if one.is_over(at) and not one.is_news]

    def lasting(self) -> list[Outage]:
        """The outages that have not ended."""
        return [outage for outage in self.outages if outage.ended_at is None]


def read(at: datetime) -> Read:
    """What there is to show at that time."""
    recent = Incident.objects.not_over(at - timedelta(days=history.DAYS)).prefetch_related("updates")
    return Read(list(Pulse.objects.all()), list(recent), list(Outage.objects.since(history.since(at))))
