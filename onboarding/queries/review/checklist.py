"""What the reviewer of a document must look at, as the rules in force say."""

from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from onboarding.models import DocumentRule, DocumentVersion
from onboarding.queries import dates

# Where no rule says what to look at.
USUAL = (
    gettext_noop("Se lee entero: no está cortado, borroso ni tapado"),
    gettext_noop("Es el documento que se pide"),
    gettext_noop("Es de este proveedor o de la persona que se indica"),
)


class Check(NamedTuple):
    """One thing to look at: as it is written down, and in the reader's language."""

    value: str
    label: str


def rule_of(version: DocumentVersion, *, on: date) -> DocumentRule | None:
    """The rule by which the document is asked of its supplier on that day; None when it is not asked."""
    document = version.document
    return dates.rule_of(document.supplier, document.document_type, document.officer, on)


def checks_of(rule: DocumentRule | None) -> list[Check]:
    """What to look at under that rule."""
    if rule is None or not rule.checks:
        return [Check(text, _(text)) for text in USUAL]
    return [Check(*pair) for pair in zip(rule.checks, rule.checklist, strict=True)]
