"""Who acts in the administration."""

from django.http import HttpRequest

from groundwork.web.actor import Actor


def actor_of(request: HttpRequest) -> Actor:
    """The person and what their session proves."""
    return Actor(request.user, request.session)  # type: ignore[arg-type]  # the site lets in only people
