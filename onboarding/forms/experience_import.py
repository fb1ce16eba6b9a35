"""A table of experience given whole, and its correction cell by cell; nothing of it is kept before it is saved."""

import json
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.core.files import File
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from groundwork.files import refusals
from groundwork.files.policies import POLICIES
from groundwork.files.tables import MOST_CHARACTERS, MOST_MEGABYTES, MOST_ROWS, read_file, read_text, write_text
from onboarding.experience_cells import COLUMNS
from onboarding.experience_table import Table, arrange

POLICY = POLICIES["table"]


class TableForm(forms.Form):
    """A table pasted, or as a file; which of the two is said by what was given."""

    mark_optional = False

    text = forms.CharField(
        label=_("Pegue aquí las filas"),
        required=False,
        max_length=MOST_CHARACTERS,
        help_text=_("Con la fila de los títulos, en cualquier orden. Copie las celdas en su hoja y péguelas."),
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("O suba el archivo"),
        required=False,
        allow_empty_file=True,
        widget=forms.FileInput(attrs={"accept": POLICY.accept}),
    )

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if self.errors:
            return given
        upload: File[bytes] | None = given.get("file")
        name = "file" if upload else "text"
        try:
            rows = self._read(upload) if upload else read_text(given.get("text", ""))
        except ValidationError as refusal:
            self.add_error(name, refusal)
            return given
        if not rows:
            self.add_error(name, _now("Pegue las filas o escoja un archivo.") if not upload else _now("Está vacío."))
            return given
        try:
            given["table"] = arrange(rows)
        except ValidationError as refusal:
            self.add_error(name, refusal)
            if upload:  # so that the headings can be mended here
                self.data = {"text": write_text(rows)}
        return given

    @property
    def table(self) -> Table:
        """What was read, once the form is valid."""
        table: Table = self.cleaned_data["table"]
        return table

    def _read(self, upload: File[bytes]) -> list[list[str]]:
        if (upload.size or 0) > MOST_MEGABYTES * 1024 * 1024:
            said = _now("Pesa más de %(megabytes)s MB. Divídalo y súbalo por partes.")
            raise ValidationError(said % {"megabytes": MOST_MEGABYTES}, code="size")
        if failed := getattr(upload, "refusal", ""):  # groundwork.files.uploads could not take it whole
            raise refusals.error(failed)
        return read_file(upload.read())


def carried(rows: list[list[str]]) -> str:
    """The rows as one hidden field, from one page to the next."""
    return json.dumps(rows, ensure_ascii=False, separators=(",", ":"))


def corrected(posted: Mapping[str, str]) -> list[list[str]]:
    """The carried rows with the cells that were typed again, without the rows that were dropped.

    Raises BadRequest for what no page of ours can have sent.
    """
    rows = _carried_rows(posted.get("table", ""))
    for place, row in enumerate(rows):
        for at, column in enumerate(COLUMNS):
            if (typed := posted.get(cell_name(place, column.name))) is not None:
                row[at] = typed.replace("\x00", "").strip()
    return [row for place, row in enumerate(rows) if cell_name(place, "drop") not in posted]


def cell_name(place: int, column: str) -> str:
    """The name of a cell's control; places count from 0 in the carried rows."""
    return f"r{place}-{column}"


def _carried_rows(text: str) -> list[list[str]]:
    try:
        rows = json.loads(text) if len(text) <= 2 * MOST_CHARACTERS else None
    except (ValueError, RecursionError):
        rows = None
    if not isinstance(rows, list) or len(rows) > MOST_ROWS or not all(_is_row(row) for row in rows):
        raise BadRequest(_now("La tabla llegó incompleta. Vuelva a pegarla."))
    return [[cell.replace("\x00", "") for cell in row] for row in rows]


def _is_row(row: object) -> bool:
    return isinstance(row, list) and len(row) == len(COLUMNS) and all(isinstance(cell, str) for cell in row)
