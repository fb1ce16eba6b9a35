"""Writing down who looked at an identity document."""

from accounts.models import User
from onboarding.models import DocumentVersion, DocumentView


def note(version: DocumentVersion, viewer: User, what: str) -> None:
    """Write down that the person saw that part of it; nothing for what identifies nobody."""
    if version.document.document_type.is_identity:
        DocumentView.objects.create(version=version, viewer=viewer, what=what)
