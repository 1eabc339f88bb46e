"""Sealing beside the river: a thread with a connection of its own, and the last to get the processor."""

import contextlib
import logging
import os
import threading
from collections.abc import Iterator
from datetime import datetime

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from accord.journey.sealing import dropping
from accord.journey.sealing.checking import is_due, rebuild
from accord.journey.sealing.contracts import LakeBusy
from accord.journey.sealing.owning import NoCopy, opened
from accord.journey.sealing.rounds import seal
from accord.kernel.errors import AccordError
from accord.steps.collect import api as collect

log = logging.getLogger(__name__)
FIRST, LOOK = 60.0, 600.0  # seconds from the start to the first look whether anything is due, and between two
LATE = 86_400.0  # seconds between two rounds for what came late, where nothing else is due
SHARE_IDLE, SHARE_BUSY = 0.5, 0.1  # of the time that sealing may keep the database busy; while the inbox waits
NICE = 15


class Sealer:
    """Looks now and then whether anything is due; `stopping` ends the round under way after the part in hand."""

    def __init__(self, stopping: threading.Event) -> None:
        self._stopping = stopping
        self._waited = LATE

    def run(self) -> None:
        step_back()
        wait = FIRST
        while not self._stopping.wait(wait):
            self.look()
            wait = LOOK
            self._waited += LOOK
            connection.close()

    def look(self) -> None:
        """A round where one is due. What is wrong is said and tried again at the next look."""
        try:
            self._round()
        except LakeBusy:
            log.info("another process seals")
        except (AccordError, OperationalError, InterfaceError) as error:
            log.warning("nothing is sealed: %s", error)
        except Exception:
            log.exception("sealing is broken; every touch is in the database, next try in %.0f s", LOOK)

    def _round(self) -> None:
        now = timezone.now()
        found = opened()
        if found is not None and (wrong := found.wrong_at_a_glance()):
            log.warning("files of the lake are missing or cut; their months are made anew")
            self._rebuild({file.month for file, _why in wrong}, now)
        if is_due(found, now=now) or self._waited >= LATE:
            report = seal(now=now, rest=self.rest)
            self._waited = 0.0 if report.is_finished else LATE
            log.info("%s touches sealed in %s files, %s rewritten", report.touches, report.files, report.rewritten)
        if dropping.is_due(now=now):
            gone = dropping.drop(now=now, rest=self.rest)
            log.info("%s touches of %s months dropped from the database", gone.touches, gone.months)

    def _rebuild(self, months: set[str], now: datetime) -> None:
        """What cannot be made anew is said, and keeps nothing else from being sealed."""
        try:
            rebuild(months=months, now=now, rest=self.rest)
        except NoCopy as error:
            log.error("%s", error)  # noqa: TRY400 - the sentence says it all

    def rest(self, busy: float) -> bool:
        """Leave the database to others for so long that the share holds; says whether to go on."""
        share = SHARE_BUSY if collect.is_waiting() else SHARE_IDLE
        return not self._stopping.wait(busy * (1 / share - 1))


def step_back() -> None:
    """Linux counts niceness by thread."""
    with contextlib.suppress(OSError, AttributeError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Months are sealed as they close until the block ends."""
    stopping = threading.Event()
    thread = threading.Thread(target=Sealer(stopping).run, name="sealing", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(30)
