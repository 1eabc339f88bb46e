"""A real web process on a database of its own, beside the tests' one."""

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import psycopg
from psycopg.conninfo import conninfo_to_dict

from accord.project.config import settings_from
from accord.project.database import url

ROOT = Path(__file__).parents[2]
WORKER = os.environ.get("PYTEST_XDIST_WORKER", "alone")  # each test process has databases of its own


@dataclass(frozen=True, slots=True)
class Place:
    """Where the pages are, and the environment that commands need to reach the same database."""

    address: str
    environment: dict[str, str]
    process: int

    def run(self, *arguments: str) -> str:
        """A Python module with arguments, against this database. Raises CalledProcessError where it fails."""
        command = [sys.executable, "-W", "ignore", "-m", *arguments]
        done = subprocess.run(command, env=self.environment, cwd=ROOT, check=True, text=True, stdout=subprocess.PIPE)
        return done.stdout


@contextmanager
def place(
    name: str, home: Path, *, seed: tuple[str, ...] = ("tests.browser.seed",), keep: bool = False
) -> Iterator[Place]:
    """Create the database anew, migrate, seed, serve; stop and drop at the end."""
    server = url(settings_from())
    environment = {**os.environ, "ACCORD_HOME": str(home), "DATABASE_URL": _named(server, name)}
    environment.pop("ACCORD_DEBUG", None)
    port = free_port()
    here = Place(f"http://127.0.0.1:{port}", environment, 0)
    if not keep:
        _again(server, name)
        here.run("accord.project.manage", "migrate", "--verbosity", "0")
        here.run(*seed)
    log = (home / "web.log").open("w")
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "accord.project.wsgi:application",
    ]
    web = subprocess.Popen(command, env=environment, cwd=ROOT, stdout=log, stderr=log)
    try:
        await_answer(f"{here.address}/login/", web, home / "web.log")
        yield Place(here.address, environment, web.pid)
    finally:
        web.terminate()
        web.wait(timeout=20)
        log.close()
        if not keep:
            _again(server, name, create=False)


def _named(server: str, name: str) -> str:
    parts = conninfo_to_dict(server)
    user, host = quote(parts.get("user") or "postgres"), quote(parts.get("host") or "127.0.0.1", safe="")
    port = f"&port={parts['port']}" if parts.get("port") else ""
    secret = f":{quote(parts['password'])}" if parts.get("password") else ""
    return f"postgresql://{user}{secret}@/{name}?host={host}{port}"


def _again(server: str, name: str, *, create: bool = True) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        if create:
            connection.execute(f'CREATE DATABASE "{name}"')


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def await_answer(address: str, web: "subprocess.Popen[bytes]", log: Path) -> None:
    for _ in range(300):
        if web.poll() is not None:
            break
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(f"the web process does not answer: {log.read_text()[-2000:]}")
