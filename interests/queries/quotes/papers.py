"""The papers that may go with an answer."""

from datetime import datetime

from groundwork.files.models import StoredFile
from groundwork.reference.business_days import colombian_today
from onboarding.models import Supplier
from onboarding.queries import documents
from onboarding.queries.documents import Paper


def attachable(supplier: Supplier, *, at: datetime) -> list[Paper]:
    """The papers of the library whose file passed, reviewed or not yet."""
    papers = documents.library(supplier, colombian_today(at))
    return [paper for paper in papers if paper.current and paper.current.file.state == StoredFile.State.PASSED]
