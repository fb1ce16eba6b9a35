"""A match cannot be without its opportunity, and goes with it: asked once a statement instead of once a row.

docs/adr/0097. Nothing here may read a whole table, whatever the planner knew when it first saw the function.
"""

from django.db import migrations

DROP = "ALTER TABLE interests_opportunitymatch DROP CONSTRAINT match_belongs_to_opportunity"
ADD = """
ALTER TABLE interests_opportunitymatch ADD CONSTRAINT match_belongs_to_opportunity
FOREIGN KEY (process_id, supplier_id) REFERENCES interests_opportunity (process_id, supplier_id) ON DELETE CASCADE
"""

CHECK = """
CREATE FUNCTION interests_matches_have_opportunities() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    IF EXISTS (
        SELECT FROM added WHERE NOT EXISTS (
            SELECT FROM interests_opportunity AS opportunity
            WHERE opportunity.process_id = added.process_id AND opportunity.supplier_id = added.supplier_id
            OFFSET 0
        )
    ) THEN
        RAISE foreign_key_violation USING
            MESSAGE = 'a match without its opportunity', CONSTRAINT = 'match_belongs_to_opportunity';
    END IF;
    RETURN NULL;
END
$$;
CREATE TRIGGER match_belongs_to_opportunity AFTER INSERT ON interests_opportunitymatch
REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION interests_matches_have_opportunities()
"""
UNCHECK = """
DROP TRIGGER match_belongs_to_opportunity ON interests_opportunitymatch;
DROP FUNCTION interests_matches_have_opportunities()
"""

FORGET = """
CREATE FUNCTION interests_matches_go() RETURNS trigger LANGUAGE plpgsql SET enable_seqscan TO off AS $$
BEGIN
    DELETE FROM interests_opportunitymatch AS match USING gone
    WHERE match.process_id = gone.process_id AND match.supplier_id = gone.supplier_id;
    RETURN NULL;
END
$$;
CREATE TRIGGER opportunity_takes_its_matches AFTER DELETE ON interests_opportunity
REFERENCING OLD TABLE AS gone FOR EACH STATEMENT EXECUTE FUNCTION interests_matches_go()
"""
KEEP = """
DROP TRIGGER opportunity_takes_its_matches ON interests_opportunity;
DROP FUNCTION interests_matches_go()
"""


class Migration(migrations.Migration):
    dependencies = [("interests", "0005_quote_withdrawal")]

    operations = [
        migrations.RunSQL(DROP, ADD),
        migrations.RunSQL(CHECK, UNCHECK),
        migrations.RunSQL(FORGET, KEEP),
    ]
