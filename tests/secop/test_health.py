import pytest
from django.core.cache import cache
from django.db import OperationalError, connection
from django.urls import reverse

from secop import health


def test_the_process_says_that_it_lives_without_asking_anybody(client):
    assert client.get("/salud/vivo").json() == {"status": "ok"}


@pytest.mark.django_db
def test_a_portal_with_its_services_is_ready(client):
    response = client.get(reverse("ready"))
    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": "ok", "cache": "ok"}


@pytest.mark.django_db
def test_a_portal_without_its_cache_is_not_ready(client, monkeypatch):
    def broken(*args: object, **kwargs: object) -> None:
        raise OperationalError

    monkeypatch.setattr(cache, "set", broken)
    response = client.get(reverse("ready"))
    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": "ok", "cache": "unavailable"}


@pytest.mark.django_db
def test_a_portal_with_a_migration_to_apply_is_not_ready(client):
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'procurement'")
    assert health.ready(client.get("/salud/vivo").wsgi_request).status_code == 503
