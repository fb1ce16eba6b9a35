"""How gunicorn serves the portal, here and in the container: --config=python:secop.gunicorn.

What depends on the machine (addresses, how many workers) is on the command line.
"""

from pathlib import Path

_MEMORY = Path("/dev/shm")  # noqa: S108 - gunicorn makes its file there safely

worker_class = "gthread"
timeout = 60
# Below what `make run` and the container wait before they stop asking.
graceful_timeout = 5
# Its control interface is for operators who use it; nobody does.
control_socket_disable = True
# The heartbeat's file in memory: on a busy disk a worker would be taken for dead.
worker_tmp_dir = str(_MEMORY) if _MEMORY.is_dir() else None
# No access log: it is a list of who looked at what. Faults are told as the rest of the portal tells them.
accesslog = None
logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "secop.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"level": "WARNING", "handlers": ["stderr"]},
    "loggers": {"gunicorn.error": {"level": "WARNING", "handlers": ["stderr"], "propagate": False}},
}
