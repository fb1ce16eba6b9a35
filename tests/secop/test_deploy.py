"""What docker-compose.yml gives is what the settings and the code ask for; no container is started."""

import base64
import re
import runpy
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from secop.celery import app
from secop.local.services import background
from tests.fixtures.environment import PROJECT

COMPOSE: dict[str, Any] = yaml.safe_load((PROJECT / "docker-compose.yml").read_text())
OURS = ("prepare", "web", "worker-urgent", "worker", "beat")
IN_DOT_ENV = {
    "PORTAL_HOST": "portal.example",
    "SMTP_HOST": "smtp.portal.example",
    "SMTP_USER": "avisos",
    "MAIL_FROM": "avisos@portal.example",
}
SECRETS = {
    "database_url": "postgresql://portal:secret@postgres/portal",
    "secret_key": "k" * 60,
    "key_ring": f"k1:{base64.b64encode(bytes(32)).decode()}",
    "smtp_password": "secret",
}
DEMANDED = ("SECRET_KEY", "KEY_RING", "PORTAL_URL", "ALLOWED_HOSTS", "MAIL_FROM")


def filled_in(value: str) -> str:
    """A value of the file, with what .env holds in the place of ${NAME}."""

    def of(match: re.Match[str]) -> str:
        return IN_DOT_ENV.get(match[1], "") if match[2] == "-" else IN_DOT_ENV[match[1]]

    return re.sub(r"\$\{(\w+)(?::([?-])[^}]*)?\}", of, value)


@pytest.fixture
def composed(monkeypatch, tmp_path):
    """The environment of the portal's containers, and nothing of this test run's."""
    for name in ("PORTAL_DIR", "DATABASE_URL", "REDIS_URL", *DEMANDED):
        monkeypatch.delenv(name, raising=False)
    for name, value in COMPOSE["services"]["web"]["environment"].items():
        given = filled_in(value)
        if given.startswith("/run/secrets/"):
            secret = Path(given).name
            assert secret in COMPOSE["services"]["web"]["secrets"]
            given = str(tmp_path / secret)
            Path(given).write_text(f"{SECRETS[secret]}\n")
        monkeypatch.setenv(name, given)


def settings() -> dict[str, Any]:
    """The settings as a container would read them, without touching this process's own."""
    return runpy.run_path(str(PROJECT / "secop/settings.py"))


@pytest.mark.usefixtures("composed")
def test_a_container_is_in_production_mode_on_the_production_engines():
    read = settings()
    assert not read["LOCAL_MODE"]
    assert read["HTTPS"]
    assert not read["DEBUG"]
    assert read["DATABASES"]["default"]["HOST"] == "postgres"
    assert read["DATABASES"]["default"]["PASSWORD"] == "secret"
    assert read["CACHES"]["default"]["LOCATION"].startswith("redis://redis:")
    assert read["CELERY_BROKER_URL"].startswith("redis://redis:")
    assert read["MAILERS"]["default"]["OPTIONS"]["password"] == "secret"
    assert "portal.example" in read["ALLOWED_HOSTS"]


@pytest.mark.usefixtures("composed")
@pytest.mark.parametrize("name", DEMANDED)
def test_without_one_of_what_is_demanded_nothing_starts(monkeypatch, name):
    monkeypatch.delenv(name, raising=False)
    monkeypatch.delenv(f"{name}_FILE", raising=False)
    with pytest.raises(ImproperlyConfigured, match=name):
        settings()


@pytest.mark.parametrize("name", OURS)
def test_every_container_of_the_portal_is_hardened_and_ends_in_time(name):
    service = COMPOSE["services"][name]
    assert service["read_only"]
    assert service["cap_drop"] == ["ALL"]
    assert service["environment"] == COMPOSE["services"]["web"]["environment"]
    assert int(service["stop_grace_period"].removesuffix("s")) >= 20


def test_every_service_but_the_preparation_says_whether_it_is_well():
    silent = {name for name, service in COMPOSE["services"].items() if "healthcheck" not in service}
    assert silent == {"prepare"}


def test_no_secret_is_written_in_the_file():
    given = {**COMPOSE["services"]["web"]["environment"], **COMPOSE["services"]["postgres"]["environment"]}
    for name in ("DATABASE_URL", "SECRET_KEY", "KEY_RING", "SMTP_PASSWORD", "POSTGRES_PASSWORD"):
        assert name not in given
        assert given[f"{name}_FILE"].startswith("/run/secrets/")


def test_the_image_does_not_run_as_root():
    stages = (PROJECT / "Dockerfile").read_text().split("\nFROM ")
    assert re.search(r"^USER portal$", stages[-1], re.MULTILINE)


def _queues(commands: list[list[str]]) -> set[str]:
    options = [word for command in commands for word in command if word.startswith("--queues=")]
    return {name for option in options for name in option.removeprefix("--queues=").split(",")}


def test_every_queue_that_tasks_are_sent_to_has_a_worker(tmp_path):
    routes = app.conf.task_routes.values()
    used = {app.conf.task_default_queue, *(route["queue"] for route in routes)}
    in_containers = [service["command"] for service in COMPOSE["services"].values() if "command" in service]
    assert _queues(in_containers) == used
    assert _queues([child.arguments for child in background(tmp_path, tmp_path)]) == used


@pytest.mark.django_db  # celery has Django check the models before it imports the tasks
def test_everything_on_the_timetable_is_a_task():
    app.loader.import_default_modules()
    assert {entry["task"] for entry in app.conf.beat_schedule.values()} <= set(app.tasks)
