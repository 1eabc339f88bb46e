"""From the database to the lake: closed months are sealed, exactly once, and every touch is read from where it lies.

Takes touches as collect stored them and people as identity knows them now; gives Arrow batches and files. Never
changes what was recorded.
"""

from accord.journey.sealing.checking import NotSealed, is_due, rebuild, rebuild_all, status, verify
from accord.journey.sealing.contracts import LakeBusy, Report
from accord.journey.sealing.dropping import Dropping, NotDropped, drop, restore
from accord.journey.sealing.lending import lent
from accord.journey.sealing.owning import NoCopy, StrangeLake
from accord.journey.sealing.reading import BASIC, everything
from accord.journey.sealing.rounds import seal
from accord.journey.sealing.running import running

__all__ = [
    "BASIC",
    "Dropping",
    "LakeBusy",
    "NoCopy",
    "NotDropped",
    "NotSealed",
    "Report",
    "StrangeLake",
    "drop",
    "everything",
    "is_due",
    "lent",
    "rebuild",
    "rebuild_all",
    "restore",
    "running",
    "seal",
    "status",
    "verify",
]
