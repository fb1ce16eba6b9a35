"""People in the administration site: looked up, opened and closed; their secrets are never shown."""

from typing import Any

from allauth.account.models import EmailAddress
from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.admin.base import actor_of
from accounts.forms.recovery import IdentityCheckForm
from accounts.models import Consent, IdentityCheck, User
from accounts.services import identity_check, sessions
from accounts.services.identity_check import Facts
from groundwork.web import formats

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


class UserForm(forms.ModelForm[User]):
    """What the administrator may change of a person, and ending their sessions."""

    end_sessions = forms.BooleanField(label=_("Cerrar ahora todas sus sesiones"), required=False)
    end_reason = forms.CharField(
        label=_("Motivo para cerrarlas"),
        max_length=300,
        required=False,
        help_text=_("La persona lo leerá en el mensaje que le avisa."),
        widget=forms.TextInput(attrs={"class": "vTextField"}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("end_sessions") and not cleaned.get("end_reason", "").strip():
            self.add_error("end_reason", _("Escriba el motivo: la persona lo leerá."))
        return cleaned


@admin.register(User)
class UserAdmin(admin.ModelAdmin[User]):
    """A person: what they say of themselves is theirs to change; what they may do is the administrator's."""

    form = UserForm
    list_display = ("full_name", "username", "email", "is_active", "is_reviewer", "is_staff", "last_login")
    list_filter = ("is_active", "is_reviewer", "is_staff")
    search_fields = ("full_name", "username", "email", "firm")
    ordering = ("full_name",)
    fields = (
        *("full_name", "username", "email", "phone", "firm", "time_zone", "language"),
        *("is_active", "is_reviewer", "is_staff", "date_joined", "last_login", "end_sessions", "end_reason"),
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

    def save_model(self, request: HttpRequest, obj: User, form: ModelForm[User], change: bool) -> None:
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("end_sessions"):
            try:
                sessions.end_by_staff(obj, reason=form.cleaned_data["end_reason"], by=actor_of(request))
            except ValidationError as refusal:
                raise PermissionDenied(refusal.messages[0]) from refusal


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

    decider: User

    def clean_decision(self) -> str:
        decision = str(self.cleaned_data["decision"])
        if decision == "approve" and self.instance.proposed_by_id:
            identity_check.seconds(self.instance, self.decider)
        return decision


class OpeningForm(IdentityCheckForm):
    """A check for somebody who lost their mailbox too, and came another way."""

    new_email = forms.EmailField(
        label=_("Correo nuevo"),
        help_text=_("Allí llegará el enlace. El correo registrado recibe cada aviso y puede detenerla."),
    )
    decider: User

    class Meta(IdentityCheckForm.Meta):
        fields = ("user", *IdentityCheckForm.Meta.fields, "new_email")  # type: ignore[assignment]  # longer than its base

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["user"].label = _("Cuenta")

    def clean_user(self) -> User:
        user: User = self.cleaned_data["user"]
        if user.pk == self.decider.pk:
            raise ValidationError(_("Nadie decide sobre su propia cuenta."))
        return user

    def clean_new_email(self) -> str:
        email = str(self.cleaned_data["new_email"]).lower()
        if User.objects.by_email(email).exists():
            raise ValidationError(_("Ese correo ya es de una cuenta."))
        return email


@admin.register(IdentityCheck)
class IdentityCheckAdmin(admin.ModelAdmin[IdentityCheck]):
    """Recoveries without the answer: read, compared with the account, decided with a reason.

    For somebody who lost their mailbox too staff open one, which goes to a new address.
    """

    raw_id_fields = ("user",)
    list_display = ("asked_at", "full_name", "standing", "decided_by")
    list_filter = ("approved",)
    list_select_related = ("user", "decided_by")
    ordering = (F("decided_at").asc(nulls_first=True), "asked_at")
    search_fields = ("user__full_name", "user__username", "user__email")
    shown = (
        *("standing", "person", "full_name", "email", "registered_phone", "registered", "question"),
        *(
            "document_type",
            "document_number",
            "phone",
            "explanation",
            "asked_at",
            "asked_from",
            "new_email",
            "proposed_by",
        ),
        *("decided_at", "decided_by", "stopped_at", "used_at"),
    )
    readonly_fields = shown

    def get_fields(self, request: HttpRequest, obj: IdentityCheck | None = None) -> tuple[str, ...]:
        if obj is None:
            return OpeningForm.Meta.fields
        return (*self.shown, *(("decision", "reason") if self.has_change_permission(request, obj) else ("reason",)))

    def get_readonly_fields(self, request: HttpRequest, obj: IdentityCheck | None = None) -> tuple[str, ...]:
        return self.shown if obj else ()

    def get_form(
        self, request: HttpRequest, obj: IdentityCheck | None = None, change: bool = False, **kwargs: Any
    ) -> type[ModelForm[IdentityCheck]]:
        """That of the decision, or of opening one; each knows who decides."""
        kwargs["form"] = DecisionForm if obj else OpeningForm
        form: Any = super().get_form(request, obj, change, **kwargs)
        form.decider = request.user
        return form  # type: ignore[no-any-return]  # what super() gave

    def waiting(self) -> int:
        """How many have still to be decided, for the site's index."""
        return identity_check.waiting()

    def changelist_view(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The list says how many wait."""
        count = self.waiting()
        words = ngettext("%(count)s espera decisión", "%(count)s esperan decisión", count) % {"count": count}
        return super().changelist_view(request, {**(extra_context or {}), "title": words})

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Who may decide one; most are asked for by whoever reads the account's mailbox."""
        return self.has_change_permission(request)

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
        given, actor = form.cleaned_data, actor_of(request)
        try:
            if change:
                identity_check.decide(obj, approve=given["decision"] == "approve", reason=given["reason"], by=actor)
            else:
                facts = Facts(**{name: given[name] for name in Facts._fields})
                obj.pk = identity_check.open_for(given["user"], facts, new_email=given["new_email"], by=actor).pk
        except ValidationError as refusal:  # somebody decided or stopped it since the page was shown
            raise PermissionDenied(refusal.messages[0]) from refusal

    @admin.display(description=_("Estado"))
    def standing(self, check: IdentityCheck) -> str:
        if check.stopped_at:
            return str(_("Detenida por su dueño"))
        if check.used_at:
            return str(_("Usada"))
        if check.approved is None:
            return str(_("Falta que otra persona la apruebe") if check.proposed_by_id else _("Pendiente"))
        return str(_("Aprobada") if check.approved else _("Rechazada"))

    @admin.display(description=_("Cuenta"))
    def person(self, check: IdentityCheck) -> str:
        """The account that it would open, with its page."""
        address = reverse("admin:accounts_user_change", args=[check.user_id])
        return format_html('<a href="{}">{}</a>', address, check.user.username)

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
    def registered(self, check: IdentityCheck) -> str:
        return formats.long_date(check.user.date_joined)

    @admin.display(description=_("Pregunta de seguridad"))
    def question(self, check: IdentityCheck) -> str:
        return check.user.security_question
