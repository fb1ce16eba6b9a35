"""The answers side by side for the public body, on screen, on paper and as a file; nothing of it before its time."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.files.policies import XLSX
from groundwork.files.tables import write_csv
from groundwork.files.workbooks import write_workbook
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.models import Invitation
from interests.queries.invitations import comparing as queries
from interests.queries.invitations.comparing import Comparison
from interests.views.invitations.access import crumbs
from interests.views.invitations.strip import Strip


@require_safe
def quote_comparison(request: UserRequest, code: UUID) -> HttpResponse:
    """Item by item and in total; ?formato=csv or xlsx gives the table."""
    theirs = Invitation.objects.of(request.user).filter(sent_at__isnull=False)
    rows = theirs.select_related("entity", "process").defer("process__search")
    invitation = get_object_or_404(rows, code=code)
    above = [*crumbs(), Crumb(invitation.title, reverse("interests:invitation_detail", args=[code]))]
    context: dict[str, object] = {"above": above, "invitation": invitation}
    try:
        found = queries.compare(invitation, at=timezone.now())
    except queries.HiddenAnswersError:
        return render(request, "interests/invitations/hidden.html", context, status=403)
    match request.GET.get("formato"):
        case "csv":
            return _file(_csv(found), "text/csv; charset=utf-8", f"{_('comparacion')}.csv")
        case "xlsx":
            content = write_workbook(queries.table(found), title=_("Comparación"))
            return _file(content, XLSX, f"{_('comparacion')}.xlsx")
    return render(
        request, "interests/invitations/comparison.html", {**context, "found": found, "strip": Strip.of(found)}
    )


def _csv(found: Comparison) -> bytes:
    rows = queries.table(found)
    return write_csv([["" if cell is None else _written(cell) for cell in row] for row in rows])


def _written(cell: object) -> str:
    return cell if isinstance(cell, str) else f"{cell:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _file(content: bytes, media_type: str, name: str) -> HttpResponse:
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "private, no-store",
    }
    return HttpResponse(content, content_type=media_type, headers=headers)
