"""Telling of what changed: to whom, in which words, and once."""

import io
import threading
from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, connections
from django.utils import timezone

from groundwork.messaging import services as messaging
from groundwork.messaging.models import Message, Notice, Work
from interests import tasks
from interests.models import Mute, Opportunity, PendingAlert, Status
from interests.services import alerts, changes, matching
from onboarding.models import Membership
from procurement.models import Process, ProcessChange
from procurement.services.imports import batches
from tests.accounts.factories import UserFactory
from tests.interests.factories import ROADS, AlertSubscriptionFactory, InterestFactory, opportunity
from tests.procurement.factories import ProcessFactory, town
from tests.procurement.secop_rows import as_lines, row, save

pytestmark = pytest.mark.django_db

DECEMBER = datetime(2026, 12, 5, 22, tzinfo=UTC)
LATER = DECEMBER + timedelta(days=7)


@pytest.fixture
def interest(supplier, ana):
    made = InterestFactory(supplier=supplier, name="Vías")
    AlertSubscriptionFactory(interest=made, user=ana)
    return made


@pytest.fixture
def process(interest) -> Process:
    """One that the supplier has found."""
    made: Process = ProcessFactory(codes=(ROADS,), title="Placa huella", closes_at=LATER)
    opportunity(interest, made)
    return made


def change(process, before, after) -> ProcessChange:
    """What the import leaves when a publication says something else than before."""
    made = ProcessChange.objects.create(process=process, before=before, after=after)
    messaging.announce(batches.CHANGED, process)
    return made


def moved(process, days: int = 7) -> ProcessChange:
    return change(process, {"closes_at": (LATER - timedelta(days=days)).isoformat()}, {"closes_at": LATER.isoformat()})


def owed() -> list[Message]:
    tasks.tell_changes()
    return list(Message.objects.order_by("pk"))


def said(message: Message) -> str:
    """The line of the mail that says what changed."""
    (line,) = [line for line in message.text.splitlines() if line.startswith("  Cambió: ")]
    return line.removeprefix("  Cambió: ")


def test_a_moved_closing_is_told_with_before_and_after(process, ana):
    moved(process)
    (message,) = owed()
    assert (message.to, message.subject) == (ana.email, "Cambió: Placa huella")
    assert said(message) == "cierre 5\u00a0dic\u00a02026 → 12\u00a0dic\u00a02026"
    assert "<strong>Cambió:</strong> cierre 5\u00a0dic\u00a02026 → 12\u00a0dic\u00a02026" in message.html
    assert "cambió 1 proceso que ya le habíamos avisado" in message.text


WORDS = [
    ({"budget": "50000000.00"}, {"budget": "80000000.00"}, "valor $\u00a050.000.000 → $\u00a080.000.000"),
    ({"budget": None}, {"budget": 80000000}, "valor sin informar → $\u00a080.000.000"),
    ({"closes_at": None}, {"closes_at": LATER.isoformat()}, "cierre sin fecha → 12\u00a0dic\u00a02026"),
    (
        {"closes_at": (LATER - timedelta(hours=2)).isoformat()},
        {"closes_at": LATER.isoformat()},
        "cierre 3:00\u00a0p.\u202fm. → 5:00\u00a0p.\u202fm.",
    ),
    ({"modality": "minima"}, {"modality": "menor"}, "modalidad Mínima cuantía → Selección abreviada de menor cuantía"),
    (
        {"code_paths": ["72000000", "72140000", ROADS]},
        {"code_paths": ["72000000", "72140000", "72141100"]},
        f"se agregó el código 72141100 · se quitó el código {ROADS}",
    ),
    (
        {"municipality_id": None, "department_id": None},
        {"municipality_id": "25777", "department_id": "25"},
        "lugar sin informar → Supatá",
    ),
    ({"title": "Placa"}, {"title": "Placa huella", "budget": 1}, "valor sin informar → $\u00a01"),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "words"), WORDS, ids=[str(number) for number in range(len(WORDS))])
def test_each_field_is_told_in_words(process, before, after, words):
    town("25777", "Supatá", "Cundinamarca")
    change(process, before, after)
    (message,) = owed()
    assert said(message) == words


def test_the_day_of_a_closing_without_its_hour_is_colombia_s(process, ana):
    ana.time_zone = "Asia/Tokyo"
    ana.save()
    Process.objects.update(closing_hour_known=False)
    ends = datetime(2026, 12, 6, 5, tzinfo=UTC)  # of the fifth, in Bogotá
    change(process, {"closes_at": ends.isoformat()}, {"closes_at": (ends + timedelta(days=7)).isoformat()})
    (message,) = owed()
    assert said(message) == "cierre 5\u00a0dic\u00a02026 → 12\u00a0dic\u00a02026"


def test_it_is_told_in_the_language_of_its_reader(process, ana):
    ana.language = "en"
    ana.save()
    moved(process)
    (message,) = owed()
    assert "5\u00a0Dec\u00a02026 → 12\u00a0Dec\u00a02026" in message.text


@pytest.mark.parametrize("field", ["title", "description", "published_at", "said_closed"])
def test_a_correction_tells_nobody(process, field):
    change(process, {field: "antes"}, {field: "después"})
    assert owed() == []


def test_several_changes_are_told_as_one(process):
    change(process, {"budget": 1}, {"budget": 2})
    moved(process)
    change(process, {"budget": 2}, {"budget": 3})
    (message,) = owed()
    assert said(message) == "cierre 5\u00a0dic\u00a02026 → 12\u00a0dic\u00a02026 · valor $\u00a01 → $\u00a03"


def test_what_went_back_to_what_it_was_is_no_news(process):
    change(process, {"budget": 1}, {"budget": 2})
    change(process, {"budget": 2}, {"budget": 1})
    assert owed() == []


def test_two_changes_on_two_days_are_two_mails_and_neither_comes_twice(process):
    moved(process)
    assert len(owed()) == 1
    messaging.announce(batches.CHANGED, process)  # again, for nothing
    assert len(owed()) == 1
    change(process, {"budget": 1}, {"budget": 2})
    _first, second = owed()
    assert said(second) == "valor $\u00a01 → $\u00a02"


SILENT = {
    "discarded": lambda _one: Opportunity.objects.update(state="discarded"),
    "closed": lambda _one: Process.objects.update(closes_at=timezone.now() - timedelta(hours=1)),
    "stopped": lambda one: one.subscriptions.update(active=False),
    "paused": lambda one: type(one).objects.update(status=Status.PAUSED),
    "left": lambda _one: Membership.objects.all().delete(),
    "closed account": lambda one: type(one.subscriptions.get().user).objects.update(is_active=False),
    "found later": lambda _one: Opportunity.objects.update(matched_at=timezone.now() + timedelta(minutes=1)),
    "muted": lambda one: Mute.objects.create(
        user=one.subscriptions.get().user, supplier=one.supplier, kind="modality", value="minima"
    ),
}


@pytest.mark.parametrize("reason", SILENT)
def test_who_is_not_concerned_is_told_nothing(interest, process, reason):
    SILENT[reason](interest)
    change(process, {"budget": 1}, {"budget": 2})
    assert owed() == []
    assert not PendingAlert.objects.exists()


def test_of_another_supplier_s_opportunity_nobody_hears(process, stranger):
    elsewhere = InterestFactory(supplier=Membership.objects.get(user=stranger).supplier, codes=["80111600"])
    AlertSubscriptionFactory(interest=elsewhere, user=stranger)
    moved(process)
    assert stranger.email not in [message.to for message in owed()]


@pytest.mark.parametrize(
    ("decision", "words"),
    [
        ("cancelled", "el proceso fue cancelado"),
        ("awarded", "el proceso fue adjudicado"),
        ("void", "el proceso se declaró desierto"),
    ],
)
@pytest.mark.parametrize("state", ["saved", "preparing"])
def test_a_decision_is_told_to_who_saved_or_prepares_it(process, ana, decision, words, state):
    Opportunity.objects.update(state=state)
    Process.objects.update(decision=decision)
    change(process, {"decision": ""}, {"decision": decision})
    (message,) = owed()
    assert said(message) == words
    assert "Guardar" not in message.text


def test_a_decision_is_not_told_to_who_never_took_it_up(process):
    Process.objects.update(decision="cancelled")
    change(process, {"decision": ""}, {"decision": "cancelled"})
    assert owed() == []


def test_who_looks_after_it_finds_it_on_screen_when_no_mail_tells_them(process, reader, ana):
    Opportunity.objects.update(state="preparing", assigned_to=reader)
    moved(process)
    assert [message.to for message in owed()] == [ana.email]
    (shown,) = Notice.objects.of(reader)
    assert (shown.title, shown.path) == ("Cambió: Placa huella", f"/procesos/{process.code}/")
    messaging.announce(batches.CHANGED, process)
    assert len(owed()) == Notice.objects.of(reader).count() == 1


def test_who_is_told_by_mail_finds_it_on_screen_once(process, ana):
    Opportunity.objects.update(state="saved", assigned_to=ana)
    moved(process)
    assert len(owed()) == Notice.objects.of(ana).count() == 1


def test_who_looked_after_it_and_left_finds_nothing(process, reader):
    Opportunity.objects.update(state="saved", assigned_to=reader)
    Membership.objects.filter(user=reader).delete()
    moved(process)
    owed()
    assert not Notice.objects.of(reader).exists()


def test_a_change_waits_for_its_digest_with_those_that_follow(interest, process):
    interest.subscriptions.update(cadence="daily")
    moved(process)
    assert owed() == []
    change(process, {"budget": 1}, {"budget": 2})
    assert owed() == []
    row = PendingAlert.objects.get()
    assert (row.about, sorted(row.changes)) == ("changed", sorted(ProcessChange.objects.values_list("pk", flat=True)))
    PendingAlert.objects.update(due_at=timezone.now())
    tasks.send_digests()
    (message,) = owed()
    assert said(message) == "cierre 5\u00a0dic\u00a02026 → 12\u00a0dic\u00a02026 · valor $\u00a01 → $\u00a02"


def test_a_digest_says_nothing_of_what_went_back_to_what_it_was(interest, process):
    interest.subscriptions.update(cadence="daily")
    for before, after in ((1, 2), (2, 1)):
        change(process, {"budget": before}, {"budget": after})
        tasks.tell_changes()
    PendingAlert.objects.update(due_at=timezone.now())
    tasks.send_digests()
    assert owed() == []


def test_a_digest_tells_of_a_cancellation_though_the_process_is_over(interest, process):
    interest.subscriptions.update(cadence="daily")
    Opportunity.objects.update(state="saved")
    Process.objects.update(decision="cancelled")
    change(process, {"decision": ""}, {"decision": "cancelled"})
    tasks.tell_changes()
    PendingAlert.objects.update(due_at=timezone.now())
    tasks.send_digests()
    (message,) = owed()
    assert said(message) == "el proceso fue cancelado"


def test_what_is_found_and_then_changes_before_its_digest_is_told_as_found(interest):
    interest.subscriptions.update(cadence="daily")
    process = ProcessFactory(codes=(ROADS,), closes_at=LATER, budget=Decimal(2))
    alerts.tell(matching.match_processes([process.pk]).news)
    change(process, {"budget": 1}, {"budget": 2})
    tasks.tell_changes()
    PendingAlert.objects.update(due_at=timezone.now())
    tasks.send_digests()
    (message,) = owed()
    assert message.subject == f"Oportunidad: {process.title}"
    assert "Cambió" not in message.text


def test_found_and_changed_together_make_one_mail_with_both(interest, process):
    interest.subscriptions.update(cadence="daily")
    moved(process)
    tasks.tell_changes()
    alerts.tell(matching.match_processes([ProcessFactory(codes=(ROADS,)).pk]).news)
    PendingAlert.objects.update(due_at=timezone.now())
    tasks.send_digests()
    (message,) = owed()
    assert message.subject == "2 novedades en sus oportunidades"


def test_it_costs_the_same_queries_for_one_and_for_three_people(interest, supplier, process, django_assert_num_queries):
    for people in (0, 2):
        for _person in range(people):
            member = Membership.objects.create(supplier=supplier, user=UserFactory(), role="reader").user
            AlertSubscriptionFactory(interest=interest, user=member)
        moved(process)
        with django_assert_num_queries(19):
            assert changes.sweep() == 1
    assert Message.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_tell_each_change_once(interest, process):
    for number in range(6):
        change(process, {"budget": number}, {"budget": number + 1})
    start = threading.Barrier(3)

    def sweep() -> None:
        start.wait()
        while changes.sweep(limit=1):
            pass
        connections.close_all()

    threads = [threading.Thread(target=sweep) for _thread in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (message,) = owed()
    assert said(message) == "valor sin informar → $\u00a06"
    assert not Work.objects.filter(consumer=changes.CONSUMER).exists()


@pytest.mark.django_db(transaction=True)
def test_a_sweep_killed_in_the_middle_tells_when_it_comes_again(interest, process, monkeypatch):
    moved(process)
    tell = alerts.tell

    def die(news):
        tell(news)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")

    monkeypatch.setattr(alerts, "tell", die)
    with pytest.raises(OperationalError):
        changes.sweep()
    connection.close()
    assert not Message.objects.exists()
    monkeypatch.setattr(alerts, "tell", tell)
    Work.objects.update(not_before="2026-01-01T00:00Z")
    assert len(owed()) == 1


def imported(folder, record) -> None:
    call_command("import_secop", str(save(folder / "rows", as_lines([record]))), stdout=io.StringIO())


def test_from_the_open_data_to_the_mail(tmp_path, supplier, ana):
    AlertSubscriptionFactory(interest=InterestFactory(supplier=supplier, codes=["44121600"]), user=ana)
    record = row(fecha_de_recepcion_de="2099-07-20T00:00:00.000")
    imported(tmp_path, record)
    tasks.match_processes()
    record |= {"fecha_de_recepcion_de": "2099-07-25T00:00:00.000", "nombre_del_procedimiento": "PAPELERÍA"}
    imported(tmp_path, record)
    tasks.match_processes()
    found, changed = owed()
    assert found.subject == "Oportunidad: SUMINISTRO DE PAPELERÍA"
    assert changed.subject == "Cambió: PAPELERÍA"
    assert said(changed) == "cierre 20\u00a0jul\u00a02099 → 25\u00a0jul\u00a02099"
