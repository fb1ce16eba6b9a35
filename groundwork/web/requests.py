"""The request as our middleware leaves it, for views' annotations; who signed in is in groundwork.web.actor."""

from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails


class PortalRequest(HttpRequest):
    """Any request: htmx says whether only a fragment is wanted."""

    htmx: HtmxDetails
