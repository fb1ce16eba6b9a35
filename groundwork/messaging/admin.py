"""What an administrator sees of the outbox, of announced work and of addresses that return mail: to try again."""

from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from groundwork.messaging import queries, services
from groundwork.messaging.forms import AgainForm
from groundwork.messaging.models import (
    Lifting,
    Message,
    MessageQuerySet,
    State,
    UndeliverableAddress,
    Work,
    WorkQuerySet,
)
from groundwork.web import formats
from groundwork.web.components import Column, Crumb, cells

LONGEST_REASON = 160


class WatchAdmin[M: models.Model](admin.ModelAdmin[M]):
    """Rows to look at, never to edit; whoever could edit them may have them tried again."""

    def has_add_permission(self, request: HttpRequest) -> bool:  # the admin's own signature
        return False

    def has_change_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: M | None = None) -> bool:
        return False

    def has_retry_permission(self, request: HttpRequest) -> bool:
        """Asked by the actions that declare `permissions=["retry"]`."""
        return super().has_change_permission(request)

    def tell(self, request: HttpRequest, count: int) -> None:
        """Say how many will be tried again."""
        words = ngettext("%(count)s se intentará de nuevo.", "%(count)s se intentarán de nuevo.", count)
        self.message_user(request, words % {"count": count}, messages.SUCCESS)


LANE_COLUMNS = [
    Column(_("Carril")),
    Column(_("En cola"), numeric=True),
    Column(_("Para más tarde"), numeric=True),
    Column(_("El más antiguo espera desde hace")),
]


def _lane_row(row: queries.Waiting) -> tuple[object, ...]:
    waits = formats.span(timezone.now() - row.since) if row.since else "—"
    return row.lane.label, formats.whole_number(row.number), formats.whole_number(row.later), waits


def _mail_line(message: Message) -> str:
    """One mail that ended badly, without its reader: when, which kind, what became of it and why."""
    ended = formats.short_date(message.refused_at or message.dead_at)
    return f"{ended} · {message.kind} · {message.state.label} · {message.last_error[:LONGEST_REASON]}"


def _work_line(row: Work) -> str:
    return f"{formats.short_date(row.set_aside_at)} · {row} · {row.last_error[:LONGEST_REASON]}"


def _sent(request: HttpRequest, name: str) -> QueryDict | None:
    """What was sent, if it was by the form of that name."""
    return request.POST if request.method == "POST" and request.POST.get("of") == name else None


class StateFilter(admin.SimpleListFilter):
    """Messages by where they stand."""

    title = _("estado")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin[Message]) -> list[tuple[str, str]]:
        """Every state."""
        return [(value, str(label)) for value, label in State.choices]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Message]) -> QuerySet[Message]:
        """The messages in the state that was chosen."""
        chosen = self.value()
        if isinstance(queryset, MessageQuerySet) and chosen in State.values:
            return queryset.in_state(chosen)
        return queryset


@admin.register(Message)
class MessageAdmin(WatchAdmin[Message]):
    """The outbox, without its words."""

    list_display = ("code", "kind", "lane", "standing", "queued_at", "attempts", "last_error")
    list_filter = (StateFilter, "lane", "kind")
    search_fields = ("code", "to")
    fields = (
        *("code", "kind", "lane", "to", "language", "queued_at", "next_attempt_at", "attempts", "last_attempt_at"),
        *("last_error", "accepted_at", "answer", "delayed_at", "bounced_at", "bounce_status", "bounce_words"),
        *("refused_at", "dead_at", "lapsed_at", "withheld", "cleared_at"),
    )
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("send_again",)

    @admin.display(description=_("estado"))
    def standing(self, message: Message) -> str:
        """The state in words."""
        return str(message.state.label)

    @admin.action(description=_("Volver a intentar los abandonados y los rechazados"), permissions=["retry"])
    def send_again(self, request: HttpRequest, queryset: MessageQuerySet) -> None:
        """Owe those of the chosen messages again that were given up or refused."""
        self.tell(request, services.send_again(queryset))

    def waiting(self) -> int:
        """How many stand beside the link in the index."""
        return queries.undelivered().count()

    def get_urls(self) -> list[URLPattern]:
        page = require_http_methods(["GET", "POST"])(self.admin_site.admin_view(self.undelivered))
        return [path("sin-entregar/", page, name="messaging_message_undelivered"), *super().get_urls()]

    def undelivered(self, request: HttpRequest) -> HttpResponse:
        """What waits and since when, and what ended badly, to have it tried again: mails, and announced work."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        mails = AgainForm(
            _sent(request, "mails"),
            prefix="mails",
            rows=queries.undelivered(),
            label=_("Elija correos"),
            line=_mail_line,
        )
        works = AgainForm(
            _sent(request, "works"), prefix="works", rows=queries.set_aside(), label=_("Elija tareas"), line=_work_line
        )
        if request.method == "POST":
            if not self.has_retry_permission(request):
                raise PermissionDenied
            if mails.is_valid():
                self.tell(request, services.send_again(mails.chosen))
            elif works.is_valid():
                self.tell(request, services.work_again(works.chosen))
            if not (mails.errors or works.errors):
                return redirect("admin:messaging_message_undelivered")
        context = {
            "crumbs": [Crumb(_("Administración"), reverse("admin:index"))],
            "columns": LANE_COLUMNS,
            "lanes": cells(LANE_COLUMNS, *map(_lane_row, queries.waiting())),
            "mails": mails,
            "works": works,
            "may_retry": self.has_retry_permission(request),
            "addresses": queries.stopped_addresses(),
        }
        return render(request, "messaging/undelivered.html", context)


@admin.register(Work)
class WorkAdmin(WatchAdmin[Work]):
    """Announced work that still waits, with what failed."""

    list_display = ("topic", "consumer", "subject_id", "created_at", "failures", "set_aside_at", "last_error")
    list_filter = ("consumer", "topic", ("set_aside_at", admin.EmptyFieldListFilter))
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("work_again",)

    @admin.action(description=_("Volver a intentar los apartados"), permissions=["retry"])
    def work_again(self, request: HttpRequest, queryset: WorkQuerySet) -> None:
        """Give the chosen rows back to their consumers."""
        self.tell(request, services.work_again(queryset))


class InForceFilter(admin.SimpleListFilter):
    """Addresses by whether mail to them is stopped."""

    title = _("envío")
    parameter_name = "in_force"

    def lookups(
        self, request: HttpRequest, model_admin: admin.ModelAdmin[UndeliverableAddress]
    ) -> list[tuple[str, str]]:
        """Stopped, or lifted."""
        return [("yes", str(_("Detenido"))), ("no", str(_("Levantado")))]

    def queryset(
        self, request: HttpRequest, queryset: QuerySet[UndeliverableAddress]
    ) -> QuerySet[UndeliverableAddress]:
        """Those that were chosen."""
        chosen = self.value()
        return queryset.filter(lifted_at__isnull=chosen == "yes") if chosen in {"yes", "no"} else queryset


@admin.register(UndeliverableAddress)
class UndeliverableAddressAdmin(WatchAdmin[UndeliverableAddress]):
    """The addresses that returned our mails, and who said that they work again."""

    list_display = ("address", "reason", "since", "last_bounce_at", "lifted_at", "lifted_how", "lifted_by")
    list_filter = (InForceFilter, "reason")
    list_select_related = ("lifted_by",)
    search_fields = ("address",)
    fields = list_display
    ordering = ("-pk",)
    show_full_result_count = False
    actions = ("lift",)

    @admin.action(description=_("Volver a escribir a estas direcciones"), permissions=["retry"])
    def lift(self, request: HttpRequest, queryset: QuerySet[UndeliverableAddress]) -> None:
        """Have the chosen addresses written to again; each is recorded with who did it."""
        if not isinstance(request.user, AbstractBaseUser):
            return
        lifted = 0
        for row in queryset.filter(lifted_at=None):
            with transaction.atomic():
                if services.lift(row.address, Lifting.ADMINISTRATOR, by=request.user):
                    what = [{"changed": {"fields": ["lifted_at"]}}]
                    LogEntry.objects.log_actions(request.user.pk, [row], CHANGE, change_message=what)
                    lifted += 1
        self.tell(request, lifted)
