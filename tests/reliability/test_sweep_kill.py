"""kill -9 of a process that sweeps clocks, at random instants: each step is taken once and told once."""

import contextlib
import json
import os
import random
import signal
import time

import pytest

from bench.ground import home
from tests.reliability.test_seal_kill import Talk

CLOCKS, KILLS, MINUTES = 400, 12, (50, 75, 100)
STEPS = 4


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
def test_each_step_is_taken_and_told_once_whenever_the_sweeping_process_is_killed():
    dice = random.Random(7)
    with home(ACCORD_DURABLE="false") as environment:
        desk = Talk("desk", environment, module="tests.reliability.sweeper")
        assert int(desk.ask(f"begin {CLOCKS}")) == CLOCKS
        sweeper = Talk("sweep", environment, module="tests.reliability.sweeper")
        killed = 0
        for minute in MINUTES:
            for _ in range(KILLS // len(MINUTES)):
                child = int(sweeper.ask(str(minute)))
                time.sleep(dice.random() * 0.5)
                with contextlib.suppress(ProcessLookupError):
                    os.kill(child, signal.SIGKILL)
                killed += sweeper.hear() == "killed"
            time.sleep(0.4)  # what the last one had leased is free again
            sweeper.ask(str(minute))
            assert sweeper.hear() == "done"
        found = json.loads(desk.ask("read"))
        sweeper.end()
        desk.end()
    assert killed >= 3
    every = CLOCKS * STEPS
    assert found == {"taken": every, "twice": 0, "told": every, "kept": every, "broken": CLOCKS, "left": 0}
