"""kill -9 of a process that seals and drops what is sealed, at random instants: what is there can be read, says what it
said, and holds each touch once."""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time

import pytest

from bench.ground import home

KILLS = 20


class Talk:
    """A process that is spoken to by lines."""

    def __init__(self, part, environment, module="tests.reliability.sealer"):
        command = [sys.executable, "-m", module, part]
        self.process = subprocess.Popen(
            command, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert self.hear() == "ready"

    def hear(self):
        return self.process.stdout.readline().strip()

    def ask(self, line):
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()
        return self.hear()

    def end(self):
        self.process.stdin.close()
        self.process.wait(20)


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
def test_each_touch_is_there_once_whenever_the_sealing_process_is_killed():
    dice = random.Random(7)
    with home(ACCORD_DURABLE="false", ACCORD_KEEP_MONTHS="2") as environment:
        desk, sealer = Talk("desk", environment), Talk("seal", environment)
        sent, killed, took = int(desk.ask("fill 1 2000")), 0, 1.5
        for number in range(2, 100):
            began = time.monotonic()
            child = int(sealer.ask("seal"))
            time.sleep(dice.random() * took)
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            if sealer.hear() == "killed":
                killed += 1
                found = json.loads(desk.ask("read"))
                told = (found["seen"], found["once"], found["whole"], found["ok"])
                assert told == (sent, sent, sent, True), found
            else:  # it was too quick: there is nothing left to seal
                took = time.monotonic() - began
                sent += int(desk.ask(f"fill {number} 300"))
            if killed == KILLS:
                break
        assert killed == KILLS
        while sealer.ask("seal") and sealer.hear() != "done":
            pass
        found = json.loads(desk.ask("read"))
        desk.end()
        sealer.end()
    assert found["seen"] == found["once"] == found["whole"] == sent
    assert sent * 0.7 < found["dropped"] < found["rows"], found
    assert (found["missing"], found["twice"], found["strange"], found["unlisted"]) == (0, 0, 0, 0), found
    assert found["rows"] > sent * 0.8
