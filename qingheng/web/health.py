"""健康检查: alive without the database, ready with it, and figures for monitoring on this machine or by token."""

import secrets
import shutil
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.request import split_domain_port
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from qingheng.foundation.kernel.clock import clock
from qingheng.foundation.record.models import Entry

#: Below this much free space nothing more can be promised to be written.
LEAST_FREE_MB = 200
#: A task that waits longer than this says that no worker is running.
LONGEST_WAIT_S = 900
#: How this machine calls itself.
LOOPBACK_NAMES = ("localhost", "127.0.0.1", "[::1]")


def healthz(request: HttpRequest) -> JsonResponse:
    """存活: the process answers; the database is not asked."""
    return JsonResponse({"status": "ok"})


def readyz(request: HttpRequest) -> JsonResponse:
    """就绪: 200 where work can be done, else 503; the same keys either way, null for what is not known."""
    state = readiness()
    return JsonResponse(state, status=200 if is_ready(state) else 503)


def readiness() -> dict[str, Any]:
    """What the database, the migrations, the sealer, the worker and the disk say. `sealer_lag_s` is null while nothing
    is sealed."""
    state: dict[str, Any] = {
        "database": "ok",
        "migrations": None,
        "sealer_lag_s": None,
        "worker": None,
        "disk": _disk(),
    }
    try:
        connection.ensure_connection()
        executor = MigrationExecutor(connection)
        pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        state["migrations"] = {"pending": pending}
        state["worker"] = _worker() if not pending else None
    except DatabaseError as error:
        state["database"] = type(error).__name__
    return state


def is_ready(state: dict[str, Any]) -> bool:
    """Whether that state allows work."""
    return (
        state["database"] == "ok"
        and state["migrations"] == {"pending": 0}
        and (state["worker"]["oldest_wait_s"] or 0) <= LONGEST_WAIT_S
        and state["disk"]["free_mb"] >= LEAST_FREE_MB
    )


def _disk() -> dict[str, int]:
    return {"free_mb": shutil.disk_usage(settings.HOME).free // 2**20}


def _worker() -> dict[str, int | None]:
    """Tasks that wait, and how long the oldest has; a task for later does not wait yet."""
    now = clock().now()
    waiting = DBTaskResult.objects.filter(status=TaskResultStatus.READY).exclude(run_after__gt=now)
    oldest = waiting.order_by("enqueued_at").values_list("enqueued_at", flat=True).first()
    return {
        "waiting": waiting.count(),
        "oldest_wait_s": max(0, int((now - oldest).total_seconds())) if oldest else None,
    }


def metrics(request: HttpRequest) -> HttpResponse:
    """指标: Prometheus text, for this machine itself or with the token; to everybody else the page does not exist."""
    if not _may_read_metrics(request):
        return HttpResponse(status=404)
    state = readiness()
    lines = {
        "qingheng_ready": int(is_ready(state)),
        "qingheng_disk_free_bytes": state["disk"]["free_mb"] * 2**20,
    }
    if state["worker"]:
        lines["qingheng_migrations_pending"] = state["migrations"]["pending"]
        lines["qingheng_tasks_waiting"] = state["worker"]["waiting"]
        lines["qingheng_tasks_oldest_wait_seconds"] = state["worker"]["oldest_wait_s"] or 0
        lines["qingheng_record_entries"] = Entry.objects.count()
    text = "".join(f"# TYPE {name} gauge\n{name} {value}\n" for name, value in lines.items())
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def _may_read_metrics(request: HttpRequest) -> bool:
    """This machine itself, or whoever has the token."""
    if _from_this_machine(request):
        return True
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    known = settings.METRICS_TOKEN.encode()
    return bool(known) and scheme == "Bearer" and secrets.compare_digest(token.encode(), known)


def _from_this_machine(request: HttpRequest) -> bool:
    """A request that came through a proxy is not from this machine, whatever its last hop says.

    The server may have dropped what the proxy wrote about itself. So besides the address the name that was asked for
    must be this machine's, and where the settings speak of a proxy (TLS, trusted origins) only the token counts.
    """
    proxied = (
        settings.HTTPS
        or bool(settings.CSRF_TRUSTED_ORIGINS)
        or "HTTP_X_FORWARDED_FOR" in request.META
        or "HTTP_FORWARDED" in request.META
    )
    name, _ = split_domain_port(request.get_host())
    near = request.META.get("REMOTE_ADDR") in ("127.0.0.1", "::1") and name in LOOPBACK_NAMES
    return near and not proxied
