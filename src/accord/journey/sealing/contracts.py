"""What a round of sealing is told, and tells."""

from collections.abc import Callable
from dataclasses import dataclass

from accord.kernel.errors import Unavailable

CHUNK_ROWS, CHUNK_BYTES = 500_000, 256 * 1024**2  # of a file, and of what is held in memory before it is written
WINDOW = 20_000  # numbers of touches read from the database at once
LENT = "lent"  # the folder of the lake with what was written for readers elsewhere
Rest = Callable[[float], bool]
"""Told for how many seconds the database was busy; takes its time, and says whether to go on."""


class LakeBusy(Unavailable):
    """Another process is changing the lake."""

    code = "lake_busy"


@dataclass(slots=True)
class Report:
    """What a round did. `is_finished` is false where it was asked to stop; the next one goes on from there."""

    touches: int = 0
    files: int = 0
    rewritten: int = 0
    is_finished: bool = True


def restless(_seconds: float) -> bool:
    """Go on at once, for a person who waits."""
    return True
