"""What is kept about a person in the invitations to quote: who made one, who asked and replied, who sent an answer."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from accounts.personal_data import FOR_GOOD, Section
from interests.models import Invitation, InvitationQuestion, Quote


def _invitations(user: User) -> Iterable[Sequence[Any]]:
    made = Invitation.objects.filter(created_by=user).order_by("-created_at")
    return made.values_list("entity__name", "title", "created_at", "sent_at")


def _questions(user: User) -> Iterable[Sequence[Any]]:
    theirs = InvitationQuestion.objects.filter(Q(asked_by=user) | Q(answered_by=user)).order_by("-asked_at")
    rows = theirs.values_list(
        "invitee__invitation__title", "text", "asked_at", "asked_by", "answer", "answered_at", "answered_by"
    )
    return [
        (title, text, asked_at, asker == user.pk, answer, answered_at, answerer == user.pk)
        for title, text, asked_at, asker, answer, answered_at, answerer in rows
    ]


def _answers(user: User) -> Iterable[Sequence[Any]]:
    sent = Quote.objects.filter(submitted_by=user).order_by("-submitted_at")
    return sent.values_list(
        "invitee__supplier__name", "invitee__invitation__title", "number", "submitted_at", "withdrawn_at"
    )


SECTIONS = (
    Section(
        key="quote_invitations",
        title=_("Invitaciones a cotizar que creó"),
        purpose=_("Para saber quién las preparó en nombre de su entidad."),
        kept=FOR_GOOD,
        columns={
            "entity": _("Entidad"),
            "title": _("Qué se va a cotizar"),
            "created_at": _("Creada"),
            "sent_at": _("Enviada"),
        },
        rows=_invitations,
        tables=(Invitation,),
    ),
    Section(
        key="quote_questions",
        title=_("Preguntas sobre invitaciones que hizo o respondió"),
        purpose=_("Para que la entidad y los invitados las lean; a los demás invitados no se les dice quién las hizo."),
        kept=FOR_GOOD,
        columns={
            "title": _("Qué se va a cotizar"),
            "question": _("Pregunta"),
            "asked_at": _("Hecha"),
            "asked_by_you": _("La hizo usted"),
            "answer": _("Respuesta"),
            "answered_at": _("Respondida"),
            "answered_by_you": _("La respondió usted"),
        },
        rows=_questions,
        tables=(InvitationQuestion,),
    ),
    Section(
        key="quotes",
        title=_("Respuestas con precios que envió"),
        purpose=_("Para saber quién comprometió al proveedor."),
        kept=FOR_GOOD,
        columns={
            "supplier": _("Proveedor"),
            "title": _("Qué se va a cotizar"),
            "number": _("Versión"),
            "submitted_at": _("Enviada"),
            "withdrawn_at": _("Retirada"),
        },
        rows=_answers,
        tables=(Quote,),
    ),
)
