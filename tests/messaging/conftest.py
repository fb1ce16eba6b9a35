from collections.abc import Iterator

import pytest
from pytest_django import Settings

from groundwork.messaging.services import wake
from tests.messaging.smtp_server import SmtpServer


def speak_smtp(settings: Settings, port: int, timeout: float = 5) -> None:
    """Have the relay talk to the server at this port."""
    settings.MAILERS = {
        "default": {
            "BACKEND": "groundwork.messaging.backends.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": timeout},
        }
    }


@pytest.fixture
def server(settings: Settings) -> Iterator[SmtpServer]:
    """A mail server that takes everything until told otherwise."""
    with SmtpServer.running() as running:
        speak_smtp(settings, running.port)
        yield running


@pytest.fixture(autouse=True)
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The tasks that were woken, by name, with no broker."""
    names: list[str] = []

    class App:
        @staticmethod
        def send_task(name: str, **_options: object) -> None:
            names.append(name)

    monkeypatch.setattr(wake, "current_app", App)
    return names
