"""What a visitor reads when a request cannot be answered."""

import re

import pytest
from django.contrib.sessions.exceptions import SessionInterrupted
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.csrf import REASON_NO_CSRF_COOKIE
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from pytest_django import DjangoAssertNumQueries

from groundwork.web.responses import too_many_requests, unavailable
from secop import errors, urls
from tests.accounts.factories import UserFactory


def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


def misread(request: HttpRequest) -> HttpResponse:
    raise BadRequest("El código tiene ocho números.")


def break_down(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a secret of the machine")


def hurry(request: HttpRequest) -> HttpResponse:
    return too_many_requests(request, seconds=37)


for view in (refuse, misread, break_down, hurry):
    view.login_required = False  # type: ignore[attr-defined]  # what login_not_required sets

urlpatterns = [
    *urls.urlpatterns,
    path("prueba/403/", refuse),
    path("prueba/400/", misread),
    path("prueba/500/", break_down),
    path("prueba/429/", hurry),
]
handler400, handler403, handler404, handler500 = urls.handler400, urls.handler403, urls.handler404, urls.handler500

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def heading(response: HttpResponseBase) -> str:
    found = re.findall(r"<h1[^>]*>([^<]+)</h1>", response.content.decode())  # type: ignore[attr-defined]  # none of them streams
    assert len(found) == 1
    return str(found[0])


@pytest.mark.parametrize(
    ("address", "status", "title"),
    [
        ("/prueba/400/", 400, "No entendimos esa dirección"),
        ("/prueba/403/", 403, "No tiene permiso para esta página"),
        ("/no-hay-nada/", 404, "No encontramos esa página"),
        ("/prueba/429/", 429, "Demasiadas solicitudes seguidas"),
    ],
)
def test_each_refusal_is_a_page_of_the_portal(client: Client, address: str, status: int, title: str) -> None:
    for person in (None, UserFactory.create()):
        if person:
            client.force_login(person)
        response = client.get(address)
        assert response.status_code == status
        assert heading(response) == title
        assert "no es el SECOP II oficial" in response.content.decode()


def test_a_bad_request_says_what_the_portal_could_not_read(client: Client) -> None:
    assert "El código tiene ocho números." in client.get("/prueba/400/").content.decode()


def test_an_exception_that_is_not_ours_is_never_quoted(rf: RequestFactory) -> None:
    response = errors.bad_request(rf.get("/"), SessionInterrupted("a secret of the machine"))
    assert "a secret of the machine" in str(SessionInterrupted("a secret of the machine"))
    assert response.status_code == 400


def test_a_breakdown_is_told_without_its_inside_and_without_the_database(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.raise_request_exception = False
    with django_assert_num_queries(0):
        response = client.get("/prueba/500/")
    assert response.status_code == 500
    assert heading(response) == "Algo falló de nuestro lado"
    assert "a secret of the machine" not in response.content.decode()


def test_too_many_requests_say_how_long_to_wait(client: Client) -> None:
    response = client.get("/prueba/429/")
    assert response["Retry-After"] == "37"
    assert "Espere 37 segundos" in response.content.decode()


def test_an_outage_is_told_without_the_database(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = unavailable(seconds=90)
    assert response.status_code == 503
    assert response["Retry-After"] == "90"
    assert response["Cache-Control"] == "no-store"
    assert heading(response) == "El portal no está disponible por un momento"


def test_an_old_form_is_told_how_to_send_it_again() -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "a" * 32
    response = client.post("/idioma/", {"language": "en"})
    assert response.status_code == 403
    assert heading(response) == "El formulario venció"


def test_a_browser_without_cookies_is_told_to_allow_them(rf: RequestFactory) -> None:
    response = errors.csrf_failure(rf.post("/idioma/"), REASON_NO_CSRF_COOKIE)
    assert heading(response) == "Su navegador no guardó una cookie necesaria"


@override_settings(ALLOWED_HOSTS=["portal.example"])
def test_an_error_before_the_person_is_known_is_told_too(client: Client) -> None:
    response = client.get("/", headers={"host": "another.example"})
    assert response.status_code == 400
    assert heading(response) == "No entendimos esa dirección"
