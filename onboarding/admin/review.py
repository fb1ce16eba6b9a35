"""Suspicions, which an administrator closes; what reviewers said; who looked at identity documents."""

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from groundwork.web.actor import Actor
from onboarding.admin.base import ReadOnlyAdmin
from onboarding.models import DocumentView, Escalation, Review
from onboarding.services.review import escalating


class EscalationForm(forms.ModelForm[Escalation]):
    """What the administrator found."""

    outcome = forms.CharField(
        label=_("Qué se encontró"),
        max_length=1000,
        help_text=_("Lo leen quienes revisan. Con esto la sospecha queda cerrada y el documento vuelve a la cola."),
        widget=forms.Textarea(attrs={"rows": 5, "class": "vLargeTextField"}),
    )

    class Meta:
        model = Escalation
        fields = ("outcome",)


@admin.register(Escalation)
class EscalationAdmin(ReadOnlyAdmin[Escalation]):
    """What reviewers suspect: read, looked into, closed once with what was found."""

    form = EscalationForm
    list_display = ("raised_at", "document", "supplier", "raised_by", "settled_at", "settled_by")
    list_select_related = ("version__document__document_type", "version__document__supplier", "raised_by", "settled_by")
    ordering = (F("settled_at").desc(nulls_first=True), "raised_at")
    shown = ("document", "supplier", "words", "raised_by", "raised_at", "settled_by", "settled_at")
    readonly_fields = shown
    fields = (*shown, "outcome")

    def has_change_permission(self, request: HttpRequest, obj: Escalation | None = None) -> bool:
        """While it is open."""
        allowed = admin.ModelAdmin.has_change_permission(self, request, obj)
        return allowed and (obj is None or obj.settled_at is None)

    def save_model(
        self, request: HttpRequest, obj: Escalation, form: forms.ModelForm[Escalation], change: bool
    ) -> None:
        actor = Actor(request.user, request.session)  # type: ignore[arg-type]  # the site lets in only people
        try:
            escalating.settle(obj, form.cleaned_data["outcome"], by=actor)
        except ValidationError as refusal:  # somebody closed it since the page was shown
            raise PermissionDenied(refusal.messages[0]) from refusal

    @admin.display(description=_("Documento"))
    def document(self, escalation: Escalation) -> str:
        return escalation.version.document.document_type.label

    @admin.display(description=_("Proveedor"))
    def supplier(self, escalation: Escalation) -> str:
        return escalation.version.document.supplier.name


@admin.register(Review)
class ReviewAdmin(ReadOnlyAdmin[Review]):
    """What each reviewer said."""

    list_display = ("at", "version", "reviewer", "approved", "seconds")
    list_select_related = ("version__document__document_type", "reviewer")
    search_fields = ("reviewer__full_name", "version__code__exact")
    ordering = ("-at", "-pk")


@admin.register(DocumentView)
class DocumentViewAdmin(ReadOnlyAdmin[DocumentView]):
    """Who looked at an identity document."""

    list_display = ("at", "viewer", "version", "what")
    list_select_related = ("version__document__document_type", "viewer")
    search_fields = ("viewer__full_name", "version__document__supplier__name")
    ordering = ("-at", "-pk")
