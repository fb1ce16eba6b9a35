"""A match cannot be without its opportunity, and goes with it."""

from django.db import migrations

ADD = """
ALTER TABLE interests_opportunitymatch ADD CONSTRAINT match_belongs_to_opportunity
FOREIGN KEY (process_id, supplier_id) REFERENCES interests_opportunity (process_id, supplier_id) ON DELETE CASCADE
"""
DROP = "ALTER TABLE interests_opportunitymatch DROP CONSTRAINT match_belongs_to_opportunity"


class Migration(migrations.Migration):
    dependencies = [("interests", "0001_initial")]

    operations = [migrations.RunSQL(ADD, DROP)]
