"""The papers of a supplier's library that support something else that it tells: statements, the RUP, experience."""

from django.db.models import QuerySet

from onboarding.models import Document, DocumentType, Supplier

RUP_CERTIFICATE = "rup-certificate"


def of_finance(supplier: Supplier) -> QuerySet[Document]:
    """Those that can support its statements."""
    return _kept(supplier).filter(document_type__group=DocumentType.Group.FINANCE)


def of_rup(supplier: Supplier) -> QuerySet[Document]:
    """Its certificates of the RUP."""
    return _kept(supplier).filter(document_type__slug=RUP_CERTIFICATE)


def of_experience(supplier: Supplier) -> QuerySet[Document]:
    """Those that can support its experience."""
    return _kept(supplier).filter(document_type__group=DocumentType.Group.EXPERIENCE)


def _kept(supplier: Supplier) -> QuerySet[Document]:
    kept = Document.objects.kept().filter(supplier=supplier)
    return kept.select_related("document_type").order_by("-created_at", "-pk")
