"""A worker that relays for ever, in a process of its own, and starts again whenever it is killed.

Run with the database's address, its name, the mail server's port, the seconds between two sweeps and those that the
server may take over an answer; prints each worker's pid.
"""

import os
import sys
import time

import django
from django.conf import settings


def main(host: str, name: str, port: int, pause: float, timeout: float) -> None:
    settings.DATABASES["default"] |= {"HOST": host, "NAME": name, "OPTIONS": {}}
    settings.MAILERS = {
        "default": {
            "BACKEND": "groundwork.messaging.backends.SmtpBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": port, "timeout": timeout},
        }
    }
    django.setup()
    from groundwork.messaging import services  # noqa: PLC0415  # models exist only after setup

    while True:
        if pid := os.fork():
            os.waitpid(pid, 0)
            continue
        print(os.getpid(), flush=True)  # noqa: T201  # how the test learns it
        while True:
            services.drain([services.Lane.BULK])
            time.sleep(pause)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), float(sys.argv[4]), float(sys.argv[5]))
