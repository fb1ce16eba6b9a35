from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts import acceptance
from desk import queries
from groundwork.messaging import services as messaging
from groundwork.web.actor import UserRequest


@require_safe
def home(request: UserRequest) -> HttpResponse:
    """Today: the first steps of a newcomer, what waits for who attends, what is new and closes soon for who offers."""
    today = queries.today(request.user, learnt=acceptance.learnt(request.session))
    context = {"today": today, "returned": messaging.undeliverable(request.user.email)}
    return render(request, "desk/home.html", context)


@require_safe
def entity(request: UserRequest) -> HttpResponse:
    """The entities that the person works for, with their open processes."""
    return render(request, "desk/entity.html", {"desks": queries.desks(request.user)})
