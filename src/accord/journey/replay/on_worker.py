"""Where a worker of a cluster begins: there is no database, so settings name one that nobody ever asks.

Nothing else of Accord is loaded with this module, for it is found by its name before anything is prepared.
"""

import os
import tempfile
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import import_module
from typing import Any

NOWHERE = "postgresql://nobody@no-database.invalid/none"


def decode(job: bytes, payload: bytes, batches: Iterator[Any]) -> Iterable[tuple[str, bytes]]:
    """`bucket.decoded` on a worker."""
    return _bucket().decoded(job, payload, batches)  # type: ignore[no-any-return]


def play(job: bytes, payload: bytes) -> Iterable[tuple[str, bytes]]:
    """`bucket.played` on a worker."""
    return _bucket().played(job, payload)  # type: ignore[no-any-return]


@lru_cache(maxsize=1)
def _bucket() -> Any:
    apps = import_module("django.apps").apps
    if not apps.ready:
        home = tempfile.mkdtemp(prefix="accord-worker-")
        for name in [name for name in os.environ if name.startswith("ACCORD_")]:
            del os.environ[name]
        os.environ |= {"ACCORD_HOME": home, "DATABASE_URL": NOWHERE}
        os.environ["DJANGO_SETTINGS_MODULE"] = "accord.project.settings"
        import_module("django").setup()
    return import_module("accord.journey.replay.bucket")
