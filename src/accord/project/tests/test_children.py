"""How soon a process that has ended is started again."""

import signal
import sys
from dataclasses import dataclass

from accord.project.children import KILLED_DELAY, LAST_DELAY, STEADY, Child


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self):
        return self.now


def child(program, clock):
    one = Child("child", [sys.executable, "-c", program], clock=clock)
    one.start()
    return one


def delays(one, clock, times, end):
    """How long it was waited for each time."""
    found = []
    for _ in range(times):
        end(one)
        one.process.wait()
        one.keep_alive()
        found.append(round(one.waits, 3))
        clock.now = one.due_at
        one.keep_alive()
        assert one.process is not None
    one.stop(seconds=5)
    return found


class TestAChild:
    def test_that_keeps_ending_by_itself_waits_ever_longer(self):
        clock = Clock()
        found = delays(child("raise SystemExit(3)", clock), clock, 9, end=lambda one: None)
        assert found == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, LAST_DELAY, LAST_DELAY]

    def test_that_is_killed_is_back_soon_however_often(self):
        clock = Clock()
        one = child("import time; time.sleep(60)", clock)
        found = delays(one, clock, 6, end=lambda one: one.process.send_signal(signal.SIGKILL))
        assert found == [0.1, 0.2, 0.4, KILLED_DELAY, KILLED_DELAY, KILLED_DELAY]

    def test_that_ran_for_long_starts_at_once_again(self):
        clock = Clock()

        def end(one):
            clock.now += STEADY + 1

        found = delays(child("raise SystemExit(3)", clock), clock, 3, end=end)
        assert found == [0.1, 0.1, 0.1]
