"""What the worker does for members who try an agreement."""

from django.db import close_old_connections
from django.utils import timezone
from procrastinate.contrib.django import app

from accord.journey.trying import api


@app.task(queue="replays", name=api.TASK)  # type: ignore[untyped-decorator]  # its types are not followed
def carry_out_tryouts() -> None:
    """Every tryout that waits, and those whose process died."""
    close_old_connections()
    try:
        while api.go_on(now=timezone.now()) is not None:
            pass
    finally:
        close_old_connections()
