"""Everything for readers elsewhere: the sealed files, and beside them the newest touches in files for the occasion."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from uuid import uuid4

from accord.engines import lake
from accord.engines.lake import Lent
from accord.journey.sealing import owning
from accord.journey.sealing.contracts import LENT
from accord.journey.sealing.knowing import truth
from accord.journey.sealing.reading import stored
from accord.steps.collect import api as collect


@contextmanager
def lent(*, now: datetime, columns: Sequence[str], until: datetime | None = None) -> Iterator[Lent]:
    """What `everything` reads, for processes on other machines that reach the lake's address but no database: each
    touch stands in exactly one of the paths. The files of the occasion are removed when the block ends.

    A lake is founded where there is none. Raises StrangeLake, lake.Damaged."""
    found = owning.opened() or owning.founded(now)
    if wrong := found.wrong_at_a_glance():
        raise lake.Damaged(f"{wrong[0][0].path}: {wrong[0][1]}; mend it by: accord lake rebuild")
    upto = collect.last_number()
    known = truth(upto)
    needed = list(dict.fromkeys([*columns, "touch_id", "alias_id", "occurred_at"]))
    folder = f"{LENT}/{now:%Y%m%dT%H%M%S}-{uuid4().hex[:8]}"
    fresh = stored(found.manifest.floor, upto, found.manifest.months, until, known, needed)
    try:
        paths = lake.lend(found, folder, fresh)
        sealed = tuple(file.path for file in found.manifest.files)
        yield Lent(owning.address(), (*sealed, *paths), tuple(columns), until, known)
    finally:
        for path in list(found.place.listed(folder)):
            found.place.remove(path)
