"""Who sees which links, where they are, and in which language."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.http import HttpResponseBase
from django.test import Client, RequestFactory
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from interests.models import Opportunity, State
from onboarding.models import Supplier
from procurement.models import Entity, EntityMembership, EntityRole, Modality, Process, Source
from secop import navigation
from secop.context import MOST_COUNTED, Frame
from secop.navigation import FOOTER, NAVIGATION, Role
from tests.accounts.factories import UserFactory
from tests.onboarding.factories import MembershipFactory

pytestmark = pytest.mark.django_db


def links(response: HttpResponseBase) -> list[str]:
    html: str = response.content.decode()  # type: ignore[attr-defined]  # it does not stream
    menu = html.split('<ul class="menu__list">')[1].split("</ul>", maxsplit=1)[0]
    return re.findall(r'href="([^"]+)"', menu)


def test_every_declared_place_has_an_address() -> None:
    for place in (*NAVIGATION, *FOOTER):
        assert reverse(place.url_name).startswith("/")


def test_a_visitor_is_offered_to_sign_in_and_nothing_of_a_person(client: Client) -> None:
    shown = links(client.get(reverse("support:help")))
    assert reverse("account_login") in shown
    assert reverse("account_signup") in shown
    assert reverse("accounts:account") not in shown


def test_a_contractor_sees_their_opportunities_and_no_desk_of_an_entity(client: Client) -> None:
    client.force_login(MembershipFactory.create().user)
    shown = links(client.get(reverse("support:help")))
    assert reverse("interests:opportunity_list") in shown
    assert reverse("accounts:account") in shown
    assert reverse("desk:entity") not in shown
    assert reverse("account_login") not in shown
    assert reverse("admin:index") not in shown


def test_who_has_just_registered_sees_a_contractors_links(client: Client) -> None:
    client.force_login(UserFactory.create())
    assert reverse("onboarding:supplier") in links(client.get(reverse("support:help")))


def test_an_administrator_sees_the_administration_and_no_supplier(client: Client) -> None:
    client.force_login(UserFactory.create(is_staff=True))
    shown = links(client.get(reverse("support:help")))
    assert reverse("admin:index") in shown
    assert reverse("onboarding:supplier") not in shown


def test_the_link_of_the_page_is_marked(client: Client) -> None:
    html = client.get(reverse("support:help")).content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="page"', html) == [reverse("support:help")]
    inside = client.get(reverse("support:terms")).content.decode()
    assert re.findall(r'href="([^"]+)" aria-current="true"', inside) == [reverse("support:help")]


def test_the_frame_of_a_page_costs_one_query_for_a_person_and_none_for_a_visitor(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    request = rf.get("/")
    with django_assert_num_queries(0):
        assert Frame(request).navigation
    request.user = MembershipFactory.create().user
    with django_assert_num_queries(1):
        frame = Frame(request)
        assert frame.navigation
        assert frame.opportunities == ""
        assert frame.section == ""


def test_a_page_on_paper_says_its_address_and_its_time(client: Client) -> None:
    html = client.get("/ayuda/?a=1").content.decode()
    line = re.search(r'class="printed[^>]*>([^<]*)</p>', html)
    assert line
    assert line[1].startswith(f"{settings.PORTAL_URL}/ayuda/?a=1 · ")
    assert line[1].endswith("(hora legal colombiana)")


def opportunity(supplier: Supplier, number: int, *, closes_in: int = 1, state: State = State.NEW) -> None:
    now = timezone.now()
    entity, _created = Entity.objects.get_or_create(code="PC-1", defaults={"name": "Alcaldía"})
    process = Process.objects.create(
        code=f"PC-{number}",
        source=Source.PORTAL,
        entity=entity,
        buyer_name="Alcaldía",
        title="Placa huella",
        modality=Modality.MINIMUM,
        published_at=now,
        closes_at=now + timedelta(days=closes_in),
    )
    Opportunity.objects.create(supplier=supplier, process=process, state=state)


def test_the_new_open_opportunities_of_a_contractor_are_counted(client: Client) -> None:
    membership = MembershipFactory.create()
    opportunity(membership.supplier, 1)
    opportunity(membership.supplier, 2)
    opportunity(membership.supplier, 3, state=State.SAVED)
    opportunity(membership.supplier, 4, closes_in=-1)
    opportunity(MembershipFactory.create().supplier, 5)
    client.force_login(membership.user)
    html = client.get(reverse("support:help")).content.decode()
    assert re.findall(r'class="badge">([^<]+)<', html) == ["2"]


def test_more_than_ninety_nine_opportunities_are_said_so(rf: RequestFactory) -> None:
    membership = MembershipFactory.create()
    for number in range(MOST_COUNTED + 1):
        opportunity(membership.supplier, number)
    request = rf.get("/")
    request.user = membership.user
    assert Frame(request).opportunities == "99+"


def test_an_entitys_people_see_its_desk_and_no_supplier(client: Client) -> None:
    person = UserFactory.create()
    entity = Entity.objects.create(code="PC-9", name="Alcaldía")
    EntityMembership.objects.create(entity=entity, user=person, role=EntityRole.BUYER)
    client.force_login(person)
    shown = links(client.get(reverse("support:help")))
    assert reverse("desk:entity") in shown
    assert reverse("onboarding:supplier") not in shown


def test_a_section_is_the_longest_address_above_the_page() -> None:
    shown = navigation.navigation(frozenset({Role.ANYONE, Role.PERSON, Role.CONTRACTOR}))
    assert navigation.section_of("/procesos/CO1.REQ.1/", shown) == reverse("procurement:process_list")
    assert navigation.section_of("/", shown) == ""


def test_a_language_is_chosen_by_cookie_and_leads_back(client: Client) -> None:
    response = client.post(reverse("language"), {"language": "en", "next": "/ayuda/?a=1"})
    assert response.status_code == 302
    assert response["Location"] == "/ayuda/?a=1"
    page = client.get(reverse("support:help"))
    assert page["Content-Language"] == "en"
    assert '<html lang="en"' in page.content.decode()
    assert 'value="es-co" lang="es-co">Español' in page.content.decode()


def test_the_language_of_a_person_is_that_of_their_mails(client: Client) -> None:
    person = UserFactory.create()
    client.force_login(person)
    client.post(reverse("language"), {"language": "en"})
    person.refresh_from_db()
    assert person.language == "en"


@pytest.mark.parametrize("target", ["https://elsewhere.example/", "//elsewhere.example/", "javascript:alert(1)", ""])
def test_the_language_never_leads_elsewhere(client: Client, target: str) -> None:
    assert client.post(reverse("language"), {"language": "en", "next": target})["Location"] == "/"


def test_an_unknown_language_is_refused(client: Client) -> None:
    assert client.post(reverse("language"), {"language": "xx"}).status_code == 400
    assert client.get(reverse("language")).status_code == 405
