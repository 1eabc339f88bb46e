"""What the worker does for imports that a screen has queued, and for uploads that were never imported."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from accord.connectors.files import api


@app.task(queue="accord", name=api.TASK)  # type: ignore[untyped-decorator]  # its types are not followed
def carry_out_imports() -> None:
    """Every import that waits, and those whose process died."""
    close_old_connections()
    try:
        while api.go_on(now=timezone.now()) is not None:
            pass
    finally:
        close_old_connections()


@app.periodic(cron="23 * * * *")  # type: ignore[untyped-decorator]
@app.task(queue="accord", name="accord.connectors.files.tasks.sweep_uploads")  # type: ignore[untyped-decorator]
def sweep_uploads(timestamp: int) -> None:
    """Uploads that nobody imported go after a day."""
    close_old_connections()
    try:
        api.sweep(now=timezone.now())
    finally:
        close_old_connections()
