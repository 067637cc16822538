"""Alive, and ready: what a load balancer and the supervisor ask."""

from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """Answer 200 while the process can answer at all."""
    return JsonResponse({"status": "alive"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    """Answer 200 when the database answers and has every migration, else 503; a missing broker only degrades."""
    checks = {"database": database_state(), "broker": broker_state()}
    is_ready = checks["database"] == "ok"
    state = ("degraded" if checks["broker"] != "ok" else "ready") if is_ready else "unready"
    return JsonResponse({"status": state, "checks": checks}, status=200 if is_ready else 503)


def database_state() -> str:
    """Return `ok`, `unreachable` or `not migrated`."""
    try:
        connection.ensure_connection()
        return "ok" if not unapplied() else "not migrated"
    except DatabaseError:
        return "unreachable"


def unapplied() -> set[tuple[str, str]]:
    """Return the migrations that exist here and are not recorded in the database."""
    loader = MigrationLoader(None, ignore_no_migrations=True)
    with connection.cursor() as cursor:
        cursor.execute("select app, name from django_migrations")
        return set(loader.disk_migrations) - set(cursor.fetchall())


def broker_state() -> str:
    """Return `ok` or `unreachable`: without a broker everything is still taken in, and runs when it is back."""
    from config.celery import app

    try:
        with app.connection_for_write(connect_timeout=1) as broker:
            broker.ensure_connection(max_retries=1, interval_start=0, interval_step=0, timeout=1)
        return "ok"
    except Exception:
        return "unreachable"
