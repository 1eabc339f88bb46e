"""One supervised process: started, started again when it dies, stopped in order."""

import logging
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass

FIRST_DELAY, LAST_DELAY = 0.1, 10.0
KILLED_DELAY = 0.5  # somebody else ended it, and not a fault that it would only meet again
STEADY = 30.0  # seconds after which a process counts as healthy again
log = logging.getLogger(__name__)


@dataclass
class Child:
    name: str
    command: list[str]
    clock: Callable[[], float] = time.monotonic
    process: "subprocess.Popen[bytes] | None" = None
    started_at: float = 0.0
    due_at: float = 0.0
    delay: float = FIRST_DELAY

    def start(self) -> None:
        # A session of its own: Ctrl-C reaches the supervisor alone, and it stops the others in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603 - our own command
        self.started_at = self.clock()

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def keep_alive(self) -> None:
        """Start it again when it is dead and its delay is over; the delay doubles while it keeps ending by itself."""
        if self.is_alive:
            return
        if self.process is not None:
            status = self.process.returncode
            self.delay = FIRST_DELAY if self.clock() - self.started_at > STEADY else self.delay
            delay = min(self.delay, KILLED_DELAY) if status < 0 else self.delay
            self.due_at = self.clock() + delay
            log.warning("%s ended (%s); starting it again in %.1f s", self.name, status, delay)
            self.delay = min(LAST_DELAY, self.delay * 2)
            self.process = None
        if self.clock() >= self.due_at:
            self.start()

    @property
    def waits(self) -> float | None:
        """Seconds until it is to be started again; None while it lives."""
        return None if self.process is not None else max(0.0, self.due_at - self.clock())

    def stop(self, *, seconds: float) -> None:
        """Ask it to end, and end it when it does not."""
        if self.process is None:
            return
        self.process.send_signal(signal.SIGTERM)
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            log.warning("%s did not stop within %.0f s", self.name, seconds)
            self.process.kill()
            self.process.wait()
