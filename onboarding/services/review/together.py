"""Deciding several documents that are alike in one go, each under its own lock and in its own ledger entry."""

from collections.abc import Sequence
from typing import NamedTuple

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from groundwork.web.actor import Actor
from onboarding.models import DocumentVersion
from onboarding.services.review.access import require_reviewer
from onboarding.services.review.deciding import Opinion, decide

MOST_AT_ONCE = 50


class Outcome(NamedTuple):
    """One of them, and why it was not decided; empty when it was."""

    version: DocumentVersion
    refusal: str


def are_same_type(versions: Sequence[DocumentVersion]) -> bool:
    """Whether they are the same kind of document: what one reason for all asks."""
    return len({version.document.document_type_id for version in versions}) == 1


def are_same_file(versions: Sequence[DocumentVersion]) -> bool:
    """Whether they are the same kind of document, byte for byte the same: what one approval for all asks."""
    return are_same_type(versions) and len({version.file.sha256 for version in versions}) == 1


def decide_together(versions: Sequence[DocumentVersion], opinion: Opinion, *, by: Actor) -> list[Outcome]:
    """Give all of them that opinion; one that is refused does not stop the others.

    Raises ValidationError when they are not alike, or too many.
    """
    require_reviewer(by)
    if not versions or len(versions) > MOST_AT_ONCE:
        raise ValidationError(_("Marque entre 1 y %(most)s documentos.") % {"most": MOST_AT_ONCE})
    if not are_same_type(versions):
        raise ValidationError(_("No son del mismo tipo de documento: decídalos uno por uno."))
    if opinion.approved and not are_same_file(versions):
        raise ValidationError(_("No son el mismo archivo: cada uno hay que mirarlo."))
    return [Outcome(version, _refusal(version, opinion, by)) for version in versions]


def _refusal(version: DocumentVersion, opinion: Opinion, by: Actor) -> str:
    try:
        decide(version, opinion, by=by, from_list=True)
    except ValidationError as refusal:
        return " ".join(refusal.messages)
    return ""
