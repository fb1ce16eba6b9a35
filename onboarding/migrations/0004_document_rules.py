"""The first edition of what is asked of each kind of supplier. From here on an administrator edits it."""

from datetime import date
from typing import Any

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from onboarding.migrations import _document_rules as first


def write(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    """Add the papers, the rules and the reasons that are not there yet."""
    types = _types(apps.get_model("onboarding", "DocumentType"))
    rules = apps.get_model("onboarding", "DocumentRule")
    if not rules.objects.exists():
        rules.objects.bulk_create(
            rules(person_type=person_type, document_type=types[slug], **_rule(rule))
            for person_type, slug, rule in first.RULES
        )
    reasons = apps.get_model("onboarding", "ReturnReason")
    reasons.objects.bulk_create(
        [
            reasons(slug=slug, order=10 * place, text=text, text_en=text_en, remedy=remedy, remedy_en=remedy_en)
            for place, (slug, text, text_en, remedy, remedy_en) in enumerate(first.REASONS, start=1)
        ],
        ignore_conflicts=True,
    )


def _types(model: Any) -> dict[str, Any]:
    model.objects.bulk_create(
        [
            model(
                slug=slug,
                group=group,
                order=order,
                name=name,
                name_en=name_en,
                help=hint,
                help_en=hint_en,
                register_url=register,
                is_identity=slug in first.IDENTITY,
                two_reviewers=slug in first.TWO_REVIEWERS,
            )
            for slug, group, order, name, name_en, hint, hint_en, register in first.TYPES
        ],
        ignore_conflicts=True,
    )
    return {kind.slug: kind for kind in model.objects.all()}


def _rule(rule: dict[str, Any]) -> dict[str, Any]:
    checks = rule.get("checks", ())
    return {
        "source": first.PORTAL,
        "valid_from": date.fromisoformat(first.SINCE),
        **rule,
        "checks": [spanish for spanish, _english in checks],
        "checks_en": [english for _spanish, english in checks],
    }


class Migration(migrations.Migration):
    dependencies = [("onboarding", "0003_supplier_file")]
    operations = [migrations.RunPython(write, migrations.RunPython.noop, elidable=False)]
