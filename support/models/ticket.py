"""Requests for help: what a person told, what staff answered, and by when somebody promised to."""

import secrets
from datetime import date, datetime
from typing import ClassVar, Self

from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from groundwork.files.fields import EncryptedTextField
from groundwork.files.models import StoredFile
from groundwork.reference.business_days import colombian_today

# No 0/O, 1/I/L: a code is read over the phone. 31 letters to the 16th are 79 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 16
THIS_PORTAL = "portal"


def follow_up_code() -> str:
    """A code that nobody guesses; whoever has it reads the request without an account."""
    return "".join(secrets.choice(LETTERS) for _letter in range(CODE_LENGTH))


def in_fours(code: str) -> str:
    """ "ABCD EFGH JKMN PQRS"."""
    return " ".join(code[start : start + 4] for start in range(0, len(code), 4))


class Kind(models.TextChoices):
    """What the person asks for; each has its own promise."""

    HELP = "help", _("Necesito ayuda")
    SUSPICIOUS = "suspicious", _("Un correo o una página sospechosos")
    ABUSE = "abuse", _("Un abuso o un cobro indebido")
    DATA_ACCESS = "data_access", _("Consultar mis datos personales")
    DATA_CORRECTION = "data_correction", _("Corregir mis datos personales")
    DATA_DELETION = "data_deletion", _("Borrar mis datos personales")


# Ley 1581 de 2012: a consulta (art. 14) and a reclamo (art. 15) have terms that the law sets.
OF_DATA = (Kind.DATA_ACCESS, Kind.DATA_CORRECTION, Kind.DATA_DELETION)


class State(models.TextChoices):
    """Where a request stands."""

    OPEN = "open", _("En espera de respuesta")
    ANSWERED = "answered", _("Respondida")
    CLOSED = "closed", _("Cerrada")


NEXT: dict[str, frozenset[str]] = {
    State.OPEN: frozenset({State.ANSWERED, State.CLOSED}),
    State.ANSWERED: frozenset({State.OPEN, State.CLOSED}),
    State.CLOSED: frozenset({State.OPEN}),
}


class TicketQuerySet(models.QuerySet["Ticket"]):
    def of(self, user: User | AnonymousUser) -> Self:
        """Those that the person asked while signed in."""
        return self.readable().filter(user_id=user.pk) if user.is_authenticated else self.none()

    def attended_by(self, user: User | AnonymousUser) -> Self:
        """All that still say something for staff; none for others."""
        return self.readable() if user.is_authenticated and user.is_staff else self.none()

    def readable(self) -> Self:
        """Those that still say something: what was erased is not shown to anybody."""
        return self.filter(erased_at=None)

    def waiting(self) -> Self:
        """Those that the person waits for."""
        return self.filter(state=State.OPEN)

    def late(self, at: datetime) -> Self:
        """Those whose promise has passed."""
        return self.waiting().filter(due_at__lt=at)


class Ticket(models.Model):
    """One request for help. What tells who asks is encrypted; staff find it by its code, its mailbox or its state."""

    code = models.CharField(_("código"), max_length=CODE_LENGTH, unique=True, default=follow_up_code, editable=False)
    kind = models.CharField(_("clase"), max_length=15, choices=Kind, default=Kind.HELP)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="tickets",
        verbose_name=_("persona"),
    )
    name = EncryptedTextField(_("nombre"))
    document_type = models.CharField(_("tipo de documento"), max_length=10, blank=True)
    document_number = EncryptedTextField(_("número de documento"), blank=True)
    phone = EncryptedTextField(_("teléfono"), blank=True)
    email = models.EmailField(_("correo"))
    language = models.CharField(_("idioma"), max_length=10)
    time_zone = models.CharField(_("zona horaria"), max_length=64)
    # The slug of a related system, or "portal".
    system = models.CharField(_("sistema"), max_length=40)
    # What the portal adds by itself, and shows: the page, the moment, the browser.
    page = models.CharField(_("página"), max_length=300, blank=True)
    happened_at = models.DateTimeField(_("momento"), null=True, blank=True)
    browser = models.CharField(_("navegador"), max_length=120, blank=True)

    state = models.CharField(_("estado"), max_length=8, choices=State, default=State.OPEN, db_default=State.OPEN)
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("a cargo de")
    )
    asked_at = models.DateTimeField(_("recibida"), db_default=Now(), editable=False)
    # By when somebody answers: the promise, or the term of the law.
    due_at = models.DateTimeField(_("respuesta prometida"))
    first_answer_at = models.DateTimeField(_("primera respuesta"), null=True, blank=True, editable=False)
    # Its first answer came after what was promised then.
    answered_late = models.BooleanField(_("respondida tarde"), default=False, db_default=False, editable=False)
    closed_at = models.DateTimeField(_("cerrada"), null=True, blank=True, editable=False)
    # When what told who asked it, and what was said, was taken out of it.
    erased_at = models.DateTimeField(_("borrada"), null=True, blank=True, editable=False)
    # One a form: a second click sends nothing twice.
    sent_once = models.UUIDField(unique=True, editable=False)
    objects = TicketQuerySet.as_manager()

    class Meta:
        verbose_name = _("solicitud de ayuda")
        verbose_name_plural = _("solicitudes de ayuda")
        indexes: ClassVar = [
            models.Index("due_at", "id", name="ticket_waiting", condition=Q(state=State.OPEN)),
            models.Index(models.F("asked_at").desc(), models.F("id").desc(), name="ticket_newest"),
            models.Index("email", "asked_at", name="ticket_of_mailbox"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(state=State.CLOSED) ^ Q(closed_at=None), name="ticket_closed_when_it_says_so"
            ),
        ]

    def __str__(self) -> str:
        return self.code

    @property
    def shown_code(self) -> str:
        """The code as people read it out: in fours."""
        return in_fours(self.code)

    @property
    def due_day(self) -> date:
        """The last day of the promise, in Colombia."""
        return colombian_today(self.due_at)

    @property
    def is_about_data(self) -> bool:
        """Whether the law on personal data sets its terms."""
        return self.kind in OF_DATA

    def is_late(self, at: datetime) -> bool:
        """Whether somebody waits beyond what was promised."""
        return self.state == State.OPEN and self.due_at < at

    def move_to(self, state: State) -> None:
        """Take the next state, or refuse with words for who asked; it is not saved."""
        if state not in NEXT.get(self.state, frozenset()):
            raise ValidationError(
                _("Esta solicitud está «%(state)s» y eso no se puede hacer. Vuelva a cargar la página."),
                code="state",
                params={"state": self.get_state_display()},
            )
        self.state = state


class TicketMessage(models.Model):
    """What one side said. Notes are for staff alone."""

    class Side(models.TextChoices):
        PERSON = "person", _("Quien pide ayuda")
        STAFF = "staff", _("Equipo de ayuda")
        NOTE = "note", _("Nota interna")

    code = models.CharField(max_length=CODE_LENGTH, unique=True, default=follow_up_code, editable=False)
    ticket = models.ForeignKey(Ticket, models.CASCADE, related_name="messages", verbose_name=_("solicitud"))
    side = models.CharField(_("de"), max_length=6, choices=Side)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("escrito por"),
    )
    text = EncryptedTextField(_("mensaje"))
    at = models.DateTimeField(_("fecha"), db_default=Now(), editable=False)
    sent_once = models.UUIDField(unique=True, editable=False)

    class Meta:
        verbose_name = _("mensaje de una solicitud")
        verbose_name_plural = _("mensajes de solicitudes")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return self.code


class TicketFile(models.Model):
    """A file that goes with a message, through the upload pipeline."""

    message = models.ForeignKey(TicketMessage, models.CASCADE, related_name="files")
    file = models.OneToOneField(StoredFile, models.PROTECT, related_name="ticket_message")

    class Meta:
        verbose_name = _("archivo de una solicitud")
        verbose_name_plural = _("archivos de solicitudes")

    def __str__(self) -> str:
        return str(self.file)


class AnswerTemplate(models.Model):
    """Words that staff start an answer from, in both languages."""

    name = models.CharField(_("nombre"), max_length=100, unique=True)
    name_en = models.CharField(_("nombre en inglés"), max_length=100)
    text_es = models.TextField(_("texto"))
    text_en = models.TextField(_("texto en inglés"))
    position = models.PositiveSmallIntegerField(_("orden"), default=0)

    class Meta:
        verbose_name = _("plantilla de respuesta")
        verbose_name_plural = _("plantillas de respuesta")
        ordering = ["position", "name"]

    def __str__(self) -> str:
        return self.name
