"""The database itself refuses to change the record, whoever asks."""

from typing import ClassVar

from django.db import migrations

from groundwork.ledger.chain import GENESIS

ENTRIES = """
CREATE FUNCTION ledger_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'The record is append-only: % on % is refused.', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'restrict_violation';
END
$$;
-- For each statement, not each row: TRUNCATE has no rows, and an UPDATE that finds none is refused too.
CREATE TRIGGER ledger_entry_insert_only BEFORE UPDATE OR DELETE OR TRUNCATE ON ledger_entry
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
CREATE TRIGGER ledger_head_stays BEFORE DELETE OR TRUNCATE ON ledger_head
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
-- Evidence may be deleted, never changed, and never all at once.
CREATE TRIGGER ledger_evidence_as_written BEFORE UPDATE OR TRUNCATE ON ledger_evidence
    FOR EACH STATEMENT EXECUTE FUNCTION ledger_refuse_change();
"""
ENTRIES_BACK = """
DROP TRIGGER ledger_evidence_as_written ON ledger_evidence;
DROP TRIGGER ledger_head_stays ON ledger_head;
DROP TRIGGER ledger_entry_insert_only ON ledger_entry;
DROP FUNCTION ledger_refuse_change();
"""

HEAD = """
CREATE FUNCTION ledger_move_head_by_one() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.sequence <> OLD.sequence + 1
        OR NOT EXISTS (SELECT FROM ledger_entry WHERE sequence = NEW.sequence AND hash = NEW.hash)
    THEN
        RAISE EXCEPTION 'The head of the record moves to the next entry and to no other.'
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER ledger_head_forward BEFORE UPDATE ON ledger_head
    FOR EACH ROW EXECUTE FUNCTION ledger_move_head_by_one();
"""
HEAD_BACK = """
DROP TRIGGER ledger_head_forward ON ledger_head;
DROP FUNCTION ledger_move_head_by_one();
"""


class Migration(migrations.Migration):
    dependencies: ClassVar = [("ledger", "0001_initial")]

    operations: ClassVar = [
        migrations.RunSQL(
            [("INSERT INTO ledger_head (id, sequence, hash) VALUES (1, 0, %s)", [GENESIS])],
            migrations.RunSQL.noop,
        ),
        migrations.RunSQL(ENTRIES, ENTRIES_BACK),
        migrations.RunSQL(HEAD, HEAD_BACK),
    ]
