"""The person's new opportunities for a feed reader, which has no session, and the private address that opens them."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.models import User
from groundwork.web import formats
from groundwork.web.actor import UserRequest
from groundwork.web.components import Crumb
from interests.queries import opportunity as queries
from interests.queries.opportunities import newest
from onboarding.services import feeds
from procurement.views.renderings import NOT_IN_XML

FEED_SIZE = 50


@login_not_required
@never_cache
@require_safe
def opportunity_feed(request: HttpRequest) -> HttpResponse:
    """The newest open ones, without a word about the person; the address's key opens them, and nothing else."""
    owner = feeds.owner_of(request.GET.get("clave", ""))
    if owner is None:
        raise Http404
    return HttpResponse(_feed(owner), content_type="application/rss+xml; charset=utf-8")


@require_http_methods(["GET", "HEAD", "POST"])
def feed_address(request: UserRequest) -> HttpResponse:
    """The private addresses of the feed and of the calendar, which share a key; a POST gives a new one."""
    if request.method == "POST":
        feeds.renew(request.user)
        messages.success(request, _("Sus direcciones privadas son nuevas. Si tenía otras, dejaron de funcionar."))
        return redirect("interests:feed_address")
    key = feeds.key_of(request.user)
    context = {
        "feed": _address("interests:opportunity_feed", key) if key else "",
        "calendar": _address("desk:calendar_feed", key) if key else "",
        "crumbs": [Crumb(_("Oportunidades"), reverse("interests:opportunity_list"))],
    }
    return render(request, "interests/feed_address.html", context)


def _address(name: str, key: str) -> str:
    return f"{settings.PORTAL_URL}{reverse(name)}?{urlencode({'clave': key})}"


def _feed(owner: User) -> str:
    with translation.override(owner.language):
        feed = Rss201rev2Feed(
            title=_("Oportunidades nuevas"),
            link=f"{settings.PORTAL_URL}{reverse('interests:opportunity_list')}",
            description=_("Portal de Contratación. Implementación independiente, no es el SECOP II oficial."),
            language=translation.get_language(),
        )
        for one in newest(owner, at=timezone.now(), size=FEED_SIZE):
            process = one.process
            link = f"{settings.PORTAL_URL}{reverse('interests:opportunity', args=[one.code])}"
            closes = formats.deadline(process.closes_at, hour_known=process.closing_hour_known)
            facts = [process.buyer_name, queries.place_of(process), formats.money(process.budget or None)]
            if closes:
                facts.append(_("cierra el %(when)s") % {"when": closes})
            feed.add_item(
                title=NOT_IN_XML.sub("", process.title),
                link=link,
                description=NOT_IN_XML.sub("", " · ".join(filter(None, facts))),
                pubdate=one.matched_at,
                unique_id=link,
            )
        return feed.writeString("utf-8")
