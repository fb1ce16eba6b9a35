import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from hashlib import sha256

import pytest
from django.db import connection, transaction
from django.db.utils import DatabaseError
from django.utils import timezone

from groundwork.ledger import services as ledger
from groundwork.ledger.models import Entry, Evidence, Head

CONTENT = {"title": "Suministro de papelería", "budget": Decimal("1250000.00")}


def test_an_act_is_recorded_with_its_place_in_the_chain(db):
    first = ledger.record("process.published", "CO1.REQ.1", CONTENT, by="b7c1")
    second = ledger.record("process.cancelled", "CO1.REQ.1", {})
    assert (first.sequence, first.verb, first.subject) == (1, "process.published", "CO1.REQ.1")
    assert first.previous_hash == bytes(32)
    assert second.sequence == 2
    assert second.previous_hash == first.hash
    head = Head.objects.get()
    assert (head.sequence, head.hash) == (2, second.hash)


def test_anybody_can_make_the_hashes_from_the_page_that_describes_them(db):
    entry = ledger.record("process.published", "CO1.REQ.1", CONTENT, by="b7c1")
    entry.refresh_from_db()
    evidence = Evidence.objects.get(entry=entry)
    assert evidence.content == ('{"by":"b7c1","content":{"budget":"1250000.00","title":"Suministro de papelería"}}')
    digest = sha256(evidence.salt + evidence.content.encode()).hexdigest()
    written = json.dumps(
        {
            "digest": digest,
            "previous": "00" * 32,
            "recorded_at": entry.recorded_at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "sequence": 1,
            "subject": "CO1.REQ.1",
            "verb": "process.published",
        },
        separators=(",", ":"),
    ).encode()
    assert entry.digest.hex() == digest
    assert entry.hash == sha256(written).digest()
    assert entry.leaf == sha256(b"\x00" + written).digest()


def test_the_same_content_twice_cannot_be_told_from_its_digest(db):
    first = ledger.record("offer.sealed", "1", {"price": 100})
    second = ledger.record("offer.sealed", "1", {"price": 100})
    assert first.digest != second.digest
    assert len(first.evidence.salt) == 32


def test_the_time_is_the_databases(db):
    before = timezone.now() - timedelta(seconds=1)
    entry = ledger.record("process.published", "CO1.REQ.1", {})
    assert before < entry.recorded_at < timezone.now() + timedelta(seconds=1)


def test_nothing_about_the_actor_or_the_content_is_in_the_entry(db):
    entry = ledger.record("process.published", "CO1.REQ.1", {"name": "Ana María Ruiz"}, by="b7c1")
    Evidence.objects.all().delete()
    row = str(Entry.objects.values_list().get(pk=entry.pk))
    assert "Ana" not in row
    assert "b7c1" not in row


def test_a_content_outside_the_rule_records_nothing(db):
    with pytest.raises(TypeError):
        ledger.record("process.published", "CO1.REQ.1", {"budget": 1.5})
    assert not Entry.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_gap():
    ledger.record("process.published", "CO1.REQ.1", {})
    with transaction.atomic():
        ledger.record("process.published", "CO1.REQ.2", {})
        transaction.set_rollback(True)
    assert ledger.record("process.published", "CO1.REQ.3", {}).sequence == 2
    assert ledger.verify().ok


def test_recording_takes_a_constant_number_of_statements(db, django_assert_num_queries):
    for _ in range(2):
        with django_assert_num_queries(4):  # savepoint, lock with clock, the rest at once, savepoint
            ledger.record("process.published", "CO1.REQ.1", {})


@pytest.mark.django_db(transaction=True)
def test_many_at_once_make_one_chain_without_gaps_or_forks():
    def record(writer: int) -> None:
        for number in range(15):
            with transaction.atomic():
                ledger.record("process.published", f"CO1.REQ.{writer}.{number}", {"number": number})
        connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(record, range(8)))
    entries = list(Entry.objects.order_by("sequence"))
    assert [entry.sequence for entry in entries] == list(range(1, 121))
    assert len({entry.previous_hash for entry in entries}) == 120
    times = [entry.recorded_at for entry in entries]
    assert times == sorted(times), "a later entry has a later time"
    verdict = ledger.verify()
    assert (verdict.ok, verdict.entries, verdict.evidence) == (True, 120, 120)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger_entry SET subject = 'x'",
        "UPDATE ledger_entry SET subject = 'x' WHERE sequence = 0",
        "DELETE FROM ledger_entry",
        "TRUNCATE ledger_entry CASCADE",
        "UPDATE ledger_evidence SET content = '{}'",
        "TRUNCATE ledger_evidence",
        "DELETE FROM ledger_head",
        "TRUNCATE ledger_head",
        "UPDATE ledger_head SET sequence = 0, hash = decode(repeat('00', 32), 'hex')",
        "UPDATE ledger_head SET sequence = sequence + 2",
        "UPDATE ledger_head SET sequence = sequence + 1",
        "INSERT INTO ledger_head (id, sequence, hash) VALUES (2, 0, decode(repeat('00', 32), 'hex'))",
    ],
)
def test_the_database_refuses_to_change_what_is_recorded(db, statement):
    ledger.record("process.published", "CO1.REQ.1", {})
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(DatabaseError), transaction.atomic():
            cursor.execute(statement)
    assert ledger.verify().ok


def test_the_refusal_says_what_the_record_is(db):
    ledger.record("process.published", "CO1.REQ.1", {})
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        Entry.objects.update(subject="x")
