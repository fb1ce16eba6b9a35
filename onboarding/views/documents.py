"""The library of a supplier's papers: what is asked, what was given, and giving, replacing and taking out."""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from groundwork.files import responses
from groundwork.files.models import StoredFile
from groundwork.reference.business_days import colombian_today
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from onboarding.forms.documents import DocumentForm
from onboarding.models import Document, DocumentType, DocumentVersion, Officer, Supplier
from onboarding.queries import asked, dates
from onboarding.queries import documents as queries
from onboarding.queries.dates import Upload
from onboarding.services import documents
from onboarding.views import papers, uploads
from onboarding.views.current import current

NO_SUPPLIER_YET = "onboarding:supplier_new"


@require_safe
def documents_page(request: UserRequest) -> HttpResponse:
    """What is asked of the supplier by groups, with what it gave, and every other paper of its library."""
    mine = current(request)
    if mine is None:
        return redirect(f"{reverse(NO_SUPPLIER_YET)}?{urlencode({'next': request.path})}")
    tasks = asked.asked(mine.supplier, today())
    given = [paper for demand in tasks.demands for option in demand.options for paper in option.papers]
    reasons = papers.reasons_of([*given, *tasks.others])
    rows = [papers.row(demand, mine.supplier, reasons) for demand in tasks.demands]
    context = {
        "mine": mine,
        "tasks": tasks,
        "total": len(given) + len(tasks.others),
        "groups": _groups(rows),
        "others": [papers.line(paper, reasons) for paper in tasks.others],
        "above": [_file_crumb(mine.supplier)],
    }
    return render(request, "onboarding/documents.html", context)


def _groups(rows: list[papers.Row]) -> list[tuple[str, str, list[papers.Row]]]:
    """The rows under the name of their group, in its order; what nobody must give stands apart, last."""
    found = ((group, [row for row in rows if row.demand.group == group]) for group in DocumentType.Group)
    return [(group.value, str(group.label), of_group) for group, of_group in found if of_group]


@require_http_methods(["GET", "POST"])
def document_new(request: UserRequest) -> HttpResponse:
    """Give a paper: which one, and of whom, the address says."""
    mine = current(request)
    if mine is None:
        return redirect(f"{reverse(NO_SUPPLIER_YET)}?{urlencode({'next': request.get_full_path()})}")
    mine.require_editor()
    supplier = mine.supplier
    document_type = get_object_or_404(DocumentType, slug=request.GET.get("tipo", ""))
    officer = _officer(supplier, request.GET.get("de", ""))
    rule = dates.rule_of(supplier, document_type, officer, today())
    kept = sum(not one.is_refused for one in queries.kept_of(supplier, document_type, officer))
    most = rule.maximum if rule else documents.MOST_OF_A_KIND
    if kept >= most:
        messages.info(request, _("Este documento ya está en el expediente: puede reemplazarlo desde aquí."))
        return redirect(supplier.page("documents"))
    form = _form(request, document_type=document_type, rule=rule, room=most - kept)

    def give(upload: Upload) -> DocumentVersion:
        title = form.cleaned_data.get("title", "")
        issued_on, cut_off_on, expires_on = form.dates_of(form.cleaned_data)
        return documents.add(
            supplier,
            document_type,
            upload,
            by=request.user,
            officer=officer,
            issued_on=issued_on,
            cut_off_on=cut_off_on,
            expires_on=expires_on,
            title=title,
        )

    context = {"document_type": document_type, "officer": officer, "rule": rule}
    return _upload_page(request, form, give, supplier, context)


@require_http_methods(["GET", "POST"])
def document_replace(request: UserRequest, code: UUID) -> HttpResponse:
    """Follow a paper with a newer file; what was given before stays as history."""
    document = _edited(request, code)
    supplier, document_type, officer = document.supplier, document.document_type, document.officer
    if document.removed_at:
        raise Http404
    rule = dates.rule_of(supplier, document_type, officer, today())
    form = _form(request, document_type=document_type, rule=rule, room=1)
    form.fields.pop("title", None)

    def give(upload: Upload) -> DocumentVersion:
        issued_on, cut_off_on, expires_on = form.dates_of(form.cleaned_data)
        return documents.replace(
            document, upload, by=request.user, issued_on=issued_on, cut_off_on=cut_off_on, expires_on=expires_on
        )

    paper = queries.paper(document, today())
    line = papers.line(paper, papers.reasons_of([paper]))
    context = {
        "document_type": document_type,
        "officer": officer,
        "rule": rule,
        "document": document,
        "line": line,
    }
    return _upload_page(request, form, give, supplier, context)


@require_safe
def document_page(request: UserRequest, code: UUID) -> HttpResponse:
    """One paper with every version of it: who gave it, when, and what the reviewer said."""
    document = _of(request, code)
    paper = queries.paper(document, today())
    reasons = papers.reasons_of([paper])
    supplier = document.supplier
    context = {
        "document": document,
        "line": papers.line(paper, reasons),
        "history": [(version, version.state_on(today()), papers.said(version, reasons)) for version in paper.versions],
        "edits": Document.objects.edited_by(request.user).filter(pk=document.pk).exists() and not document.removed_at,
        "above": [_file_crumb(supplier), Crumb(_("Documentos"), supplier.page("documents"))],
    }
    return render(request, "onboarding/document.html", context)


@require_http_methods(["GET", "POST"])
def document_remove(request: UserRequest, code: UUID) -> HttpResponse:
    """Take a paper out of the file, once it is confirmed."""
    document = _edited(request, code)
    supplier = document.supplier
    if request.method == "POST":
        documents.remove(document, by=request.user)
        messages.success(request, _("Quitamos el documento. Su historia se conserva."))
        return redirect(supplier.page("documents"))
    above = [
        _file_crumb(supplier),
        Crumb(_("Documentos"), supplier.page("documents")),
        Crumb(str(document), reverse("onboarding:document", args=[document.code])),
    ]
    return render(request, "onboarding/document_remove.html", {"document": document, "above": above})


@require_safe
def document_download(request: UserRequest, code: UUID) -> HttpResponseBase:
    """A copy of one version, as the portal shows it; of an identity document, who took it is written down."""
    mine = DocumentVersion.objects.of(request.user).select_related("file", "document__document_type")
    version = get_object_or_404(mine, code=code)
    if version.file.state != StoredFile.State.PASSED:
        raise Http404
    documents.note_download(version, by=request.user)
    return responses.download(version.file)


def _upload_page(
    request: UserRequest,
    form: DocumentForm,
    give: Callable[[Upload], DocumentVersion],
    supplier: Supplier,
    context: Mapping[str, object],
) -> HttpResponse:
    """The page of the form, or what became of its files."""
    following = _following(request, supplier)
    by_script = request.method == "POST" and uploads.wants_json(request)
    if form.is_valid():
        outcomes = uploads.take(form.cleaned_data["uploads"], give)
        if by_script:
            return uploads.answer(outcomes[0], following=following)
        failed = [outcome for outcome in outcomes if outcome.state == "failed"]
        if len(failed) < len(outcomes):
            uploads.tell(request, outcomes)
            return redirect(following)
        _show(form, failed)
    elif by_script:
        return uploads.answer_errors(form)
    above = [_file_crumb(supplier), Crumb(_("Documentos"), supplier.page("documents"))]
    page = {"form": form, "following": following, "above": above, **context}
    return render(request, "onboarding/document_upload.html", page)


def _show(form: DocumentForm, failed: list[uploads.Outcome]) -> None:
    """Put what each file was refused for beside the field that it concerns."""
    for outcome in failed:
        for name, words in outcome.errors.items():
            form.add_error(name if name in form.fields else "files", [*words])


def _form(request: HttpRequest, **facts: object) -> DocumentForm:
    given = (request.POST, request.FILES) if request.method == "POST" else ()
    return DocumentForm(*given, today=today(), **facts)  # type: ignore[arg-type]  # the facts are those that the form names


def _following(request: HttpRequest, supplier: Supplier) -> str:
    """Where to go afterwards: where the person came from, if it is of this portal; else the library."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    safe = url_has_allowed_host_and_scheme(wanted, allowed_hosts=None)
    return wanted if safe else supplier.page("documents")


def _officer(supplier: Supplier, code: str) -> Officer | None:
    if not code:
        return None
    try:
        return get_object_or_404(supplier.officers.current(), code=UUID(code))
    except ValueError as error:
        raise Http404 from error


def _of(request: UserRequest, code: UUID) -> Document:
    mine = Document.objects.of(request.user).select_related("supplier", "document_type", "officer")
    return get_object_or_404(mine, code=code)


def _edited(request: UserRequest, code: UUID) -> Document:
    document = _of(request, code)
    if not Document.objects.edited_by(request.user).filter(pk=document.pk).exists():
        raise PermissionDenied
    return document


def _file_crumb(supplier: Supplier) -> Crumb:
    return Crumb(_("Proveedor"), supplier.page("supplier"))


def today() -> date:
    """The day that it is in Colombia."""
    return colombian_today(timezone.now())
