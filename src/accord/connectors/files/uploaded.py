"""Files that a screen took in: ours to remove, unlike those that somebody names on the command line."""

from pathlib import Path

from django.conf import settings

from accord.connectors.files.models import ImportBatch

UNFINISHED = ("waiting", "running", "cancelling")


def folder() -> Path:
    """Where uploads lie between the screen and the worker."""
    return Path(settings.MEDIA_ROOT) / "imports"


def forget(path: str) -> None:
    """Remove an upload, unless an import still needs it."""
    file = Path(path)
    is_ours = bool(path) and file.parent == folder()
    if is_ours and not ImportBatch.objects.filter(path=path, state__in=UNFINISHED).exists():
        file.unlink(missing_ok=True)
