"""Incidents and what was said of them, for a feed reader."""

from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from groundwork.web import formats
from procurement.views.renderings import NOT_IN_XML
from support.models import Incident

SIZE = 50


class Item(NamedTuple):
    """One entry: a feed reader shows each once, so what is said later is an entry of its own."""

    at: datetime
    title: str
    text: str
    path: str
    key: str


@login_not_required
@require_safe
def status_feed(request: HttpRequest) -> HttpResponse:
    """The newest entries, in Spanish, or in English with ?idioma=en, since a feed reader has no cookie."""
    asked = request.GET.get("idioma", "")
    language = asked if asked in dict(settings.LANGUAGES) else translation.get_language()
    with translation.override(language):
        return HttpResponse(_feed(), content_type="application/rss+xml; charset=utf-8")


def _feed() -> str:
    feed = Rss201rev2Feed(
        title=_("Estado del servicio: Portal de Contratación"),
        link=settings.PORTAL_URL + reverse("support:status"),
        description=_("Portal de Contratación. Implementación independiente, no es el SECOP II oficial."),
        language=translation.get_language(),
        feed_url=settings.PORTAL_URL + reverse("support:status_feed"),
    )
    recent = Incident.objects.order_by("-created_at", "-pk").prefetch_related("updates")[:SIZE]
    items = sorted((item for incident in recent for item in _items(incident)), reverse=True)
    for item in items[:SIZE]:
        feed.add_item(
            title=NOT_IN_XML.sub("", item.title),
            link=settings.PORTAL_URL + item.path,
            description=NOT_IN_XML.sub("", item.text),
            pubdate=item.at,
            unique_id=f"{settings.PORTAL_URL}{item.path}#{item.key}",
        )
    return feed.writeString("utf-8")


def _items(incident: Incident) -> list[Item]:
    path = reverse("support:incident", args=[incident.code])
    title = f"{incident.get_kind_display()}: {incident.title}"
    said = [Item(incident.created_at, title, _when(incident), path, "")]
    news = _("Novedad: %(title)s") % {"title": incident.title}
    said += [Item(update.at, news, update.text, path, f"novedad-{update.pk}") for update in incident.updates.all()]
    if incident.is_over(timezone.now()) and incident.ends_at and not incident.is_news:
        said.append(Item(incident.ends_at, _("Terminó: %(title)s") % {"title": incident.title}, "", path, "fin"))
    return said


def _when(incident: Incident) -> str:
    words = [_("Desde el %(when)s.") % {"when": formats.deadline(incident.begins_at)}]
    if incident.ends_at:
        words.append(_("Hasta el %(when)s.") % {"when": formats.deadline(incident.ends_at)})
    if incident.touched:
        words.append(", ".join(str(component.label) for component in incident.touched) + ".")
    return " ".join(words)
