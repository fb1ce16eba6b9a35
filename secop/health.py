"""What machines ask: is the process alive, is it ready to serve?"""

from collections.abc import Callable

from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from redis.exceptions import RedisError


@login_not_required
@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """200 as long as the process answers at all; nothing else is asked."""
    return JsonResponse({"status": "ok"})


@login_not_required
@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """200 when the database answers with its migrations applied and the cache keeps what it is given; else 503."""
    checks = {"database": _works(_database), "cache": _works(_cache)}
    good = all(checks.values())
    answer = {"status": "ok" if good else "unavailable"} | {
        name: "ok" if works else "unavailable" for name, works in checks.items()
    }
    return JsonResponse(answer, status=200 if good else 503)


def _works(check: Callable[[], bool]) -> bool:
    try:
        return check()
    except (DatabaseError, RedisError, OSError):
        return False


def _database() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def _cache() -> bool:
    cache.set("health", "ok", timeout=30)
    return bool(cache.get("health") == "ok")
