import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0005_calendar_feed")]

    operations = [
        migrations.CreateModel(
            name="RupClass",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.CharField(max_length=8, verbose_name="código UNSPSC")),
                ("added_at", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="classes",
                        to="onboarding.rupregistration",
                    ),
                ),
            ],
            options={
                "verbose_name": "clase del RUP",
                "verbose_name_plural": "clases del RUP",
                "ordering": ["code"],
                "constraints": [
                    models.UniqueConstraint(fields=("registration", "code"), name="rup_class_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("code__regex", "^[0-9]{6}00$"), models.Q(("code__endswith", "0000"), _negated=True)
                        ),
                        name="rup_class_is_a_class",
                        violation_error_message="El RUP llega hasta la clase: seis números y dos ceros.",
                    ),
                ],
            },
        ),
    ]
