"""The processes of a portal on one machine, and their command lines."""

from pathlib import Path

from secop.local.folders import make_private
from secop.local.ports import loopback_hosts
from secop.local.supervisor import Child

QUIET = ["--without-gossip", "--without-mingle", "--without-heartbeat"]


def web(logs: Path, port: int) -> Child:
    """The web, which answers on localhost only."""
    binds = [f"[{host}]:{port}" if ":" in host else f"{host}:{port}" for _family, host in loopback_hosts()]
    arguments = [
        "gunicorn",
        "secop.wsgi:application",
        "--config=python:secop.gunicorn",
        *(f"--bind={bind}" for bind in binds),
        "--preload",  # Imports once for both workers.
        "--workers=2",
        "--threads=8",
    ]
    return Child("web", arguments, logs / "web.log")


def background(portal_dir: Path, logs: Path) -> list[Child]:
    """The worker and the timetable."""
    celery = ["celery", "--app=secop.celery", "--quiet"]
    worker = [*celery, "worker", "--concurrency=2", "--queues=urgent,celery", *QUIET]
    schedule = make_private(portal_dir / "run") / "timetable"
    beat = [*celery, "beat", f"--schedule={schedule}", "--pidfile="]
    return [
        Child("worker", worker, logs / "worker.log"),
        Child("beat", beat, logs / "beat.log"),
    ]
