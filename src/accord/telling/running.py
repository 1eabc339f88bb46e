"""Deliveries leave in threads of the worker's process, beside the river: one looks what is due, and every channel that
has something gets a thread of its own, so that one that hangs delays no other."""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from django.db import DatabaseError, InterfaceError, connection
from django.utils import timezone

from accord.outbox import api as outbox
from accord.telling import carrying, leasing, spreading

log = logging.getLogger(__name__)
LOOK = 1.0  # seconds between two looks when nothing is due
AWAY = 5.0  # seconds to wait when the database is away
LANES = 8  # channels that are carried to at the same time
RUN = 200  # deliveries a channel gets before it is looked at anew
CLEAN = 3600.0
KEEP_DELIVERIES, KEEP_NOTICES = timedelta(days=90), timedelta(days=180)


class Postman:
    """`stop` ends `run` after what is under way. `lease` is for how many seconds a delivery is held at most."""

    def __init__(self, *, lease: float = leasing.SECONDS) -> None:
        self._lease = lease
        self._stopping = threading.Event()
        self._busy: set[int] = set()
        self._lock = threading.Lock()
        self._cleaned_at = float("-inf")

    def stop(self) -> None:
        self._stopping.set()

    def run(self) -> None:
        with ThreadPoolExecutor(LANES, thread_name_prefix="channel") as pool:
            while not self._stopping.is_set():
                self._stopping.wait(self._look(pool))
        connection.close()

    def _look(self, pool: ThreadPoolExecutor) -> float:
        """Give out what is due; returns how long to wait before the next look."""
        try:
            now = timezone.now()
            did = spreading.spread(now=now) + spreading.bundle(now=now)
            for channel_id in leasing.lanes(now=now):
                self._send_out(pool, channel_id)
            self._clean()
        except (DatabaseError, InterfaceError) as error:
            log.warning("deliveries pause, the database is away: %s", error)
            connection.close()
            return AWAY
        except Exception:
            log.exception("deliveries pause; everything stays in the outbox")
            return AWAY
        return 0.0 if did else LOOK

    def _send_out(self, pool: ThreadPoolExecutor, channel_id: int) -> None:
        with self._lock:
            if channel_id in self._busy:
                return
            self._busy.add(channel_id)
        pool.submit(self._lane, channel_id)

    def _lane(self, channel_id: int) -> None:
        """Carry what one channel has due, one after the other, until something fails."""
        try:
            for _ in range(RUN):
                if self._stopping.is_set():
                    return
                held = leasing.take(channel_id=channel_id, now=timezone.now(), seconds=self._lease)
                if held is None:
                    return
                carrying.carry(held, now=timezone.now())
        except Exception:
            log.exception("channel %s: a delivery is broken; it is tried again when its lease ends", channel_id)
        finally:
            connection.close()
            with self._lock:
                self._busy.discard(channel_id)

    def _clean(self) -> None:
        if time.monotonic() - self._cleaned_at < CLEAN:
            return
        self._cleaned_at = time.monotonic()
        now = timezone.now()
        leasing.drop_old(now=now)
        leasing.forget(before=now - KEEP_DELIVERIES)
        outbox.forget(before=now - KEEP_NOTICES)


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Deliveries leave until the block ends; what is under way then is finished, or sent anew under the same id."""
    postman = Postman()
    thread = threading.Thread(target=postman.run, name="postman", daemon=True)
    thread.start()
    try:
        yield
    finally:
        postman.stop()
        thread.join(12)
