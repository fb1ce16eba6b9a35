"""One's own notices on screen: what the portal said, the page that each speaks of, and what was not read yet."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST, require_safe

from accounts.forms.notices import ReadForm
from groundwork.messaging import services as messaging
from groundwork.web import paging
from groundwork.web.actor import UserRequest
from groundwork.web.paging import CURSOR_PARAMETER, Key

UNREAD_FIRST = (Key("is_unread", descending=True), Key("id", descending=True))
MOST_COUNTED = 99


@never_cache
@require_safe
def notice_list(request: UserRequest) -> HttpResponse:
    """Those not yet read first, then the others, each newest first."""
    theirs = messaging.Notice.objects.of(request.user)
    page = paging.page_of(theirs.with_is_unread(), UNREAD_FIRST, cursor=request.GET.get(CURSOR_PARAMETER, ""))
    unread = list(theirs.unread().order_by("-id").values_list("code", flat=True)[: MOST_COUNTED + 1])
    context = {
        "page": page,
        "count": paging.capped_count(theirs),
        "unread": f"{MOST_COUNTED}+" if len(unread) > MOST_COUNTED else len(unread),
        "newest": unread[0] if unread else "",
        "read_kept": messaging.READ_KEPT.days,
    }
    return render(request, "accounts/notice_list.html", context)


@never_cache
@require_GET
def notice_open(request: UserRequest, code: UUID) -> HttpResponse:
    """Note that it was read and go to the page that it speaks of; without one, back to the list."""
    notice = get_object_or_404(messaging.Notice.objects.of(request.user), code=code)
    messaging.read(notice)
    return redirect(notice.path if messaging.is_path_of_ours(notice.path) else "accounts:notice_list")


@never_cache
@require_POST
def notices_read(request: UserRequest) -> HttpResponse:
    """Note that all were read up to the newest that the person had on screen: what came meanwhile stays unread."""
    form = ReadForm(request.POST, theirs=messaging.Notice.objects.of(request.user))
    if form.is_valid():
        messaging.read_up_to(form.cleaned_data["newest"])
    return redirect("accounts:notice_list")
