"""What this room keeps about a person: shown to them, given to them, and taken away when they close their account.

Each room that keeps something has such a module, with SECTIONS and `forget`; the desk asks every one of them.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_otp import devices_for_user
from django_otp_webauthn.models import WebAuthnCredential

from accounts.models import (
    Activity,
    AddressChange,
    Authenticator,
    BackupCodes,
    Consent,
    IdentityCheck,
    KnownDevice,
    Lesson,
    LoginCodeDevice,
    PersonSession,
    User,
)
from accounts.services import closing
from accounts.services.notices import label_of
from groundwork.ledger.models import Entry
from groundwork.messaging.services import Message, Notice, UndeliverableAddress

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Section:
    """One kind of facts about a person: what it is, why it is kept, for how long, and its rows.

    `columns` name each value of a row, for machines and for people; `tables` are those that it speaks for.
    """

    key: str
    title: Text
    purpose: Text
    kept: Text
    columns: Mapping[str, Text]
    rows: Callable[[User], Iterable[Sequence[Any]]]
    tables: tuple[type[Model], ...] = ()


WHILE_OPEN = _("Mientras tenga la cuenta.")
FOR_GOOD = _("Siempre: es la prueba de lo que se hizo. Al cerrar la cuenta queda sin su nombre.")


def forget(user: User, *, address: str) -> None:
    """Empty the account and shut it: the last room to be asked, since the others look for the person in theirs."""
    closing.close(user, address=address)


def _profile(user: User) -> list[Sequence[Any]]:
    mailbox = EmailAddress.objects.filter(user=user, email=user.email.lower()).first()
    return [
        (
            str(user.code),
            user.username,
            user.full_name,
            user.email,
            bool(mailbox and mailbox.verified),
            str(user.phone or ""),
            user.firm,
            user.time_zone,
            user.language,
            user.security_question,
            ", ".join(map(label_of, user.muted_notices)),
            user.quiet_from,
            user.quiet_until,
            user.date_joined,
            user.last_login,
            user.reviewed_at,
            user.email_changed_at,
        )
    ]


def _factors(user: User) -> list[Sequence[Any]]:
    return [
        (
            str(device._meta.verbose_name),  # noqa: SLF001  # Django's documented API
            device.name,
            device.confirmed,
            getattr(device, "created_at", None),
            getattr(device, "last_used_at", None),
        )
        for device in devices_for_user(user, confirmed=None)
    ]


def _messages(user: User) -> list[Sequence[Any]]:
    sent = Message.objects.filter(recipient=user).defer("text", "html", "headers").order_by("-queued_at")
    return [
        (message.queued_at, label_of(message.kind), message.subject, message.to, message.state.label)
        for message in sent
    ]


def _notices(user: User) -> list[Sequence[Any]]:
    rows = Notice.objects.of(user).order_by("-id")
    return [(one.created_at, label_of(one.kind), one.title, one.path, one.read_at) for one in rows]


def _changes(user: User) -> Iterable[Sequence[Any]]:
    changes = AddressChange.objects.filter(user=user).order_by("-asked_at")
    return changes.values_list("asked_at", "old_email", "new_email", "asked_from", "done_at", "stopped_at")


def _checks(user: User) -> Iterable[Sequence[Any]]:
    checks = IdentityCheck.objects.filter(user=user).order_by("-asked_at")
    return checks.values_list(
        *("asked_at", "document_type", "document_number", "phone", "explanation", "asked_from"),
        *("decided_at", "approved", "reason", "stopped_at", "used_at", "new_email"),
    )


SECTIONS = (
    Section(
        key="profile",
        title=_("Quién es usted"),
        purpose=_("Para que ingrese, para identificarle y para avisarle."),
        kept=WHILE_OPEN,
        columns={
            "code": _("Código"),
            "username": _("Usuario"),
            "full_name": _("Nombre completo"),
            "email": _("Correo"),
            "email_verified": _("Correo comprobado"),
            "phone": _("Teléfono"),
            "firm": _("Empresa o entidad"),
            "time_zone": _("Zona horaria"),
            "language": _("Idioma"),
            "security_question": _("Pregunta de seguridad"),
            "muted_notices": _("Avisos silenciados"),
            "quiet_from": _("Silencio desde"),
            "quiet_until": _("Silencio hasta"),
            "registered_at": _("Registro"),
            "last_sign_in_at": _("Último ingreso"),
            "reviewed_at": _("Revisó sus datos"),
            "email_changed_at": _("Cambio de correo"),
        },
        rows=_profile,
        tables=(User, EmailAddress),
    ),
    Section(
        key="consents",
        title=_("Lo que aceptó"),
        purpose=_("La ley manda guardar la prueba de su autorización (Ley 1581 de 2012, artículo 17, literal b)."),
        kept=FOR_GOOD,
        columns={"document": _("Documento"), "version": _("Versión"), "at": _("Cuándo")},
        rows=lambda user: [
            (consent.get_document_display(), consent.version, consent.at) for consent in user.consents.order_by("-at")
        ],
        tables=(Consent,),
    ),
    Section(
        key="factors",
        title=_("Con qué se identifica"),
        purpose=_("Para comprobar que es usted. Sus secretos se guardan cifrados y no salen de aquí."),
        kept=WHILE_OPEN,
        columns={
            "kind": _("Tipo"),
            "name": _("Nombre"),
            "confirmed": _("Activo"),
            "created_at": _("Desde"),
            "last_used_at": _("Último uso"),
        },
        rows=_factors,
        tables=(LoginCodeDevice, Authenticator, BackupCodes, WebAuthnCredential),
    ),
    Section(
        key="sessions",
        title=_("Sesiones"),
        purpose=_("Para que vea dónde está abierta su cuenta y pueda cerrarla."),
        kept=_("Noventa días desde que terminan."),
        columns={
            "started_at": _("Comenzó"),
            "seen_at": _("Última actividad"),
            "ended_at": _("Terminó"),
            "device": pgettext_lazy("device", "Equipo"),
            "address": _("Dirección de red"),
        },
        rows=lambda user: (
            PersonSession.objects.of(user)
            .order_by("-started_at")
            .values_list("started_at", "seen_at", "ended_at", "device", "address")
        ),
        tables=(PersonSession,),
    ),
    Section(
        key="devices",
        title=_("Equipos conocidos"),
        purpose=_("Para avisarle cuando alguien ingrese desde uno nuevo."),
        kept=_("Algo más de un año desde la última vez que los usó."),
        columns={
            "device": pgettext_lazy("device", "Equipo"),
            "first_seen_at": _("Primera vez"),
            "seen_at": _("Última vez"),
        },
        rows=lambda user: KnownDevice.objects.filter(user=user).values_list("device", "first_seen_at", "seen_at"),
        tables=(KnownDevice,),
    ),
    Section(
        key="activity",
        title=_("Actividad"),
        purpose=_("Para que note lo que no hizo usted."),
        kept=_("Dos años."),
        columns={
            "at": _("Cuándo"),
            "what": _("Qué pasó"),
            "detail": _("Detalle"),
            "device": pgettext_lazy("device", "Equipo"),
            "address": _("Dirección de red"),
        },
        rows=lambda user: [
            (entry.at, entry.get_kind_display(), entry.detail, entry.device, entry.address)
            for entry in Activity.objects.of(user).order_by("-at", "-id")
        ],
        tables=(Activity,),
    ),
    Section(
        key="email_changes",
        title=_("Cambios de correo"),
        purpose=_("Para que quien lee el correo anterior pueda detenerlos."),
        kept=WHILE_OPEN,
        columns={
            "asked_at": _("Pedido"),
            "old_email": _("Correo anterior"),
            "new_email": _("Correo nuevo"),
            "asked_from": _("Desde"),
            "done_at": _("Hecho"),
            "stopped_at": _("Detenido"),
        },
        rows=_changes,
        tables=(AddressChange,),
    ),
    Section(
        key="identity_checks",
        title=_("Recuperaciones sin la respuesta de seguridad"),
        purpose=_("Para que alguien del portal compruebe que es usted."),
        kept=WHILE_OPEN,
        columns={
            "asked_at": _("Pedida"),
            "document_type": _("Tipo de documento"),
            "document_number": _("Número de documento"),
            "phone": _("Teléfono"),
            "explanation": _("Qué pasó"),
            "asked_from": _("Desde"),
            "decided_at": _("Decidida"),
            "approved": _("Aprobada"),
            "reason": _("Motivo"),
            "stopped_at": _("Detenida"),
            "used_at": _("Usada"),
            "new_email": _("Correo nuevo"),
        },
        rows=_checks,
        tables=(IdentityCheck,),
    ),
    Section(
        key="messages",
        title=_("Mensajes que le enviamos"),
        purpose=_("Para decirle qué pasó con cada uno."),
        kept=_("El contenido, treinta días; que se envió, mientras tenga la cuenta."),
        columns={
            "queued_at": _("Cuándo"),
            "kind": _("Tipo"),
            "subject": _("Asunto"),
            "to": _("Para"),
            "state": _("Estado"),
        },
        rows=_messages,
        tables=(Message,),
    ),
    Section(
        key="notices",
        title=_("Avisos en pantalla"),
        purpose=_("Para que encuentre aquí lo que le dijimos por correo."),
        kept=_("Noventa días desde que los lee; algo más de un año si no los lee."),
        columns={
            "created_at": _("Cuándo"),
            "kind": _("Tipo"),
            "title": _("Asunto"),
            "path": _("Página"),
            "read_at": _("Leído"),
        },
        rows=_notices,
        tables=(Notice,),
    ),
    Section(
        key="lessons",
        title=_("Avisos que enseñan una vez"),
        purpose=_("Para no volver a mostrarle los que ya leyó."),
        kept=WHILE_OPEN,
        columns={"notice": _("Aviso"), "at": _("Cuándo")},
        rows=lambda user: user.lessons.order_by("-learnt_at").values_list("slug", "learnt_at"),
        tables=(Lesson,),
    ),
    Section(
        key="returned_mail",
        title=_("Si su correo devolvió nuestros mensajes"),
        purpose=_("Para no insistirle a un buzón que no recibe, y decírselo."),
        kept=_("Un año desde la última devolución."),
        columns={
            "address": _("Correo"),
            "reason": _("Motivo"),
            "since": _("Desde"),
            "last_bounce_at": _("Última devolución"),
            "lifted_at": _("Volvimos a escribirle"),
        },
        rows=lambda user: [
            (row.address, row.get_reason_display(), row.since, row.last_bounce_at, row.lifted_at)
            for row in UndeliverableAddress.objects.of([user.email]).order_by("-since")
        ],
        tables=(UndeliverableAddress,),
    ),
    Section(
        key="record",
        title=_("Asientos en el registro"),
        purpose=_("Para que nadie pueda cambiar después lo que se hizo. No tienen datos personales."),
        kept=FOR_GOOD,
        columns={"sequence": _("Número"), "verb": _("Acto"), "recorded_at": _("Cuándo")},
        rows=lambda user: (
            Entry.objects.filter(subject=str(user.code))
            .order_by("sequence")
            .values_list("sequence", "verb", "recorded_at")
        ),
    ),
)
