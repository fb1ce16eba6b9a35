"""Claims of numbers: read, compared with the supplier, decided once with a reason."""

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from groundwork.web.actor import Actor
from onboarding.forms.claims import DecisionForm
from onboarding.models import NumberClaim
from onboarding.services import claims


@admin.register(NumberClaim)
class NumberClaimAdmin(admin.ModelAdmin[NumberClaim]):
    """The queue, the undecided and oldest first."""

    form = DecisionForm
    list_display = ("asked_at", "supplier", "nit", "claimed_by", "standing", "decided_by")
    list_filter = ("granted",)
    list_select_related = ("supplier", "claimed_by", "decided_by")
    ordering = (F("decided_at").asc(nulls_first=True), "asked_at")
    search_fields = ("supplier__name", "supplier__nit__exact", "name", "claimed_by__email__exact")
    show_full_result_count = False
    shown = (
        *("standing", "nit", "supplier", "registered", "person_type", "name", "words", "claimed_by", "email"),
        *("asked_at", "decided_at", "decided_by"),
    )
    readonly_fields = shown

    def get_fields(self, request: HttpRequest, obj: NumberClaim | None = None) -> tuple[str, ...]:
        return (*self.shown, *(("decision", "reason") if self.has_change_permission(request, obj) else ("reason",)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: it is made by whoever says that the number is theirs."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: NumberClaim | None = None) -> bool:
        """Nobody: who decided and why stays."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: NumberClaim | None = None) -> bool:
        """While it is undecided, and never by who has a part in it."""
        if not super().has_change_permission(request, obj) or obj is None:
            return super().has_change_permission(request, obj)
        has_part = (
            obj.claimed_by_id == request.user.pk or obj.supplier.memberships.filter(user=request.user.pk).exists()
        )
        return obj.decided_at is None and not has_part

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """With a fresh strong proof before anything is written, so that no reason is typed in vain."""
        claim = self.get_object(request, object_id)
        if claim is not None and self.has_change_permission(request, claim):
            _actor(request).require_strong_factor()
        return super().change_view(request, object_id, form_url, extra_context)

    def save_model(self, request: HttpRequest, obj: NumberClaim, form: ModelForm[NumberClaim], change: bool) -> None:
        granted = form.cleaned_data["decision"] == "grant"
        try:
            claims.decide(obj, granted=granted, reason=form.cleaned_data["reason"], by=_actor(request))
        except ValidationError as refusal:  # somebody decided it since the page was shown
            raise PermissionDenied(refusal.messages[0]) from refusal

    @admin.display(description=_("Estado"))
    def standing(self, claim: NumberClaim) -> str:
        if claim.granted is None:
            return str(_("Pendiente"))
        return str(_("Aceptado") if claim.granted else _("No aceptado"))

    @admin.display(description=_("NIT"))
    def nit(self, claim: NumberClaim) -> str:
        return claim.supplier.nit

    @admin.display(description=_("Registrado desde"))
    def registered(self, claim: NumberClaim) -> object:
        return claim.supplier.created_at

    @admin.display(description=_("Correo de quien reclama"))
    def email(self, claim: NumberClaim) -> str:
        return claim.claimed_by.email


def _actor(request: HttpRequest) -> Actor:
    return Actor(request.user, request.session)  # type: ignore[arg-type]  # the site lets in only people
