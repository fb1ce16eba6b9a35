"""Whatever is published, changed, discarded or muted, in any order: each process is told once, and none is missed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message
from interests import tasks
from interests.models import Cadence, Interest, Mute, Opportunity
from interests.services import alerts, matching
from procurement.models import Process, ProcessChange
from procurement.services.imports import batches
from tests.interests.factories import AlertSubscriptionFactory, InterestFactory
from tests.onboarding.factories import MembershipFactory
from tests.procurement.factories import ProcessFactory

pytestmark = pytest.mark.django_db

START = datetime(2026, 11, 24, 3, tzinfo=UTC)
ROADS, PAPER = "72141000", "44121600"
steps = st.one_of(
    st.tuples(st.just("publish"), st.sampled_from([(ROADS,), (PAPER,), (ROADS, PAPER)])),
    st.tuples(st.sampled_from(["change", "discard", "mute", "repeat"]), st.integers(0, 5)),
    st.tuples(st.just("wait"), st.integers(1, 30)),
)
wishes = st.tuples(st.sampled_from(Cadence), st.integers(0, 23), st.integers(0, 6))


class Week:
    """One person with two areas, what they were to be told, and what they were told."""

    def __init__(self, clock, roads, paper) -> None:
        self.clock = clock
        self.user = MembershipFactory().user
        self.supplier = self.user.suppliers.get()
        for code, (cadence, hour, weekday) in ((ROADS, roads), (PAPER, paper)):
            AlertSubscriptionFactory(
                interest=InterestFactory(supplier=self.supplier, codes=[code]),
                user=self.user,
                cadence=cadence,
                hour=hour,
                weekday=weekday,
            )
        self.processes: list[Process] = []
        self.spared: set[str] = set()

    def take(self, step: str, value) -> None:
        """One thing that happens, and the sweeps that follow it."""
        if step == "publish":
            made = ProcessFactory(codes=value, closes_at=START + timedelta(days=60))
            self.processes.append(made)
            alerts.tell(matching.match_processes([made.pk]).news)
        elif step == "wait":
            self.clock.shift(timedelta(hours=value))
            tasks.send_digests()
        elif self.processes:
            getattr(self, step)(self.processes[value % len(self.processes)])
            tasks.tell_changes()

    def change(self, process: Process) -> None:
        """Its value, to one that it never had."""
        number = ProcessChange.objects.count()
        ProcessChange.objects.create(process=process, before={"budget": number}, after={"budget": number + 1})
        messaging.announce(batches.CHANGED, process)

    def repeat(self, process: Process) -> None:
        """Its work row comes again."""
        alerts.tell(matching.match_processes([process.pk]).news)

    def discard(self, process: Process) -> None:
        if not self.told(process):
            self.spared.add(process.code)
        Opportunity.objects.filter(process=process).update(state="discarded")

    def mute(self, process: Process) -> None:
        """Each process is of a public body of its own."""
        if not self.told(process):
            self.spared.add(process.code)
        body = str(process.entity_id)
        Mute.objects.get_or_create(user=self.user, supplier=self.supplier, kind=Mute.Kind.ENTITY, value=body)

    def told(self, process: Process) -> int:
        """In how many mails it was said to be found."""
        entries = [entry for text in self.texts() for entry in text.split("\n* ")[1:]]
        return sum(f"/procesos/{process.code}/" in entry and "Cambió:" not in entry for entry in entries)

    def texts(self) -> list[str]:
        return list(Message.objects.filter(recipient=self.user).values_list("text", flat=True))


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(roads=wishes, paper=wishes, happening=st.lists(steps, min_size=3, max_size=12))
def test_each_process_is_told_once_and_none_is_missed(db, roads, paper, happening):
    Interest.objects.all().delete()
    with time_machine.travel(START, tick=False) as clock:
        week = Week(clock, roads, paper)
        for step, value in happening:
            week.take(step, value)
        clock.shift(timedelta(days=9))
        tasks.send_digests()
    expected = {process.code: int(process.code not in week.spared) for process in week.processes}
    assert {process.code: week.told(process) for process in week.processes} == expected
    changes = [line for text in week.texts() for line in text.splitlines() if "Cambió:" in line]
    assert len(changes) == len(set(changes))
