"""Writing an invitation to quote: what is asked for, until when, and whether the answers stay hidden."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.reference.business_days import COLOMBIA, add_business_days, colombian_today
from interests.forms.invitations.moments import MomentMixin
from interests.models import Invitation, inviting_for
from interests.services.invitations.dates import require_answer_date
from procurement.models import Entity, Process

USUAL_DAYS, USUAL_HOUR = 5, 17

SHOWN_PROCESSES = 100


class ProcessField(forms.ModelChoiceField[Process]):
    """A process of the entity, or none; its code stands in the form."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(to_field_name="code", **kwargs)

    def label_from_instance(self, obj: Process) -> str:
        title = obj.title if len(obj.title) <= 90 else f"{obj.title[:89]}…"  # noqa: PLR2004  # what a line takes
        return f"{obj.reference or obj.code} · {title}"

    def prepare_value(self, value: Any) -> Any:
        return value.code if isinstance(value, Process) else value


class InvitationForm(MomentMixin, forms.ModelForm[Invitation]):
    """What is asked for, until when, and whether the answers stay hidden; its items have forms of their own.

    A draft may lack its words until it is `whole`.
    """

    entity = forms.ModelChoiceField(label=_("En nombre de"), queryset=Entity.objects.none(), to_field_name="code")
    process = ProcessField(
        label=_("Para qué proceso"),
        queryset=Process.objects.none(),
        required=False,
        empty_label=_("Ninguno: es un estudio de mercado"),
    )
    field_order = ("entity", "process", "title", "message", "answers_on", "answers_at", "answers_hidden")

    class Meta:
        model = Invitation
        fields = ("entity", "process", "title", "message", "answers_hidden")
        widgets = {"message": forms.Textarea(attrs={"rows": 6})}
        help_texts = {
            "title": _("Por ejemplo: papelería para las sedes del segundo semestre."),
            "message": _("Qué necesita, dónde se entrega y qué debe incluir el precio."),
        }
        error_messages = {
            "title": {"required": _("Escriba qué se va a cotizar.")},
            "message": {"required": _("Escriba el mensaje.")},
        }
        labels = {"answers_hidden": _("No mostrar las respuestas a nadie de la entidad antes de esa fecha")}

    def __init__(
        self,
        *args: Any,
        user: User,
        now: datetime,
        whole: bool = True,
        entity: str = "",
        process: str = "",
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.now = now
        for name in ("title", "message"):
            self.fields[name].required = whole
        entities = inviting_for(user).order_by("name")
        entity_field, process_field = self.fields["entity"], self.fields["process"]
        entity_field.queryset = entities  # type: ignore[attr-defined]  # it chooses among models
        process_field.queryset = _processes(entities, process, self.instance)  # type: ignore[attr-defined]  # so does this
        if len(entities) == 1:
            entity = entities[0].code
            entity_field.widget = forms.HiddenInput()
        if self.instance.pk:
            self.initial["entity"] = self.instance.entity.code
            moment = self.instance.answers_by.astimezone(COLOMBIA)
            self.initial.update(answers_on=moment.date(), answers_at=moment.hour)
        else:
            usual = add_business_days(colombian_today(now), USUAL_DAYS)
            self.initial.update(entity=entity, answers_on=usual, answers_at=USUAL_HOUR, process=process)
            self.instance.answers_by = datetime.combine(usual, time(USUAL_HOUR), COLOMBIA)
        self.initial.update(kwargs.get("initial") or {})

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if moment := self.moment_of(cleaned):
            try:
                require_answer_date(moment, at=self.now)
            except forms.ValidationError as refusal:
                self.add_error("answers_on", refusal)
            self.instance.answers_by = moment
        process, entity = cleaned.get("process"), cleaned.get("entity")
        if process and entity and process.entity_id != entity.pk:
            self.add_error("process", _("Ese proceso es de otra entidad."))
        return cleaned


def _processes(entities: Any, wanted: str, invitation: Invitation) -> Any:
    """The newest processes of these entities, and the ones that are asked for."""
    theirs = Process.objects.filter(entity__in=entities)
    newest = theirs.order_by("-published_at", "-pk").values("pk")[:SHOWN_PROCESSES]
    named = theirs.filter(code=wanted.replace("\x00", "")) | theirs.filter(quote_invitations=invitation.pk or 0)
    return (theirs.filter(pk__in=newest) | named).defer("search").order_by("-published_at", "-pk")
