"""What the worker does for reports that take more than a page may."""

from typing import Any

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from accord.reporting import api


@app.task(queue="accord", name=api.TASK)  # type: ignore[untyped-decorator]  # its types are not followed
def make(kind: str, named: dict[str, Any]) -> None:
    """A report that somebody asked for."""
    close_old_connections()
    try:
        api.make(kind=kind, named=named, now=timezone.now())
    finally:
        close_old_connections()


@app.periodic(cron="11 * * * *")  # type: ignore[untyped-decorator]
@app.task(queue="accord", name="accord.reporting.tasks.tell_week")  # type: ignore[untyped-decorator]
def tell_week(timestamp: int) -> None:
    """Every hour: on Monday the board of the week before is told, and a review on the working day before; each once."""
    close_old_connections()
    try:
        api.tell_week(now=timezone.now())
        api.tell_reviews(now=timezone.now())
    finally:
        close_old_connections()


@app.periodic(cron="41 * * * *")  # type: ignore[untyped-decorator]
@app.task(queue="accord", name="accord.reporting.tasks.examine")  # type: ignore[untyped-decorator]
def examine(timestamp: int) -> None:
    """Every hour: which rules carried the new hand-offs, and profile and personas as they stand."""
    close_old_connections()
    try:
        api.make_all(now=timezone.now())
    finally:
        close_old_connections()
