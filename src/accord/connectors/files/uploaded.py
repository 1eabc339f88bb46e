"""Files that a screen took in: ours to remove, unlike those that somebody names on the command line."""

from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings

from accord.connectors.files.models import ImportBatch

UNFINISHED = ("waiting", "running", "cancelling")

KEPT = timedelta(days=1)


def folder() -> Path:
    """Where uploads lie between the screen and the worker."""
    return Path(settings.MEDIA_ROOT) / "imports"


def forget(path: str) -> None:
    """Remove an upload, unless an import still needs it."""
    file = Path(path)
    is_ours = bool(path) and file.parent == folder()
    if is_ours and not ImportBatch.objects.filter(path=path, state__in=UNFINISHED).exists():
        file.unlink(missing_ok=True)


def sweep(now: datetime) -> int:
    """Remove uploads that lie for a day and that no import needs; how many."""
    needed = set(ImportBatch.objects.filter(state__in=UNFINISHED).values_list("path", flat=True))
    lying = [file for file in folder().glob("*") if file.is_file() and str(file) not in needed]
    old = [file for file in lying if file.stat().st_mtime < (now - KEPT).timestamp()]
    for file in old:
        file.unlink(missing_ok=True)
    return len(old)
