"""Uploading a paper: its files, the dates that its rule needs, and nothing else."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from groundwork.files import refusals
from groundwork.files.policies import POLICIES
from groundwork.web import formats
from groundwork.web.fields import DateField
from onboarding.models import DocumentRule, DocumentType
from onboarding.queries import dates
from onboarding.queries.dates import Dates, Upload

MEGABYTE = 1024 * 1024
# From so many on, the files of one kind of paper need a name to tell them apart.
NAMED_FROM = 6
DATES = ("issued_on", "cut_off_on", "expires_on")


class FilesInput(forms.FileInput):
    """A file control that takes several at once, and knows its limits for the script."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file or several, as a list."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = [one for one in (data if isinstance(data, list | tuple) else [data]) if one]
        return [self._one(one) for one in given]

    def _one(self, upload: Upload) -> Upload:
        if upload.size == 0:
            raise refusals.error("empty")
        return upload


class DocumentForm(forms.Form):
    """The files of one paper. `room` says how many more it takes; `entire` arrives last, when nothing was cut."""

    # One of the two ways to give a file is enough, so neither says that it is optional.
    mark_optional = False

    title = forms.CharField(
        label=_("Nombre para reconocerlo"),
        max_length=120,
        required=False,
        help_text=_("Si quiere. Por ejemplo, el contratante y el año."),
    )
    issued_on = DateField(
        label=_("Fecha de expedición"),
        help_text=_("La que trae escrita el documento."),
        error_messages={"required": _("Escriba la fecha en que lo expidieron: viene en el documento.")},
    )
    cut_off_on = DateField(
        label=_("Fecha de corte"),
        error_messages={"required": _("Escriba la fecha de corte: viene en los estados financieros.")},
    )
    expires_on = DateField(
        label=_("Fecha en que vence"),
        required=False,
        help_text=_("Solo si el documento la trae: la cédula de ciudadanía no vence."),
    )
    files = FilesField(label=_("Archivo"), required=False)  # type: ignore[assignment]  # a form keeps its fields apart
    photo = FilesField(
        label=_("O tome una foto ahora"),
        required=False,
        help_text=_("Con buena luz, sin sombras y con los cuatro bordes a la vista."),
    )
    entire = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, document_type: DocumentType, rule: DocumentRule | None, room: int, today: date, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rule, self.room, self.today = rule, room, today
        asks = dates.wanted(rule, document_type)
        for name in DATES:
            if not getattr(asks, name):
                del self.fields[name]
        if rule is None or rule.maximum < NAMED_FROM:
            del self.fields["title"]
        self._say_limits()
        self.fields["entire"].initial = "1"

    def _say_limits(self) -> None:
        policy = POLICIES["document"]
        files, photo = self.fields["files"], self.fields["photo"]
        files.help_text = limits_of(self.room)
        shared = {"data-most-bytes": policy.max_bytes, "data-most-files": self.room}
        files.widget.attrs.update({"accept": policy.accept, "multiple": self.room > 1, **shared})
        # The phone's own chooser offers the camera too; this one goes straight to it, and only phones show it.
        photo.widget.attrs.update({"accept": "image/jpeg,image/png", "capture": "environment", **shared})
        if self.rule and self.rule.cut_off_last_year:
            day = formats.long_date(dates.last_cut_off(self.today))
            self.fields["cut_off_on"].help_text = _("Se piden con corte al %(day)s.") % {"day": day}
        if self.rule and self.rule.freshness_days:
            self.fields["issued_on"].help_text = ngettext(
                "La que trae escrita el documento. Se acepta hasta con %(days)s día de expedido.",
                "La que trae escrita el documento. Se acepta hasta con %(days)s días de expedido.",
                self.rule.freshness_days,
            ) % {"days": self.rule.freshness_days}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        self._require_dates(cleaned)
        uploads = [*cleaned.get("files", []), *cleaned.get("photo", [])]
        cleaned["uploads"] = uploads
        if self.has_error("files") or self.has_error("photo"):
            return cleaned
        if not cleaned.get("entire"):
            self.add_error(
                "files", _("La subida se cortó antes de terminar y no se guardó nada. Elíjalo y súbalo otra vez.")
            )
        elif not uploads:
            self.add_error("files", _("Elija el archivo, o tome una foto."))
        elif len(uploads) > self.room:
            self.add_error("files", _too_many(self.room))
        return cleaned

    def _require_dates(self, cleaned: dict[str, Any]) -> None:
        if any(self.has_error(name) for name in DATES):
            return
        try:
            dates.require(self.rule, self.dates_of(cleaned), today=self.today)
        except ValidationError as refusal:
            self.add_error(None, refusal)

    @staticmethod
    def dates_of(cleaned: dict[str, Any]) -> Dates:
        """The dates that were given."""
        return Dates(*(cleaned.get(name) for name in DATES))

    @property
    def shown_dates(self) -> Iterable[forms.BoundField]:
        """The fields that come before the files."""
        return [self[name] for name in ("title", *DATES) if name in self.fields]


def limits_of(room: int) -> str:
    """What may be given, said before it is."""
    limits = {"megabytes": POLICIES["document"].max_bytes // MEGABYTE, "pages": settings.UPLOAD_MAX_PAGES, "room": room}
    if room == 1:
        return str(_("PDF, JPEG o PNG, de hasta %(megabytes)s MB y %(pages)s páginas. Sin contraseña.") % limits)
    return str(
        _(
            "PDF, JPEG o PNG, de hasta %(megabytes)s MB y %(pages)s páginas cada uno. Sin contraseña. Puede elegir"
            " hasta %(room)s a la vez."
        )
        % limits
    )


def _too_many(room: int) -> str:
    return ngettext(
        "Elija %(room)s archivo: este documento no recibe más.",
        "Elija hasta %(room)s archivos: este documento no recibe más.",
        room,
    ) % {"room": room}
