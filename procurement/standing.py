"""Where a process stands, in words: facts and the clock, in order of precedence."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext as _

from groundwork.web import formats
from groundwork.web.components import Step
from procurement.models import Decision, Modality, Process, Source

# In these the entity chooses whom it contracts with: nobody else presents a proposal.
WITHOUT_OFFERS = frozenset([Modality.DIRECT, Modality.SPECIAL])


@dataclass(frozen=True, slots=True)
class Standing:
    """Where it stands, what the reader can do next, and how near the end is (for the look)."""

    phase: str
    advice: str
    tone: formats.Urgency


def standing(process: Process, *, at: datetime) -> Standing:
    """The one sentence of the process's page, and what can be done about it."""
    match process.decision:
        case Decision.CANCELLED:
            return Standing(_("Este proceso fue cancelado."), _("Ya no recibe propuestas."), "closed")
        case Decision.VOID:
            return Standing(
                _("Este proceso se declaró desierto: no se adjudicó a nadie."),
                _("La entidad puede abrir otro para lo mismo. Busque sus procesos abiertos."),
                "closed",
            )
        case Decision.AWARDED:
            return Standing(_awarded(process), _("Ya no recibe propuestas. Abajo está lo que se publicó."), "closed")
    if process.open_until is not None and process.open_until > at:
        return _open(process, at)
    if process.closes_at is None:
        return Standing(_("Ya no recibe propuestas."), _result_advice(process), "closed")
    ago = formats.days_left(process.closes_at, hour_known=process.closing_hour_known, now=at)
    return Standing(_("Ya no recibe propuestas: %(ago)s.") % {"ago": ago}, _result_advice(process), "closed")


def timeline(process: Process, *, at: datetime) -> list[Step]:
    """The dates of the process, in order of time; the one that comes next is the present step."""
    known = process.closing_hour_known
    moments: list[tuple[datetime, str, str]] = [
        (process.published_at, _("Publicación"), formats.long_date(process.published_at))
    ]
    for moment, title in (
        (process.last_published_at, _("Última publicación")),
        (process.responses_open_at, _("Apertura de respuestas")),
        (process.decided_at, _decided_title(process)),
    ):
        if moment is not None and (moment, title) != (process.published_at, _("Última publicación")):
            moments.append((moment, title, formats.long_date(moment)))
    if process.closes_at is not None:
        moments.append((process.closes_at, _("Cierre"), formats.deadline(process.closes_at, hour_known=known)))
    moments.sort(key=lambda one: one[0])
    ahead = next((moment for moment, _title, _when in moments if moment > at), None)
    ended = bool(process.decision)
    return [_step(moment, title, when, at=at, ahead=None if ended else ahead) for moment, title, when in moments]


def _step(moment: datetime, title: str, when: str, *, at: datetime, ahead: datetime | None) -> Step:
    if moment <= at:
        return Step(title, when, "done")
    return Step(title, when, "now" if moment == ahead else "next")


def _open(process: Process, at: datetime) -> Standing:
    if process.modality in WITHOUT_OFFERS:
        return Standing(
            _("En trámite: la entidad contrata directamente."),
            _("En esta modalidad la entidad elige con quién contrata; no se presentan propuestas."),
            "",
        )
    if process.closes_at is None:
        return Standing(
            _("Está abierto y no informa cuándo cierra."), _("Confirme la fecha en la publicación oficial."), "calm"
        )
    known = process.closing_hour_known
    left = formats.days_left(process.closes_at, hour_known=known, now=at)
    phase = _("Recibe respuestas") if process.modality == Modality.INFORMATION else _("Recibe propuestas")
    until = formats.deadline(process.closes_at, hour_known=known)
    where = _("Se presentan en SECOP II") if process.source == Source.SECOP else _("Se presentan ante la entidad")
    advice = _("%(where)s, a más tardar el %(until)s.") % {"where": where, "until": until}
    tone = formats.urgency(process.closes_at, hour_known=known, now=at)
    return Standing(f"{phase}: {left}.", advice, tone)


def _awarded(process: Process) -> str:
    if process.decided_at is None:
        return _("Este proceso ya fue adjudicado.")
    return _("Este proceso se adjudicó el %(day)s.") % {"day": formats.long_date(process.decided_at)}


def _result_advice(process: Process) -> str:
    if process.official_url:
        return _("La decisión no se ha publicado en los datos abiertos. Siga el resultado en la publicación oficial.")
    return _("La decisión no se ha publicado todavía.")


def _decided_title(process: Process) -> str:
    titles: dict[str, str | Promise] = {
        Decision.AWARDED: _("Adjudicación"),
        Decision.CANCELLED: _("Cancelación"),
        Decision.VOID: _("Declaratoria de desierto"),
    }
    return str(titles.get(process.decision, _("Decisión")))
