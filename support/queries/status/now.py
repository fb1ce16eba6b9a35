"""How the service is now: one sentence, and each component with what is known of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from groundwork.web import formats
from groundwork.web.components import Colour
from support.models import Component, Incident, Outage, Pulse
from support.queries.status import times

# As long without a check, nothing is known; the watch itself says so afterwards (support.services.status.watching).
STALE_SECONDS = 180


class Standing(StrEnum):
    """How a component stands; the graver last."""

    WORKS = "works"
    UNKNOWN = "unknown"
    SLOW = "slow"
    DOWN = "down"


GRAVITY = list(Standing)
WORDS = {
    Standing.WORKS: gettext_lazy("Funciona"),
    Standing.UNKNOWN: gettext_lazy("Sin mediciones ahora"),
    Standing.SLOW: gettext_lazy("Funciona con dificultad"),
    Standing.DOWN: gettext_lazy("No funciona"),
}
COLOURS: dict[Standing, Colour] = {
    Standing.WORKS: "green",
    Standing.UNKNOWN: "grey",
    Standing.SLOW: "yellow",
    Standing.DOWN: "red",
}
MEASURES = {
    Component.PAGES: gettext_lazy("Cada 30 segundos pedimos una página del portal y hacemos una búsqueda de procesos."),
    Component.SIGN_IN: gettext_lazy("Cada 30 segundos miramos si algún código lleva más de dos minutos sin salir."),
    Component.MAIL: gettext_lazy("Cada 30 segundos miramos si algún correo lleva más de diez minutos sin salir."),
    Component.FILES: gettext_lazy(
        "Cada 30 segundos guardamos, leemos y borramos un archivo de prueba, y miramos si algún documento lleva más "
        "de diez minutos sin comprobar."
    ),
}


@dataclass(frozen=True, slots=True)
class ComponentNow:
    """One of them, ready to draw."""

    component: Component
    standing: Standing
    since: datetime | None
    checked_at: datetime | None

    @property
    def words(self) -> str:
        return str(WORDS[self.standing])

    @property
    def colour(self) -> Colour:
        return COLOURS[self.standing]

    @property
    def checked(self) -> str:
        if self.checked_at is None:
            return _("Todavía no se ha comprobado.")
        return _("Comprobado %(when)s") % {"when": times.lately(self.checked_at)}

    @property
    def measure(self) -> str:
        return str(MEASURES[self.component])


@dataclass(frozen=True, slots=True)
class ServiceNow:
    """All of them, and what is said first."""

    components: list[ComponentNow]
    sentence: str
    tone: str


def service_now(
    pulses: Sequence[Pulse], lasting: Sequence[Outage], current: Sequence[Incident], *, at: datetime
) -> ServiceNow:
    """From the last pulses, the outages that last, and the incidents of now."""
    by_component = {pulse.component: pulse for pulse in pulses}
    failing = {outage.component: outage for outage in lasting}
    components = [
        _component_now(component, by_component.get(component), failing.get(component), current, at)
        for component in Component
    ]
    worst = max((one.standing for one in components), key=GRAVITY.index)
    tones = {Standing.WORKS: "calm", Standing.UNKNOWN: "closed", Standing.SLOW: "soon", Standing.DOWN: "urgent"}
    return ServiceNow(components, _sentence(components, worst), tones[worst])


def _component_now(
    component: Component, pulse: Pulse | None, outage: Outage | None, current: Sequence[Incident], at: datetime
) -> ComponentNow:
    known: list[tuple[Standing, datetime | None]] = [(Standing.WORKS, None)]
    if pulse is None or (at - pulse.checked_at).total_seconds() > STALE_SECONDS:
        known = [(Standing.UNKNOWN, pulse.checked_at if pulse else None)]
    elif outage is not None:
        known.append((Standing.DOWN, outage.began_at))
    for incident in current:
        if component in incident.touched:
            impacts = {Incident.Impact.DEGRADED: Standing.SLOW, Incident.Impact.DOWN: Standing.DOWN}
            known.append((impacts.get(Incident.Impact(incident.impact), Standing.WORKS), incident.begins_at))
    standing = max((one for one, _since in known), key=GRAVITY.index)
    since = min((since for one, since in known if one == standing and since), default=None)
    # A clock that was set back leaves a check in the future: shown as now.
    checked = min(pulse.checked_at, at) if pulse else None
    return ComponentNow(component, standing, since, checked)


def _sentence(components: list[ComponentNow], worst: Standing) -> str:
    if worst == Standing.WORKS:
        return _("Todo funciona.")
    if worst == Standing.UNKNOWN:
        since = max((one.checked_at for one in components if one.checked_at), default=None)
        if since is None:
            return _("Todavía no hay mediciones de este portal.")
        words = _("No sabemos cómo está el servicio: las mediciones se detuvieron el %(when)s.")
        return words % {"when": formats.deadline(since)}
    said = []
    for standing, words in (
        (Standing.DOWN, _("No funciona: %(what)s, desde el %(when)s.")),
        (Standing.SLOW, _("Funciona con dificultad: %(what)s, desde el %(when)s.")),
    ):
        here = [one for one in components if one.standing == standing]
        if here:
            since = min(one.since for one in here if one.since)
            what = ", ".join(str(one.component.label) for one in here)
            said.append(words % {"what": what, "when": formats.deadline(since)})
    return " ".join(said)
