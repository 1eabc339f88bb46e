"""The worker: drains the inbox, applies new versions, lets time pass, runs jobs. One works, others stand by."""

import gc
import logging
import signal
import threading
import time
from collections.abc import Callable
from datetime import timedelta
from types import FrameType

from django.db import InterfaceError, OperationalError, connection
from django.utils import timezone

from accord.agreement import api as agreements
from accord.journey import absence, clocking_sweep, jobs, leaving, rescore, river, routing, sealing
from accord.journey.locks import lead
from accord.kernel.errors import Unavailable
from accord.steps.collect import api as collect
from accord.steps.scoring import api as scoring

log = logging.getLogger(__name__)
BATCH = 2000
TICK = 2.0  # seconds between two looks at what time alone changes
FRESHEN = 60.0  # seconds between two looks for scores in queues that have grown old
PICK_UP = 10.0  # seconds between two looks for somebody who may get what waits for nobody
RECKON = 30.0  # seconds between two looks whether deadlines still stand
CLEAN = 86_400.0  # seconds between two cleanings
KEEP_WARNINGS = timedelta(days=90)
FIRST_WAIT, LAST_WAIT = 0.02, 0.2  # seconds between two looks into an empty inbox
AWAY_WAIT, BROKEN_WAIT = 0.5, 10.0


class Worker:
    """`stop` ends `run` after the batch under way."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._stopping = threading.Event()
        self._clock = clock
        self._is_leading = False
        self._ticked_at = self._picked_at = self._reckoned_at = float("-inf")
        self._freshened_at = self._cleaned_at = float("-inf")

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        wait = FIRST_WAIT
        while not self._stopping.is_set():
            wait = self._turn(wait)
            if wait:
                self._stopping.wait(wait)

    def _turn(self, wait: float) -> float:
        """Do what there is to do; returns how long to wait before the next turn."""
        try:
            if not self._is_leading:
                self._is_leading = lead()
                if not self._is_leading:
                    return 1.0
                warm_up()
            return 0.0 if self._work() else min(wait * 1.5, LAST_WAIT) or FIRST_WAIT
        except (OperationalError, InterfaceError, Unavailable) as error:
            log.warning("the database is away: %s", error)
            self._lose()
            return AWAY_WAIT
        except Exception:
            log.exception("the river is broken; everything stays in the inbox, next try in %.0f s", BROKEN_WAIT)
            return BROKEN_WAIT

    def _work(self) -> bool:
        did = self._clock() - self._ticked_at >= TICK and self._let_time_pass()
        if river.is_waiting():
            river.drain(limit=BATCH, now=timezone.now())
            return True
        return did

    def _let_time_pass(self) -> bool:
        """The next part of a new version, and whom time alone concerns; when there was any, look again at once."""
        did = rescore.step(now=timezone.now())
        did = rescore.tick(now=timezone.now()) > 0 or did
        did = clocking_sweep.sweep(now=timezone.now()) > 0 or did
        if self._clock() - self._picked_at >= PICK_UP:
            gave = leaving.offer_what_waits(now=timezone.now()) > 0
            gave = absence.begin(now=timezone.now()) > 0 or gave
            gave = routing.pick_up(now=timezone.now()) > 0 or gave
            self._picked_at = float("-inf") if gave else self._clock()
        if self._clock() - self._reckoned_at >= RECKON:
            was_stale = clocking_sweep.follow_changes(now=timezone.now()) > 0
            self._reckoned_at = float("-inf") if was_stale else self._clock()
        if self._clock() - self._freshened_at >= FRESHEN:
            was_old = rescore.freshen(now=timezone.now()) > 0
            self._freshened_at = float("-inf") if was_old else self._clock()
        if self._clock() - self._cleaned_at >= CLEAN:
            collect.forget_warnings(before=timezone.now() - KEEP_WARNINGS)
            self._cleaned_at = self._clock()
        self._ticked_at = float("-inf") if did else self._clock()
        return did

    def _lose(self) -> None:
        """The connection, and with it the lead, is gone."""
        self._is_leading = False
        connection.close()


def warm_up() -> None:
    """Compile the fold before the first touch waits for it; what is loaded stays, and is not looked at for garbage."""
    in_force = agreements.all_in_force(timezone.now())
    for version in in_force.versions if in_force else ():
        scoring.moments(subjects=[], since={}, until=timezone.now(), version=version)
    gc.freeze()
    log.info("the river runs; %s bodies wait", collect.waiting()[0])


def main() -> None:
    """Work until SIGTERM or SIGINT; the batch under way is finished first."""
    worker = Worker()

    def on_stop(_number: int, _frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, on_stop)
    signal.signal(signal.SIGINT, on_stop)
    with jobs.running(), sealing.running():
        worker.run()
    connection.close()
