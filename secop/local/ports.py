"""The port that the portal answers on."""

import errno
import socket
from collections.abc import Iterator
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException

from secop.local.problems import LocalError

FIRST_FREE_FOR_ALL, LAST, USUAL = 1024, 65_535, 8000
# localhost is either, as each program sees it.
LOOPBACK = ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1"))


def loopback_hosts() -> Iterator[tuple[socket.AddressFamily, str]]:
    """The addresses of localhost that this machine has."""
    for family, host in LOOPBACK:
        try:
            with socket.socket(family) as probe:
                probe.bind((host, 0))
        except OSError:
            continue
        yield family, host


def require_free(port: int) -> None:
    """Raise LocalError, with what to do, when the port can't be listened on."""
    for family, host in loopback_hosts():
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
                probe.listen(1)
            except OSError as error:
                if error.errno == errno.EADDRINUSE:
                    reason = f"El puerto {port} está ocupado"
                elif error.errno == errno.EACCES:
                    reason = f"El puerto {port} está reservado para el administrador de la máquina"
                else:
                    reason = f"No se puede usar el puerto {port} ({error.strerror})"
                raise LocalError(f"{reason}: elija otro, por ejemplo PORT={_other(port)} make run") from error
            except OverflowError as error:
                raise LocalError(
                    f"PORT={port} no es un puerto: use un número entre {FIRST_FREE_FOR_ALL} y {LAST}."
                ) from error


def _other(port: int) -> int:
    return port + 1 if FIRST_FREE_FOR_ALL <= port < LAST else USUAL


def answers_ready(port: int) -> bool:
    """Whether the portal on this port says that it is ready to serve."""
    connection = HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/salud/listo", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status == HTTPStatus.OK
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
