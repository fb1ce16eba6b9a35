"""Accepting a new version of the texts, and putting away what the portal has taught."""

from dataclasses import dataclass

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from accounts import acceptance
from accounts.forms.legal import AcceptForm
from accounts.models import LegalText
from accounts.queries import legal as texts
from accounts.services import legal, lessons
from accounts.services.activity import origin_of
from groundwork.web import prose
from groundwork.web.actor import UserRequest
from groundwork.web.prose import Block

# A longer list of changes waits folded, so that the button stays on the same screen.
SHOWN_LETTERS = 400


@dataclass(frozen=True, slots=True)
class Shown:
    """A version to accept, as the page shows it: what changes is open while it is short."""

    text: LegalText
    before: LegalText | None
    in_force: bool
    blocks: list[Block]

    @property
    def is_short(self) -> bool:
        return sum(len(piece.text) for block in self.blocks for piece in block.pieces) <= SHOWN_LETTERS


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: UserRequest) -> HttpResponse:
    """What is new and each change, with the button at hand; afterwards back to what the person was doing."""
    form = AcceptForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if form.is_valid() and form.shown():
        try:
            legal.accept(request.user, form.shown(), origin=origin_of(request))
        except ValidationError as refused:
            refusal = refused.messages[0]
        else:
            acceptance.read(request.session, request.user)
            messages.success(request, _("Gracias. Quedó anotado qué aceptó y cuándo."))
    wanted = get_next_redirect_url(request) or ""
    waiting = texts.to_accept(request.user, at=timezone.now())
    if not any(change.in_force for change in waiting) and (wanted or form.is_bound):
        acceptance.read(request.session, request.user)
        return redirect(wanted or "desk:home")
    context = {
        "changes": [_shown(change) for change in waiting],
        "must": any(change.in_force for change in waiting),
        "next": wanted,
        "kept": "kept" in request.GET or "kept" in request.POST,
        "unsent": "unsent" in request.GET or "unsent" in request.POST,
        "refusal": refusal,
    }
    return render(request, "accounts/legal_accept.html", context)


def _shown(change: texts.Change) -> Shown:
    marked = prose.differences(change.before.text, change.text.text) if change.before else []
    return Shown(change.text, change.before, change.in_force, prose.only_changed(marked))


@never_cache
@require_POST
def learn(request: UserRequest) -> HttpResponse:
    """Put a notice away, and go on where it stood."""
    slug = request.POST.get("lesson", "")
    try:
        lessons.put_away(request.user, slug)
    except ValidationError as refused:
        raise Http404 from refused
    acceptance.note_learnt(request.session, slug)
    return redirect(get_next_redirect_url(request) or "desk:home")
