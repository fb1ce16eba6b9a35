"""Papers given, replaced and taken out. A version is never changed, only followed by another."""

from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.files.models import StoredFile
from groundwork.files.services import checking, receiving
from groundwork.ledger import services as ledger
from groundwork.reference.business_days import colombian_today
from onboarding.models import Document, DocumentRule, DocumentType, DocumentVersion, DocumentView, Officer, Supplier
from onboarding.queries import dates
from onboarding.queries import documents as queries
from onboarding.queries.dates import Dates, Upload

# Where no rule says how many of a paper a supplier may keep.
MOST_OF_A_KIND = 100
MOST_VERSIONS = 500


@transaction.atomic
def add(  # noqa: PLR0913  # a paper is its supplier, its kind, whose it is and its dates
    supplier: Supplier,
    document_type: DocumentType,
    upload: Upload,
    *,
    by: User,
    officer: Officer | None = None,
    issued_on: date | None = None,
    cut_off_on: date | None = None,
    expires_on: date | None = None,
    title: str = "",
) -> DocumentVersion:
    """Take a file as that paper of the supplier: a new one, or the next version where only one is kept.

    Its file waits in quarantine: call `check` outside any transaction. Raises ValidationError by field (`file`,
    `issued_on`, `cut_off_on`, `expires_on`) when it may not be taken.
    """
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=supplier.pk)
    if officer is not None and officer.supplier_id != supplier.pk:
        raise ValueError("An officer of another supplier.")
    given = Dates(issued_on, cut_off_on, expires_on)
    rule = dates.rule_of(supplier, document_type, officer, _today())
    found = list(queries.kept_of(supplier, document_type, officer))
    most = rule.maximum if rule else MOST_OF_A_KIND
    again = next((document for document in found if most == 1 or document.is_refused), None)
    if again:
        return _version(again, upload, rule, given, by)
    _refuse_same(found, upload)
    if len(found) >= most:
        raise ValidationError(
            {
                "file": _("Ya hay %(count)s archivos de este documento. Reemplace uno o quítelo.")
                % {"count": len(found)}
            },
            code="full",
        )
    dates.require(rule, given, today=_today())
    document = Document.objects.create(supplier=supplier, document_type=document_type, officer=officer, title=title)
    return _version(document, upload, rule, given, by)


@transaction.atomic
def replace(
    document: Document,
    upload: Upload,
    *,
    by: User,
    issued_on: date | None = None,
    cut_off_on: date | None = None,
    expires_on: date | None = None,
) -> DocumentVersion:
    """Follow a paper's latest version with another file; the older one is kept as history. Raises as `add` does."""
    supplier = Supplier.objects.select_for_update(no_key=True).get(pk=document.supplier_id)
    held = Document.objects.select_for_update(of=("self",)).select_related("document_type", "officer")
    document = held.get(pk=document.pk)
    document.supplier = supplier
    rule = dates.rule_of(supplier, document.document_type, document.officer, _today())
    return _version(document, upload, rule, Dates(issued_on, cut_off_on, expires_on), by)


@transaction.atomic
def remove(document: Document, *, by: User) -> None:
    """Take a paper out of the file; its versions stay as history. Doing it twice changes nothing."""
    held = Document.objects.select_for_update(of=("self",)).select_related("document_type").get(pk=document.pk)
    if held.removed_at:
        return
    held.removed_at = timezone.now()
    held.save(update_fields=["removed_at"])
    held.versions.filter(superseded_at=None).update(withdrawn_at=held.removed_at)
    ledger.record("document.removed", str(held.code), {"type": held.document_type.slug}, by=str(by.code))


def check(version: DocumentVersion) -> StoredFile:
    """Look at a version's file now; call it outside any transaction. The file says what was found."""
    return checking.check(version.file)


def on_checked(stored: StoredFile) -> None:
    """Take what the pipeline found of a version's file: it may be reviewed, or the version before it stands again."""
    found = DocumentVersion.objects.select_related("document").filter(file=stored).first()
    if found is None:
        return
    Document.objects.select_for_update().get(pk=found.document_id)
    version = DocumentVersion.objects.select_for_update(of=("self",)).get(pk=found.pk)
    if stored.passed_at and version.ready_at is None:
        version.ready_at = timezone.now()
        version.save(update_fields=["ready_at"])
    elif stored.refused_at and version.superseded_at is None:
        _stand_again(version)


def note_download(version: DocumentVersion, *, by: User) -> None:
    """Write down that somebody took a copy of an identity document."""
    if version.document.document_type.is_identity:
        DocumentView.objects.create(version=version, viewer=by, what="download")


def _version(document: Document, upload: Upload, rule: DocumentRule | None, given: Dates, by: User) -> DocumentVersion:
    if document.removed_at:
        raise ValidationError(_("Este documento se quitó del expediente. Súbalo como uno nuevo."), code="removed")
    dates.require(rule, given, today=_today())
    _refuse_same([document], upload)
    latest = document.versions.select_for_update().order_by("-number").first()
    number = latest.number + 1 if latest else 1
    if number > MOST_VERSIONS:
        raise ValidationError({"file": _("Este documento ya tiene demasiadas versiones.")}, code="full")
    stored = _received(document, upload, by)
    document.versions.filter(superseded_at=None).update(superseded_at=timezone.now())
    return DocumentVersion.objects.create(
        document=document,
        number=number,
        file=stored,
        issued_on=given.issued_on,
        cut_off_on=given.cut_off_on,
        expires_on=dates.end_of(rule, given),
        uploaded_by=by,
    )


def _received(document: Document, upload: Upload, by: User) -> StoredFile:
    try:
        return receiving.receive(upload, owner=document.supplier.file_owner, by=by, mark=_mark(document))
    except ValidationError as refusal:
        raise ValidationError({"file": refusal.messages}, code=refusal.code) from refusal


def _stand_again(refused: DocumentVersion) -> None:
    """Put the last version that passed back in the place of one whose file was refused, if there is any."""
    earlier = refused.document.versions.filter(number__lt=refused.number, ready_at__isnull=False)
    last_good = earlier.select_for_update().order_by("-number").first()
    if last_good is None:
        return
    refused.superseded_at = timezone.now()
    refused.save(update_fields=["superseded_at"])
    last_good.superseded_at = None
    last_good.save(update_fields=["superseded_at"])


def _refuse_same(documents: list[Document], upload: Upload) -> None:
    """Raise ValidationError when one of these papers is that very file already."""
    if getattr(upload, "refusal", ""):  # it could not be taken whole, and receiving it says why
        return
    current = DocumentVersion.objects.current().filter(document__in=documents, file__refused_at=None)
    if current.filter(file__sha256=dates.sha256_of(upload)).exists():
        raise ValidationError(
            {
                "file": _(
                    "Ese archivo ya está en este documento: es idéntico al que subió antes. No hace falta repetirlo."
                )
            },
            code="same",
        )


def _mark(document: Document) -> str:
    """What is drawn over every page of an identity document."""
    if not document.document_type.is_identity:
        return ""
    return f"Uso exclusivo para registro · {document.supplier.name[:190]} · {_today():%d/%m/%Y}"


def _today() -> date:
    return colombian_today(timezone.now())
