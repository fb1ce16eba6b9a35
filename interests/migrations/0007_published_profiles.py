"""Published profiles by name, and by every code that they offer or that stands above it: indexes of another room's table."""

from django.db import migrations

NAMES = """
CREATE INDEX published_by_name ON onboarding_supplier ((
    translate(lower(name), 'áàäâãéèëêíìïîóòöôõúùüûñç', 'aaaaaeeeeiiiiooooouuuunc')
), id) WHERE published_at IS NOT NULL
"""
HEADINGS = "CREATE INDEX published_headings ON onboarding_supplier USING gin (interests_headings(offers))"
OFFERS = "CREATE INDEX published_offers ON onboarding_supplier USING gin (offers)"
NUMBERS = "CREATE INDEX published_nit ON onboarding_supplier (nit text_pattern_ops)"
SHOWN = " WHERE published_at IS NOT NULL"


class Migration(migrations.Migration):
    dependencies = [("interests", "0006_matches_checked_at_once"), ("onboarding", "0007_carried_out")]
    operations = [
        migrations.RunSQL(NAMES, "DROP INDEX published_by_name"),
        migrations.RunSQL(HEADINGS + SHOWN, "DROP INDEX published_headings"),
        migrations.RunSQL(OFFERS + SHOWN, "DROP INDEX published_offers"),
        migrations.RunSQL(NUMBERS + SHOWN, "DROP INDEX published_nit"),
    ]
