"""A relay that sends what is owed until it is killed: a worker without its broker. It says when it is ready."""

import sys
import time
from typing import Any

import django
from django.conf import settings

# What a wake-up over the broker takes at most.
PAUSE = 0.1


def main(host: str, name: str, port: int) -> None:
    """Relay from the database of that name to the mail server at that port."""
    settings.DATABASES["default"] |= {"HOST": host, "NAME": name, "OPTIONS": {}}
    options: dict[str, Any] = {"host": "127.0.0.1", "port": port, "timeout": 12}
    settings.MAILERS = {"default": {"BACKEND": "groundwork.messaging.backends.SmtpBackend", "OPTIONS": options}}
    django.setup()
    from groundwork.messaging import services  # noqa: PLC0415  # models exist only after setup

    sys.stdout.write("ready\n")
    sys.stdout.flush()
    while True:
        services.drain([services.Lane.URGENT, services.Lane.NORMAL, services.Lane.BULK])
        time.sleep(PAUSE)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
