"""People in the administration site: looked up, opened and closed; their secrets are never shown."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent, IdentityCheck, User
from accounts.services import identity_check
from groundwork.web.actor import Actor

# An address is changed by who reads it, with a code: allauth registers a form that would skip that.
admin.site.unregister(EmailAddress)


class ConsentInline(admin.TabularInline[Consent, User]):
    """What the person accepted, to be read."""

    model = Consent
    extra = 0
    can_delete = False
    fields = readonly_fields = ("document", "version", "at")

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """A person: what they say of themselves is theirs to change; what they may do is the administrator's."""

    list_display = ("full_name", "username", "email", "is_active", "is_reviewer", "is_staff", "last_login")
    list_filter = ("is_active", "is_reviewer", "is_staff")
    search_fields = ("full_name", "username", "email", "firm")
    ordering = ("full_name",)
    fields = (
        *("full_name", "username", "email", "phone", "firm", "time_zone", "language"),
        *("is_active", "is_reviewer", "is_staff", "date_joined", "last_login"),
    )
    readonly_fields = (
        *("full_name", "username", "email", "phone", "firm", "time_zone", "language"),
        *("date_joined", "last_login"),
    )
    inlines = (ConsentInline,)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: people register themselves, and prove their mailbox."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Nobody: an account is closed, and what it did stays."""
        return False


class DecisionForm(forms.ModelForm[IdentityCheck]):
    """What staff decide about who somebody is, and why."""

    decision = forms.ChoiceField(
        label=_("Decisión"),
        choices=[("approve", _("Aprobar: es la persona de la cuenta")), ("refuse", _("Rechazar"))],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Motivo"),
        max_length=300,
        help_text=_("La persona lo leerá en el mensaje. Diga cómo lo comprobó o qué faltó, sin datos de terceros."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta:
        model = IdentityCheck
        fields = ("reason",)


@admin.register(IdentityCheck)
class IdentityCheckAdmin(admin.ModelAdmin[IdentityCheck]):
    """Recoveries without the answer: read, compared with the account, decided once with a reason."""

    form = DecisionForm
    list_display = ("asked_at", "user", "standing", "decided_by")
    list_filter = ("approved",)
    list_select_related = ("user", "decided_by")
    ordering = (F("decided_at").asc(nulls_first=True), "asked_at")
    search_fields = ("user__full_name", "user__username", "user__email")
    shown = (
        *("standing", "user", "full_name", "email", "registered_phone", "registered", "question"),
        *("document_type", "document_number", "phone", "explanation", "asked_at", "asked_from"),
        *("decided_at", "decided_by", "stopped_at", "used_at"),
    )
    readonly_fields = shown

    def get_fields(self, request: HttpRequest, obj: IdentityCheck | None = None) -> tuple[str, ...]:
        return (*self.shown, *(("decision", "reason") if self.has_change_permission(request, obj) else ("reason",)))

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody: it is asked for by whoever reads the account's mailbox."""
        return False

    def has_delete_permission(self, request: HttpRequest, obj: IdentityCheck | None = None) -> bool:
        """Nobody: who decided and why stays."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: IdentityCheck | None = None) -> bool:
        """While it is pending, and never on one's own account."""
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or (obj.is_pending and obj.user_id != request.user.pk))

    def save_model(
        self, request: HttpRequest, obj: IdentityCheck, form: ModelForm[IdentityCheck], change: bool
    ) -> None:
        actor = Actor(request.user, request.session)  # type: ignore[arg-type]  # the site lets in only people
        approve = form.cleaned_data["decision"] == "approve"
        try:
            identity_check.decide(obj, approve=approve, reason=form.cleaned_data["reason"], by=actor)
        except ValidationError as refusal:  # somebody decided or stopped it since the page was shown
            raise PermissionDenied(refusal.messages[0]) from refusal

    @admin.display(description=_("Estado"))
    def standing(self, check: IdentityCheck) -> str:
        if check.stopped_at:
            return str(_("Detenida por su dueño"))
        if check.used_at:
            return str(_("Usada"))
        if check.approved is None:
            return str(_("Pendiente"))
        return str(_("Aprobada") if check.approved else _("Rechazada"))

    @admin.display(description=_("Nombre registrado"))
    def full_name(self, check: IdentityCheck) -> str:
        return check.user.full_name

    @admin.display(description=_("Correo registrado"))
    def email(self, check: IdentityCheck) -> str:
        return check.user.email

    @admin.display(description=_("Teléfono registrado"))
    def registered_phone(self, check: IdentityCheck) -> str:
        return check.user.phone.as_international if check.user.phone else ""

    @admin.display(description=_("Se registró"))
    def registered(self, check: IdentityCheck) -> object:
        return check.user.date_joined

    @admin.display(description=_("Pregunta de seguridad"))
    def question(self, check: IdentityCheck) -> str:
        return check.user.security_question
