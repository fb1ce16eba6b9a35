"""What waits for who attends others: reviewers, administrators and entity staff; a line each."""

from datetime import datetime

from django.db.models import Sum
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from groundwork.messaging.queries import undelivered
from groundwork.web.components import SummaryRow
from groundwork.web.formats import whole_number
from groundwork.web.paging import capped_count
from interests.queries.invitations import listing as invitations
from onboarding.queries.review import queue as documents
from procurement.models import Entity
from support.queries.tickets import queue as tickets

MOST_COUNTED = 1_000


def waiting_for(user: User, *, buys: bool, at: datetime) -> list[SummaryRow]:
    """How much of each kind waits for the person, in at most four queries; nothing for who only offers."""
    rows: list[SummaryRow] = []
    if user.is_reviewer:
        waiting = documents.count(user, documents.Filters(), at=at)
        rows.append(_row(_("Documentos por revisar"), waiting, "onboarding:review_queue"))
    if user.is_staff:
        asked = tickets.counts(user, at=at)
        rows.append(_row(_("Solicitudes de ayuda sin responder"), asked.waiting, "admin:support_ticket_queue"))
        if asked.late:
            rows.append(_row(_("Solicitudes vencidas"), asked.late, "admin:support_ticket_queue"))
        mails = capped_count(undelivered(), MOST_COUNTED)
        rows.append(_row(_("Mensajes sin entregar"), mails, "admin:messaging_message_undelivered"))
    if buys:
        mine = invitations.of_desks(Entity.objects.of(user), at=at)
        sums = mine.aggregate(open=Sum("open_invitations", default=0), asked=Sum("open_questions", default=0))
        rows.append(_row(_("Invitaciones a cotizar abiertas"), sums["open"], "interests:invitation_list"))
        rows.append(_row(_("Preguntas sin responder"), sums["asked"], "interests:invitation_list"))
    return rows


def _row(key: str, number: object, url_name: str) -> SummaryRow:
    shown = whole_number(number) if isinstance(number, int) else number
    return SummaryRow(key, shown, reverse(url_name), _("Ver"))
