"""The embedded database: whoever needs it starts it, also where it died under a process that had started it."""

import os
import signal
import subprocess
import sys

import psutil
import psycopg
import pytest

from accord.project.database import ensure_embedded, stop_embedded

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


@pytest.fixture
def own_home(tmp_path):
    yield tmp_path
    stop_embedded(tmp_path)


def postmaster(home):
    return psutil.Process(int((home / "postgres" / "postmaster.pid").read_text().split("\n")[0]))


FIRST_OF_A_CONTAINER = """
import ctypes, os, signal, sys, time
from pathlib import Path
ctypes.CDLL(None).prctl(36, 1)  # PR_SET_CHILD_SUBREAPER: whoever loses their parent becomes our child
from accord.project.database import ensure_embedded
home = Path(sys.argv[1])
ensure_embedded(home, durable=False)
os.kill(int((home / "postgres" / "postmaster.pid").read_text().split()[0]), signal.SIGKILL)
time.sleep(0.5)
print(ensure_embedded(home, durable=False))
"""


class TestEmbedded:
    def test_is_started_again_by_the_process_that_had_started_it(self, own_home):
        address = ensure_embedded(own_home, durable=False)
        first = postmaster(own_home)
        os.kill(first.pid, signal.SIGKILL)
        first.wait(10)
        assert ensure_embedded(own_home, durable=False) == address
        psycopg.connect(address).close()
        assert postmaster(own_home) != first

    def test_is_started_again_by_the_first_process_of_a_container(self, own_home):
        command = [sys.executable, "-W", "ignore", "-c", FIRST_OF_A_CONTAINER, str(own_home)]
        address = subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()
        psycopg.connect(address).close()
