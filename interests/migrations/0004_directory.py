"""The entries of the directory, and the triggers that note which of them are no longer what their supplier says.

Triggers, and not the services: an entry is made of what a dozen of them in two rooms write, the administration and
imports too, and one that forgot would leave the directory wrong with nothing to tell (docs/adr/0099).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

# By statement, since a list of experience may bring thousands of rows. Of the rows before and after, as they exist.
FUNCTION = """
CREATE FUNCTION {name}_{event}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO interests_directorychange (supplier_id) {selected};
    RETURN NULL;
END $$
"""
TRIGGER = """
CREATE TRIGGER {name}_{event} AFTER {event} ON {table} REFERENCING {tables}
FOR EACH STATEMENT EXECUTE FUNCTION {name}_{event}()
"""
SEEN = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}
# Whose each changed row is. An area that nobody sees changes nothing; a rule changes what is asked of everybody.
OF_SUPPLIER = "SELECT supplier_id FROM {rows} AS changed"
WHOSE = {
    "onboarding_supplier": "SELECT id FROM {rows} AS changed",
    "onboarding_officer": OF_SUPPLIER,
    "onboarding_document": OF_SUPPLIER,
    "onboarding_documentversion": "SELECT paper.supplier_id FROM {rows} AS changed"
    " JOIN onboarding_document AS paper ON paper.id = changed.document_id",
    "onboarding_documentrule": "SELECT supplier_id FROM interests_directoryentry WHERE EXISTS (SELECT FROM {rows})",
    "onboarding_financialstatement": OF_SUPPLIER,
    "onboarding_pastcontract": OF_SUPPLIER,
    "onboarding_rupregistration": OF_SUPPLIER,
    "interests_interest": "SELECT supplier_id FROM {rows} AS changed WHERE visible",
}


# Every code of an area and all above it: what is below a code is found by one key, however many there are.
HEADINGS = """
CREATE FUNCTION interests_headings(codes varchar[]) RETURNS varchar[] LANGUAGE sql IMMUTABLE PARALLEL SAFE RETURN ARRAY(
    SELECT DISTINCT heading FROM unnest(codes) AS one (code) CROSS JOIN LATERAL (
        VALUES (code), (left(code, 6) || '00'), (left(code, 4) || '0000'), (left(code, 2) || '000000')
    ) AS above (heading)
)::varchar[];
CREATE INDEX directory_headings ON interests_interest USING gin (interests_headings(codes)) WHERE visible
"""


def _statements():
    for table, whose in WHOSE.items():
        for event, seen in SEEN.items():
            name = f"directory_{table}"
            selected = " UNION ".join(whose.format(rows=f"{row}_rows") for row in seen)
            tables = " ".join(f"{row.upper()} TABLE AS {row}_rows" for row in seen)
            words = {"name": name, "event": event, "table": table}
            yield migrations.RunSQL(
                FUNCTION.format(selected=selected, **words) + ";" + TRIGGER.format(tables=tables, **words),
                f"DROP TRIGGER {name}_{event} ON {table}; DROP FUNCTION {name}_{event}()",
            )


class Migration(migrations.Migration):
    dependencies = [
        ("interests", "0003_alerts_and_quotes"),
        ("onboarding", "0006_rup_codes"),
    ]

    operations = [
        migrations.CreateModel(
            name="DirectoryChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("supplier_id", models.BigIntegerField()),
            ],
            options={
                "verbose_name": "cambio por pasar al directorio",
                "verbose_name_plural": "cambios por pasar al directorio",
            },
        ),
        migrations.CreateModel(
            name="DirectoryEntry",
            fields=[
                (
                    "supplier",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="onboarding.supplier",
                    ),
                ),
                ("since", models.DateTimeField()),
                ("papers_until", models.DateField(null=True)),
                ("rules_until", models.DateField()),
                ("rup_renewed_on", models.DateField(null=True)),
                ("rup_in_force_on", models.DateField(null=True)),
                ("nationwide", models.BooleanField()),
                ("size", models.CharField(max_length=6)),
                ("person_type", models.CharField(max_length=20)),
                ("department", models.CharField(max_length=2)),
                (
                    "departments",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None),
                ),
                ("municipality", models.CharField(max_length=5)),
                ("experience", models.DecimalField(decimal_places=2, max_digits=30)),
                ("liquidity", models.DecimalField(decimal_places=2, max_digits=40, null=True)),
                ("indebtedness", models.DecimalField(decimal_places=2, max_digits=40, null=True)),
                ("interest_cover", models.DecimalField(decimal_places=2, max_digits=40, null=True)),
                ("return_on_equity", models.DecimalField(decimal_places=2, max_digits=40, null=True)),
                ("return_on_assets", models.DecimalField(decimal_places=2, max_digits=40, null=True)),
                (
                    "places",
                    django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=5), size=None),
                ),
                ("name_key", models.TextField()),
            ],
            options={
                "verbose_name": "proveedor del directorio",
                "verbose_name_plural": "proveedores del directorio",
                "indexes": [
                    models.Index(fields=["rules_until"], name="directory_entry_rules"),
                    models.Index(fields=["experience", "supplier"], name="directory_by_experience"),
                    models.Index(fields=["name_key", "supplier"], name="directory_by_name"),
                    models.Index(fields=["since", "supplier"], name="directory_by_since"),
                ],
            },
        ),
        migrations.RunSQL(HEADINGS, "DROP INDEX directory_headings; DROP FUNCTION interests_headings"),
        *_statements(),
        # Those that are there already wait for their entry.
        migrations.RunSQL(
            "INSERT INTO interests_directorychange (supplier_id)"
            " SELECT DISTINCT supplier_id FROM interests_interest WHERE visible",
            migrations.RunSQL.noop,
        ),
    ]
