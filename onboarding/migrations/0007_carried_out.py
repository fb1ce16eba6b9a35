from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("onboarding", "0006_rup_codes"),
    ]

    operations = [
        migrations.AddField(
            model_name="pastcontract",
            name="carried_out",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddConstraint(
            model_name="pastcontract",
            constraint=models.UniqueConstraint(
                fields=("carried_out", "supplier"), name="past_contract_carried_out_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="pastcontract",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("carried_out__isnull", False), ("origin", "portal")),
                    models.Q(models.Q(("origin", "portal"), _negated=True), ("carried_out", None)),
                    _connector="OR",
                ),
                name="past_contract_of_the_portal_says_which",
            ),
        ),
    ]
