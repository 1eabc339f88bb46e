"""kill -9 of everything while clients send: nothing acknowledged is lost, nothing counted twice.

    python -m bench.kill [--kills 200] [--messages 1000000] [--batch 20]

Real processes under the real supervisor. Clients send again, with the same ids, until they are answered 200, and a
fifth of what was answered once more. At the end everything is made anew and compared.
"""

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

import psutil

NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"
VICTIMS = ("collect", "work", "web", "postgres", "supervisor")
PREPARE = f"""
from accord.project.ready import prepare
prepare()
from django.utils import timezone
from accord.journey import rescore
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.steps.collect import api as collect
now = timezone.now()
members.add(email="sam@northwind.example", role="rep", now=now)
rescore.publish(text=open({str(NORTHWIND)!r}).read(), name="n", by=PROCESS, now=now)
print(collect.add_source(name="web site", now=now).write_key)
"""
VERIFY = """
import json, time
from accord.project.ready import prepare
prepare()
from django.db import connection
from accord.journey import rebuild, worker
from accord.steps.collect import api as collect
from accord.journey import river
from django.utils import timezone
while river.drain(now=timezone.now()):
    pass
with connection.cursor() as cursor:
    cursor.execute("SELECT message_id FROM collect_touch")
    stored = [row[0] for row in cursor.fetchall()]
    cursor.execute("SELECT count(*) FROM journey_quarantined")
    aside = cursor.fetchone()[0]
print(json.dumps({"stored": stored, "aside": aside, "report": rebuild.check(now=timezone.now())}, default=str))
"""


class Server:
    """`accord serve` in a home of its own; killed and started again as often as one likes."""

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="accord-kill-"))
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        own = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_") and k != "DATABASE_URL"}
        self.environment = {**own, "ACCORD_HOME": str(self.home), "ACCORD_PORT": str(self.port)}
        self.environment["DJANGO_SETTINGS_MODULE"] = "accord.project.settings"
        self.log = (self.home / "serve.log").open("ab")
        self.key = self.run(PREPARE).strip().splitlines()[-1]
        self.process: subprocess.Popen[bytes] | None = None

    def run(self, program: str) -> str:
        command = [sys.executable, "-c", program]
        done = subprocess.run(command, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-3000:])
        return done.stdout

    def start(self) -> None:
        command = [sys.executable, "-c", "from accord.project.supervisor import serve; raise SystemExit(serve())"]
        out = self.log
        self.process = subprocess.Popen(command, env=self.environment, stdout=out, stderr=out, start_new_session=True)

    def keep(self) -> None:
        if self.process is None or self.process.poll() is not None:
            self.start()

    def pids(self, name: str) -> list[int]:
        """Ours only: the supervisor we started, its children, and the database of our home."""
        if self.process is None or self.process.poll() is not None:
            return []
        if name == "supervisor":
            return [self.process.pid]
        if name == "postgres":
            with contextlib.suppress(OSError, ValueError, IndexError):
                return [int((self.home / "postgres" / "postmaster.pid").read_text().splitlines()[0])]
            return []
        with contextlib.suppress(psutil.Error):
            children = psutil.Process(self.process.pid).children()
            return [c.pid for c in children if name in c.cmdline()]
        return []

    def kill(self, name: str) -> bool:
        killed = False
        for pid in self.pids(name):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
                killed = True
        return killed

    def is_ready(self) -> bool:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=2)
            connection.request("GET", "/v1/ready")
            return connection.getresponse().status != 503
        except (OSError, http.client.HTTPException):
            return False

    def left(self) -> list[str]:
        """The processes of our home that still run, by their command lines; the database may."""
        found = []
        for one in psutil.process_iter():
            with contextlib.suppress(psutil.Error):
                if one.environ().get("ACCORD_HOME") == str(self.home) and "accord.project" in " ".join(one.cmdline()):
                    found.append(" ".join(one.cmdline()[-6:]))
        return found

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            with contextlib.suppress(subprocess.TimeoutExpired):
                self.process.wait(40)

    def remove(self) -> None:
        self.stop()
        with contextlib.suppress(Exception):
            self.run("from accord.project.config import settings_from; from accord.project.database import "
                     "stop_embedded; stop_embedded(settings_from().home)")  # fmt: skip
        self.log.close()
        shutil.rmtree(self.home, ignore_errors=True)


class Client(threading.Thread):
    """Sends batches until each is acknowledged; one in five once more."""

    def __init__(
        self, server: Server, number: int, messages: int, batch: int, people: int, pause: float,
        stopping: threading.Event,
    ) -> None:  # fmt: skip
        super().__init__()
        self._server, self._number, self._messages, self._batch = server, number, messages, batch
        self._people, self._pause = people, pause
        self._stopping = stopping
        self._rng = random.Random(number)
        self.acknowledged: list[str] = []
        self.retries = 0

    def run(self) -> None:
        first = 0
        while first < self._messages or not self._stopping.is_set():
            # When its share is sent, a client goes on with single messages until the last kill.
            size = self._batch if first < self._messages else 1
            body = json.dumps({"batch": [self._message(first + i) for i in range(size)]}).encode()
            self._send(body)
            self.acknowledged += [f"k{self._number}-{first + i}" for i in range(size)]
            if self._rng.random() < 0.2:
                self._send(body)
            first += size
            time.sleep(self._pause if size > 1 else 0.05)

    def _message(self, number: int) -> dict[str, Any]:
        who = self._rng.randrange(self._people)
        said = {"messageId": f"k{self._number}-{number}", "anonymousId": f"b{who}", "type": "page",
                "properties": {"path": self._rng.choice(["/pricing", "/docs/a", "/"])}}  # fmt: skip
        roll = self._rng.random()
        if roll < 0.1:
            traits = {"email": f"p{who}@c{who % 20}.example", "jobTitle": "CIO", "company": "Acme"}
            said |= {"type": "identify", "userId": f"u{who}", "traits": traits}
        elif roll < 0.2:
            said |= {"type": "track", "event": self._rng.choice(["Trial Started", "Demo Requested"])}
        return said

    def _send(self, body: bytes) -> None:
        while not self._try(body):
            self.retries += 1
            time.sleep(0.05)

    def _try(self, body: bytes) -> bool:
        wait = None
        try:
            wait = http.client.HTTPConnection("127.0.0.1", self._server.port, timeout=10)
            wait.request("POST", "/v1/batch", body, {"Authorization": _basic(self._server.key)})
            return wait.getresponse().status == 200
        except (OSError, http.client.HTTPException):
            return False
        finally:
            if wait is not None:
                wait.close()


def _basic(key: str) -> str:
    import base64

    return "Basic " + base64.b64encode(f"{key}:".encode()).decode()


def trial(
    *, kills: int, messages: int, batch: int = 20, clients: int = 4, pause: float = 1.0, seed: int = 1
) -> dict[str, Any]:
    """Send, kill, verify; what was lost, doubled or different, all of which should be nothing. The messages are spread
    over the time that the kills take, and over people with some fifty each."""
    people, breath = max(200, messages // 50), 0.8 * kills * pause * 2 / max(1, messages / clients / batch)
    rng, server, stopping = random.Random(seed), Server(), threading.Event()
    try:
        server.start()
        _wait(server, 60)
        crew = [
            Client(server, number, messages // clients, batch, people, breath, stopping) for number in range(clients)
        ]
        for client in crew:
            client.start()
        done, slow = _kill(server, rng, kills, pause)
        stopping.set()
        while any(client.is_alive() for client in crew):
            server.keep()
            time.sleep(0.05)
        for client in crew:
            client.join()
        server.stop()
        left = server.left()
        found = json.loads(server.run(VERIFY).splitlines()[-1])
    finally:
        server.remove()
    sent = {message for client in crew for message in client.acknowledged}
    stored = found["stored"]
    return {
        "kills": sum(done.values()),
        **{f"killed_{name}": done.get(name, 0) for name in VICTIMS},
        "acknowledged": len(sent),
        "retries": sum(client.retries for client in crew),
        "lost": len(sent - set(stored)),
        "twice": len(stored) - len(set(stored)),
        "set_aside": found["aside"],
        "differences": len(found["report"]["differences"]),
        "first_differences": found["report"]["differences"][:5],
        "left_behind": len(left),
        "slowest_ready_s": round(slow["collect"], 2),
        "slowest_ready_supervisor_s": round(slow["supervisor"], 2),
        "slowest_ready_database_s": round(slow["postgres"], 2),
    }


def _kill(server: Server, rng: random.Random, kills: int, pause: float) -> tuple[dict[str, int], dict[str, float]]:
    """How often each was killed, and the longest time until the door was ready after that."""
    done: dict[str, int] = {}
    slow = {"collect": 0.0, "supervisor": 0.0, "postgres": 0.0}
    while sum(done.values()) < kills:
        time.sleep(pause * (0.3 + rng.random()))
        name = rng.choices(VICTIMS, [5, 5, 2, 2, 1])[0]
        if server.kill(name):
            done[name] = done.get(name, 0) + 1
        server.keep()
        if name in slow:
            slow[name] = max(slow[name], _wait(server, 60))
    return done, slow


def _wait(server: Server, seconds: float) -> float:
    began = time.monotonic()
    while not server.is_ready():
        server.keep()
        if time.monotonic() - began > seconds:
            raise RuntimeError("not ready: " + (server.home / "serve.log").read_text()[-3000:])
        time.sleep(0.05)
    return time.monotonic() - began


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--messages", type=int, default=1_000_000)
    parser.add_argument("--batch", type=int, default=200)
    chosen = parser.parse_args()
    from bench.ground import write

    write("kill", [trial(kills=chosen.kills, messages=chosen.messages, batch=chosen.batch)])
