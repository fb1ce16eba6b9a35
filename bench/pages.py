"""What our pages cost in CPU, beside bare Django pages with the same middleware, session, person and rows."""

import time
from datetime import timedelta
from decimal import Decimal
from functools import partial

from django.http import HttpRequest, HttpResponse
from django.template import Context, Engine
from django.test import Client, override_settings
from django.urls import path
from django.utils import timezone

from accounts.models import User
from bench.people import person, signed_in
from bench.results import Result, medians
from groundwork.reference.models import Municipality
from interests.models import Interest, Opportunity, OpportunityMatch
from onboarding.models import Membership, PersonType, Role, Supplier
from procurement.models import Entity, Modality, Process, Source
from secop.urls import urlpatterns as portal_urls

ROWS = 20
ROUNDS = 300

_engine = Engine()
LIST = _engine.from_string(
    "<!DOCTYPE html><html><head><title>Lista</title></head><body><h1>Lista</h1><p>{{ user.full_name }}</p><ul>"
    "{% for row in rows %}<li><a href='/procesos/{{ row.process.code }}/'>{{ row.process.title }}</a> "
    "{{ row.process.buyer_name }} {{ row.process.department.name }} {{ row.process.municipality.name }} "
    "{{ row.process.budget }} {{ row.process.closes_at }}</li>{% endfor %}</ul></body></html>"
)
PLAIN = _engine.from_string(
    "<!DOCTYPE html><html><head><title>Ayuda</title></head><body><h1>Ayuda</h1>"
    "<p>{{ user.full_name }}</p></body></html>"
)


def bare_list(request: HttpRequest) -> HttpResponse:
    """The same twenty rows, in the simplest template there is."""
    rows = Opportunity.objects.filter(supplier__memberships__user=request.user.pk).select_related(
        "process__department", "process__municipality"
    )[:ROWS]
    return HttpResponse(LIST.render(Context({"rows": rows, "user": request.user})))


def bare_plain(request: HttpRequest) -> HttpResponse:
    """A heading and the person's name."""
    return HttpResponse(PLAIN.render(Context({"user": request.user})))


urlpatterns = [*portal_urls, path("bare/list/", bare_list), path("bare/plain/", bare_plain)]


def measure(rounds: int = ROUNDS) -> list[Result]:
    """A signed-in list of twenty rows, and a page with nothing but text."""
    client = signed_in(_person_with_opportunities())
    with override_settings(ROOT_URLCONF=__name__):
        return [
            _compared(client, "page-list", "/oportunidades/", "/bare/list/", ROWS, rounds),
            _compared(client, "page-plain", "/ayuda/", "/bare/plain/", 1, rounds),
        ]


def _compared(client: Client, name: str, ours: str, bare: str, n: int, rounds: int) -> Result:
    acts = [partial(_page, client, ours), partial(_page, client, bare)]
    cost, least = medians(acts, rounds=rounds, clock=time.process_time)
    return Result(name, cost, least, "ms CPU", n)


def _page(client: Client, address: str) -> None:
    response = client.get(address)
    if response.status_code != 200:  # OK
        raise RuntimeError(f"{address}: {response.status_code}")


def _person_with_opportunities() -> User:
    """Somebody of a supplier with one area of interest and twenty opportunities, in real places."""
    user = person("medida")
    supplier = Supplier.objects.create(person_type=PersonType.LEGAL, name="Medidas S. A. S.")
    Membership.objects.create(supplier=supplier, user=user, role=Role.ADMINISTRATOR)
    area = Interest.objects.create(supplier=supplier, name="Vías", codes=["72141000"])
    entity = Entity.objects.create(code="B1", name="Alcaldía de la Medida")
    towns = list(Municipality.objects.order_by("code")[:ROWS])
    now = timezone.now()
    processes = Process.objects.bulk_create(
        Process(
            code=f"CO1.REQ.{number}",
            source=Source.SECOP,
            entity=entity,
            buyer_name=entity.name,
            title=f"Mantenimiento de la red vial terciaria, tramo {number}",
            modality=Modality.LESSER,
            budget=Decimal(412_350_000 + number),
            code_paths=["72000000", "72140000", "72141000"],
            department_id=town.department_id,
            municipality=town,
            published_at=now,
            closes_at=now + timedelta(days=number + 1, hours=3),
        )
        for number, town in enumerate(towns)
    )
    Opportunity.objects.bulk_create(Opportunity(supplier=supplier, process=process) for process in processes)
    OpportunityMatch.objects.bulk_create(
        OpportunityMatch(supplier=supplier, process=process, interest=area, codes=area.codes) for process in processes
    )
    return user
