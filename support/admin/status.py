"""Incidents and announcements, which staff write; pulses, outages and subscriptions, which nobody does."""

from datetime import timedelta
from typing import Any, cast

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.forms import BaseInlineFormSet, ModelForm
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from onboarding.admin import ReadOnlyAdmin
from support.models import Component, Incident, IncidentUpdate, Outage, Pulse, StatusSubscription
from support.services.status import incidents

LONGEST_TEXT = 3000
FARTHEST = timedelta(days=366)


class SayingField(forms.CharField):
    """Some paragraphs, as many as a mail can carry."""

    def __init__(self, **kwargs: Any) -> None:
        area = forms.Textarea(attrs={"rows": 4, "class": "vLargeTextField"})
        super().__init__(max_length=LONGEST_TEXT, widget=area, **kwargs)


class IncidentForm(forms.ModelForm[Incident]):
    """What staff write: checked whole before anybody is told."""

    components = forms.MultipleChoiceField(
        label=_("Qué afecta"),
        choices=Component.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nada, si es un anuncio."),
    )
    over = forms.BooleanField(
        label=_("Ya terminó"),
        required=False,
        help_text=_("Pone la hora de ahora como final, quita el aviso de las páginas y se lo dice a los suscritos."),
    )

    class Meta:
        model = Incident
        fields = ("kind", "impact", "components", "title_es", "title_en", "begins_at", "ends_at", "over")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["components"] = [component.value for component in self.instance.touched]
        self.initial.setdefault("begins_at", timezone.now())

    def clean_components(self) -> str:
        return ",".join(self.cleaned_data["components"])

    def clean_begins_at(self) -> Any:
        begins = self.cleaned_data["begins_at"]
        if abs(begins - timezone.now()) > FARTHEST:
            raise ValidationError(_("Esa fecha está a más de un año. Revísela."))
        return begins

    def clean(self) -> dict[str, Any]:
        super().clean()
        given = self.cleaned_data
        kind, now = given.get("kind"), timezone.now()
        if kind == Incident.Kind.ANNOUNCEMENT:
            given["components"], given["impact"] = "", Incident.Impact.NONE
        elif "components" in given and not given["components"]:
            self.add_error("components", _("Marque al menos una parte del servicio."))
        elif given.get("impact") == Incident.Impact.NONE and kind == Incident.Kind.FAILURE:
            self.add_error("impact", _("Si nada falla, publíquelo como anuncio."))
        if given.get("over"):
            self._end(given, now)
        if kind == Incident.Kind.MAINTENANCE and not given.get("ends_at"):
            self.add_error("ends_at", _("Diga cuándo termina el mantenimiento."))
        return given

    def _end(self, given: dict[str, Any], now: Any) -> None:
        begins = given.get("begins_at")
        if not self.instance.pk:
            self.add_error("over", _("Publíquelo primero."))
        elif begins and begins >= now:
            self.add_error(
                "over", _("Todavía no ha empezado: si se canceló, dígalo en una novedad y cambie las fechas.")
            )
        elif not self.instance.is_over(now):
            given["ends_at"] = now


class UpdateForm(forms.ModelForm[IncidentUpdate]):
    """The same in both languages, of a length that a mail can carry."""

    text_es = SayingField(label=_("Texto"))
    text_en = SayingField(label=_("Texto en inglés"))

    class Meta:
        model = IncidentUpdate
        fields = ("text_es", "text_en")


class UpdateInline(admin.StackedInline[IncidentUpdate, Incident]):
    """What was said stays; something more may be added."""

    model = IncidentUpdate
    form = UpdateForm
    extra = 0
    min_num = 0
    can_delete = False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Incident)
class IncidentAdmin(admin.ModelAdmin[Incident]):
    """Saving a new one publishes it; saving an update tells it; the mark «ya terminó» ends it."""

    form = IncidentForm
    list_display = ("title_es", "kind", "impact", "begins_at", "ends_at")
    list_filter = ("kind", "impact")
    search_fields = ("title_es", "title_en")
    inlines = (UpdateInline,)
    ordering = ("-begins_at", "-pk")

    def has_delete_permission(self, request: HttpRequest, obj: Incident | None = None) -> bool:
        """Nobody: what people were told stays."""
        return False

    def save_model(self, request: HttpRequest, obj: Incident, form: ModelForm[Incident], change: bool) -> None:
        by = cast("User", request.user)
        if not change:
            incidents.publish(obj, by=by)
        elif form.has_changed():
            incidents.revise(obj, by=by)

    def save_formset(
        self,
        request: HttpRequest,
        form: ModelForm[Incident],
        formset: BaseInlineFormSet[IncidentUpdate, Incident, UpdateForm],
        change: bool,
    ) -> None:
        for update in formset.save(commit=False):
            incidents.add(update, by=cast("User", request.user))


@admin.register(Outage)
class OutageAdmin(ReadOnlyAdmin[Outage]):
    """What the service noted of itself."""

    list_display = ("began_at", "ended_at", "what", "fault", "unseen")
    list_filter = ("component", "unseen")
    ordering = ("-began_at", "-pk")


@admin.register(Pulse)
class PulseAdmin(ReadOnlyAdmin[Pulse]):
    """The last check of each component."""

    list_display = ("component", "checked_at", "worked_at", "failing_since", "took_ms")


@admin.register(StatusSubscription)
class StatusSubscriptionAdmin(ReadOnlyAdmin[StatusSubscription]):
    """Who hears of incidents; each of them stops it by the link of any mail."""

    list_display = ("email", "language", "asked_at", "confirmed_at")
    search_fields = ("email__exact",)
    ordering = ("-asked_at", "-pk")
