"""The outbox: one row for each e-mail that the portal owes to somebody."""

import uuid
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from groundwork.messaging.models.bounce import reason_of
from groundwork.web import formats


class Lane(models.IntegerChoices):
    """How long a mail may wait: codes never stand behind digests."""

    URGENT = 0, _("urgente")
    NORMAL = 1, _("normal")
    BULK = 2, _("masivo")


class State(models.TextChoices):
    """Where a message stands, computed from its facts and the clock."""

    QUEUED = "queued", _("en cola")
    SENDING = "sending", _("saliendo")
    RETRYING = "retrying", _("por reintentar")
    ACCEPTED = "accepted", _("entregado al servidor de correo")
    BOUNCED = "bounced", _("devuelto por el servidor de quien recibe")
    REFUSED = "refused", _("rechazado por el servidor de correo")
    DEAD = "dead", _("abandonado")
    LAPSED = "lapsed", _("vencido sin enviar")
    WITHHELD = "withheld", _("no enviado: ese buzón devuelve el correo")


# Pauses after the first, second, … attempt that the server put off; the last one repeats.
BACK_OFF: dict[int, tuple[timedelta, ...]] = {
    Lane.URGENT: tuple(timedelta(seconds=pause) for pause in (5, 10, 20, 40, 60, 120, 300, 900, 3600, 4 * 3600)),
    Lane.NORMAL: tuple(timedelta(seconds=pause) for pause in (10, 30, 120, 600, 3600, 4 * 3600)),
    Lane.BULK: tuple(timedelta(seconds=pause) for pause in (10, 30, 120, 600, 3600, 4 * 3600)),
}
# With these pauses, thirty attempts last about four days, the time that RFC 5321 (4.5.4.1) asks of a sender.
MAX_ATTEMPTS = 30
# Attempts in which the server itself was away do not count, so there is a limit by age too.
GIVE_UP_AFTER = timedelta(days=5)

# What is owed for later than this waits for an hour that its reader chose.
SOON = timedelta(minutes=1)

OPEN = Q(accepted_at=None, refused_at=None, dead_at=None, lapsed_at=None)
# Ended badly, and could be sent if it were tried again; what was minted is of no use any more.
UNDELIVERED = Q(Q(dead_at__isnull=False) | Q(refused_at__isnull=False), cleared_at=None, minted=False)


class MessageQuerySet(models.QuerySet["Message"]):
    """Messages by what is still to be done about them."""

    def open(self) -> Self:
        """Those still owed."""
        return self.filter(OPEN)

    def due(self, lanes: Sequence[int]) -> Self:
        """Those that a relay may take now: their time has come and no live relay holds them."""
        return self.open().filter(
            Q(lease_until=None) | Q(lease_until__lt=Now()), lane__in=lanes, next_attempt_at__lte=Now()
        )

    def undelivered(self) -> Self:
        """Those that were given up or refused and still hold their words."""
        return self.filter(UNDELIVERED)

    def with_old_bodies(self, age: timedelta) -> Self:
        """Those that have ended, were owed longer ago than this, and still hold their words."""
        return self.exclude(OPEN).filter(cleared_at=None, minted=False, queued_at__lt=Now() - age)

    def in_state(self, state: str) -> Self:
        """Those that `Message.state` would call so."""
        leased = Q(lease_until__gte=Now())
        return self.filter(
            {
                State.QUEUED: OPEN & Q(attempts=0) & ~leased,
                State.SENDING: OPEN & leased,
                State.RETRYING: OPEN & Q(attempts__gt=0) & ~leased,
                State.ACCEPTED: Q(accepted_at__isnull=False, bounced_at=None),
                State.BOUNCED: Q(bounced_at__isnull=False),
                State.REFUSED: Q(refused_at__isnull=False),
                State.DEAD: Q(dead_at__isnull=False),
                State.LAPSED: Q(lapsed_at__isnull=False, withheld=False),
                State.WITHHELD: Q(withheld=True),
            }[State(state)]
        )


class Message(models.Model):
    """One e-mail owed to one address; durable until the mail server has taken it.

    A composed message carries its words. A minted one carries only a reference: its words, which hold
    a secret, are made at the moment of sending and are never stored.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("clase"), max_length=60)
    lane = models.PositiveSmallIntegerField(_("carril"), choices=Lane, default=Lane.NORMAL, db_default=Lane.NORMAL)
    dedupe_key = models.CharField(max_length=200, unique=True)
    to = models.EmailField(_("para"))
    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="messages"
    )
    language = models.CharField(max_length=10, default="es-co", db_default="es-co")

    subject = models.CharField(_("asunto"), max_length=250, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    headers = models.JSONField(default=dict, blank=True)
    minted = models.BooleanField(default=False, db_default=False)
    reference = models.CharField(max_length=200, blank=True)

    queued_at = models.DateTimeField(_("puesto en cola"), db_default=Now(), editable=False)
    next_attempt_at = models.DateTimeField(_("próximo intento"), db_default=Now(), editable=False)
    claim = models.UUIDField(null=True, editable=False)
    lease_until = models.DateTimeField(null=True, editable=False)
    attempts = models.PositiveSmallIntegerField(_("intentos"), default=0, db_default=0, editable=False)
    last_attempt_at = models.DateTimeField(_("último intento"), null=True, editable=False)
    last_error = models.TextField(_("último error"), blank=True, db_default="", editable=False)
    accepted_at = models.DateTimeField(_("entregado"), null=True, editable=False)
    answer = models.TextField(_("respuesta del servidor"), blank=True, db_default="", editable=False)
    delayed_at = models.DateTimeField(_("demorado"), null=True, editable=False)
    bounced_at = models.DateTimeField(_("devuelto"), null=True, editable=False)
    bounce_status = models.CharField(
        _("código de la devolución"), max_length=12, blank=True, default="", db_default="", editable=False
    )
    bounce_words = models.CharField(
        _("palabras de la devolución"), max_length=300, blank=True, default="", db_default="", editable=False
    )
    refused_at = models.DateTimeField(_("rechazado"), null=True, editable=False)
    dead_at = models.DateTimeField(_("abandonado"), null=True, editable=False)
    lapsed_at = models.DateTimeField(_("vencido"), null=True, editable=False)
    withheld = models.BooleanField(_("no enviado a propósito"), default=False, db_default=False, editable=False)
    cleared_at = models.DateTimeField(_("contenido borrado"), null=True, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("mensaje")
        verbose_name_plural = _("mensajes")
        indexes: ClassVar = [
            models.Index("lane", "next_attempt_at", "id", name="message_claim_order", condition=OPEN),
            models.Index("id", name="message_undelivered", condition=UNDELIVERED),
            models.Index("queued_at", name="message_body_to_clear", condition=Q(cleared_at=None, minted=False) & ~OPEN),
            models.Index(
                Lower("to"), "bounced_at", name="message_bounces_of_address", condition=Q(bounced_at__isnull=False)
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(minted=True) | Q(subject="", text="", html=""), name="message_minted_holds_no_words"
            ),
            models.CheckConstraint(
                condition=Q(minted=True) | Q(cleared_at__isnull=False) | ~Q(text=""),
                name="message_composed_holds_its_words",
            ),
            models.CheckConstraint(
                condition=Q(cleared_at=None) | Q(text="", html=""), name="message_cleared_holds_no_words"
            ),
            models.CheckConstraint(
                condition=Q(claim=None, lease_until=None) | Q(claim__isnull=False, lease_until__isnull=False),
                name="message_lease_has_a_holder",
            ),
            models.CheckConstraint(
                condition=OPEN
                | Q(accepted_at__isnull=False, refused_at=None, dead_at=None, lapsed_at=None)
                | Q(accepted_at=None, refused_at__isnull=False, dead_at=None, lapsed_at=None)
                | Q(accepted_at=None, refused_at=None, dead_at__isnull=False, lapsed_at=None)
                | Q(accepted_at=None, refused_at=None, dead_at=None, lapsed_at__isnull=False),
                name="message_ends_once",
            ),
            models.CheckConstraint(condition=Q(lane__in=Lane.values), name="message_lane_known"),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=False) | Q(bounced_at=None, delayed_at=None),
                name="message_bounced_was_accepted",
            ),
            models.CheckConstraint(
                condition=Q(bounced_at=None, bounce_status="", bounce_words="")
                | (Q(bounced_at__isnull=False) & ~Q(bounce_status="")),
                name="message_bounce_has_its_status",
            ),
            models.CheckConstraint(
                condition=Q(withheld=False) | Q(lapsed_at__isnull=False), name="message_withheld_has_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"

    @property
    def state(self) -> State:
        """Where it stands now."""
        ends = {
            State.BOUNCED: self.bounced_at,
            State.ACCEPTED: self.accepted_at,
            State.REFUSED: self.refused_at,
            State.DEAD: self.dead_at,
            State.WITHHELD: self.withheld,
            State.LAPSED: self.lapsed_at,
        }
        for state, at in ends.items():
            if at:
                return state
        if self.lease_until and self.lease_until >= timezone.now():
            return State.SENDING
        return State.RETRYING if self.attempts else State.QUEUED

    @property
    def sentence(self) -> str:
        """What a person may be told about it: never more than is known."""
        if self.state == State.QUEUED and self.last_error:
            return gettext("En cola: el servidor de correo no responde; se sigue intentando")
        if self.state == State.QUEUED and self.next_attempt_at - timezone.now() > SOON:
            return gettext("En cola: sale %(when)s") % {"when": _moment(self.next_attempt_at)}
        sentences = {
            State.BOUNCED: _("Devuelto por el servidor de quien recibe %(when)s: %(reason)s"),
            State.WITHHELD: _("No se envió, porque ese buzón devolvió mensajes anteriores"),
            State.QUEUED: _("En cola: sale en unos segundos"),
            State.SENDING: _("Saliendo hacia el servidor de correo"),
            State.RETRYING: _("El servidor de correo no lo ha recibido; se intentará de nuevo %(when)s"),
            State.ACCEPTED: _("Entregado al servidor de correo %(when)s")
            if self.delayed_at is None
            else _("Entregado al servidor de correo %(when)s; el de quien recibe lo está demorando"),
            State.REFUSED: _("Rechazado por el servidor de correo %(when)s: revise la dirección"),
            State.DEAD: _("No se pudo entregar y ya no se intentará más"),
            State.LAPSED: _("Venció antes de poder enviarse"),
        }
        when = self.bounced_at or self.accepted_at or self.refused_at or self.next_attempt_at
        return str(sentences[self.state]) % {"when": _moment(when), "reason": reason_of(self.bounce_status).label}

    @property
    def exhausted(self) -> bool:
        """Whether one more failure ends it."""
        return self.attempts >= MAX_ATTEMPTS or timezone.now() - self.queued_at > GIVE_UP_AFTER

    @property
    def pause(self) -> timedelta:
        """How long to wait after the attempts made so far."""
        pauses = BACK_OFF[self.lane]
        return pauses[min(self.attempts, len(pauses)) - 1] if self.attempts else timedelta()


def _moment(at: datetime) -> str:
    """The hour in the reader's zone, with the day when it is not today."""
    hour = formats.at_clock(at)
    if timezone.localdate(at) == timezone.localdate():
        return hour
    return gettext("%(hour)s del %(day)s") % {"hour": hour, "day": formats.long_date(at)}
