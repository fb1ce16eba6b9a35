"""The texts that people accept: new versions are made here, ahead of their time, and who has accepted is counted."""

from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import actor_of
from accounts.models import Consent, LegalText
from accounts.models.legal import TOLD_AHEAD
from accounts.services import legal
from groundwork.web import formats


class LegalTextForm(forms.ModelForm[LegalText]):
    """A version in both languages, with what changes and from when."""

    version = forms.RegexField(
        label=_("Versión"),
        regex=r"^[0-9]{1,3}(\.[0-9]{1,3}){0,2}$",
        help_text=_("Números con puntos: 1.2."),
        error_messages={"invalid": _("Escriba números con puntos, como 1.2.")},
    )

    class Meta:
        model = LegalText
        fields = ("document", "version", "in_force_from", "text_es", "text_en", "changes_es", "changes_en")
        help_texts = {  # Django's shape
            "in_force_from": _(
                "Al menos un día después de hoy. %(days)s días antes se anuncia a todos, y desde entonces no se cambia."
            )
            % {"days": TOLD_AHEAD.days},
            "text_es": _("Una línea vacía entre párrafos, «## » antes de un título y «- » antes de cada punto."),
            "changes_es": _("Dos o tres frases: es lo primero que la persona lee antes de aceptar."),
        }

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # Django's hook, which its stubs leave out
        if not self.errors:
            try:
                legal.require_publishable(self.instance)
            except ValidationError as refusal:
                self._update_errors(refusal)  # type: ignore[attr-defined]  # likewise


@admin.register(LegalText)
class LegalTextAdmin(admin.ModelAdmin[LegalText]):
    """Every version of each document: what counts, what is coming, and how many people accepted it."""

    form = LegalTextForm
    list_display = ("document", "version", "in_force_from", "standing", "accepted")
    list_filter = ("document",)
    ordering = ("document", "-in_force_from")
    actions = None
    readonly_fields = ("standing", "accepted", "fingerprint")

    def get_fields(self, request: HttpRequest, obj: LegalText | None = None) -> tuple[str, ...]:
        return (*LegalTextForm.Meta.fields, *(self.readonly_fields if obj else ()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[LegalText]:
        """Each with the number of those who accepted it."""
        consents = Consent.objects.filter(document=OuterRef("document"), version=OuterRef("version")).order_by()
        number = consents.values("document").annotate(number=Count("pk")).values("number")
        return super().get_queryset(request).annotate(number=Coalesce(Subquery(number, output_field=IntegerField()), 0))

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """A new version begins as the newest one of its document: `?document=terms`."""
        initial: dict[str, Any] = super().get_changeform_initial_data(request)
        newest = LegalText.objects.filter(document=initial.get("document", "")).order_by("-in_force_from").first()
        if newest:
            initial = {"text_es": newest.text_es, "text_en": newest.text_en, **initial}
        return initial

    def has_change_permission(self, request: HttpRequest, obj: LegalText | None = None) -> bool:
        """Until people are told of it."""
        return super().has_change_permission(request, obj) and _is_open(obj)

    def has_delete_permission(self, request: HttpRequest, obj: LegalText | None = None) -> bool:
        """Likewise: what somebody may have read stays."""
        return super().has_delete_permission(request, obj) and _is_open(obj)

    def save_model(self, request: HttpRequest, obj: LegalText, form: ModelForm[LegalText], change: bool) -> None:
        try:
            legal.publish(obj, by=actor_of(request))
        except ValidationError as refusal:  # it was announced since the page was shown
            raise PermissionDenied(refusal.messages[0]) from refusal

    def delete_model(self, request: HttpRequest, obj: LegalText) -> None:
        try:
            legal.withdraw(obj, by=actor_of(request))
        except ValidationError as refusal:
            raise PermissionDenied(refusal.messages[0]) from refusal

    @admin.display(description=_("Estado"))
    def standing(self, text: LegalText) -> str:
        now = timezone.now()
        if not text.is_in_force(now):
            return str(_("Anunciada: ya no se cambia") if text.is_fixed(now) else _("Por anunciar"))
        newest = LegalText.objects.in_force(now).filter(document=text.document).first()
        return str(_("Rige") if newest == text else _("Anterior"))

    @admin.display(description=_("Personas que la aceptaron"))
    def accepted(self, text: LegalText) -> str:
        return formats.whole_number(text.number)  # type: ignore[attr-defined]  # of get_queryset

    @admin.display(description=_("Huella del texto (SHA-256)"))
    def fingerprint(self, text: LegalText) -> str:
        return legal.fingerprint(text)


def _is_open(text: LegalText | None) -> bool:
    return text is None or not text.is_fixed(timezone.now())
