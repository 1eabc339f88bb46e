"""`accord doctor`: what is wrong with this installation, and how to mend it."""

import shutil
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg

from accord.kernel.errors import AccordError
from accord.project import database, processes, supervisor
from accord.project.config import Settings, settings_from
from accord.project.lock import Lock

PYTHONS = ((3, 11), (3, 14))
POSTGRES = 150_000
ROOM = 1024**3
LAG = 60
SKEW = 5


@dataclass(frozen=True, slots=True)
class Finding:
    """One check: whether it holds, what was seen, and how to mend it where it does not."""

    name: str
    ok: bool
    detail: str
    mend: str = ""

    def as_dict(self) -> dict[str, object]:
        return asdict(self)

    def line(self) -> str:
        sign, mend = ("✓", "") if self.ok else ("✗", f" → {self.mend}" if self.mend else "")
        return f"{sign} {self.name}: {self.detail}{mend}"


def is_well(findings: list[Finding]) -> bool:
    return all(f.ok for f in findings)


def examine() -> list[Finding]:
    """All checks, in the order in which things depend on each other; those that cannot be made are left out."""
    return list(_examine())


def _examine() -> Iterator[Finding]:
    yield _python()
    try:
        settings = settings_from()
    except AccordError as error:
        yield Finding("settings", False, error.message, "correct them in the environment or in accord.toml")
        return
    yield Finding("settings", True, f"home {settings.home}, address {settings.address}")
    home = _home(settings.home)
    yield home
    if not home.ok:
        return
    yield _disk(settings.home)
    yield _front_end()
    yield _port(settings)
    yield from _with_database(settings)


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = PYTHONS[0] <= sys.version_info[:2] <= PYTHONS[1]
    return Finding("python", ok, version, "install Accord under Python 3.11 to 3.14")


def _home(home: Path) -> Finding:
    try:
        home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=home):
            pass
    except OSError as error:
        return Finding("home", False, str(error), "let this user write there, or name another folder by ACCORD_HOME")
    return Finding("home", True, f"{home} can be written")


def _disk(home: Path) -> Finding:
    free = shutil.disk_usage(home).free
    mend = "make room: PostgreSQL stops when the disk is full"
    return Finding("disk", free > ROOM, f"{free / 1024**3:.1f} GiB free", mend)


def _front_end() -> Finding:
    ok = processes.has_front_end()
    return Finding("front end", ok, "installed" if ok else "the files of the pages are missing", "run: make install")


def _port(settings: Settings) -> Finding:
    told = Lock.holder(settings.home)
    if told is not None:
        answers = supervisor.answers(f"{told.rpartition(' ')[2]}/v1/ready")
        return Finding("server", answers, f"runs: {told}", "it does not answer; look at what it printed")
    ok = supervisor.is_free(settings.host, settings.port)
    detail = f"does not run; {settings.host}:{settings.port} is {'free' if ok else 'taken by another program'}"
    return Finding("server", ok, detail, "name another port by ACCORD_PORT or --port")


def _with_database(settings: Settings) -> Iterator[Finding]:
    try:
        address = database.url(settings)
        with psycopg.connect(address, autocommit=True, connect_timeout=5) as connection:
            yield _version(connection)
            yield _encoding(connection)
            yield _durable(connection, settings)
            yield _clock(connection)
    except (AccordError, psycopg.Error) as error:
        mend = "check DATABASE_URL and that the server runs" if settings.database_url else "look at its log in the home"
        yield Finding("database", False, str(error).strip(), mend)
        return
    yield from _of_the_rooms()


def _version(connection: psycopg.Connection) -> Finding:
    version = connection.info.server_version
    mend = "Accord needs PostgreSQL 15 or newer"
    return Finding("database", version >= POSTGRES, f"PostgreSQL {version // 10000}.{version % 10000} answers", mend)


def _encoding(connection: psycopg.Connection) -> Finding:
    encoding = connection.info.parameter_status("server_encoding") or "unknown"
    return Finding("encoding", encoding == "UTF8", encoding, "create the database anew with ENCODING 'UTF8'")


def _durable(connection: psycopg.Connection, settings: Settings) -> Finding:
    row = connection.execute("SELECT current_setting('fsync'), current_setting('full_page_writes')").fetchone()
    ok = settings.durable and row == ("on", "on")
    detail = "an acknowledged event is on disk" if ok else "an acknowledged event can be lost when the machine stops"
    return Finding("durability", ok, detail, "turn fsync and full_page_writes on, and ACCORD_DURABLE too")


def _clock(connection: psycopg.Connection) -> Finding:
    row = connection.execute("SELECT extract(epoch FROM clock_timestamp())::float").fetchone()
    skew = abs(time.time() - float(row[0])) if row else 0.0
    detail = f"{skew:.1f} s apart from the database's"
    return Finding("clock", skew < SKEW, detail, "set both clocks by NTP")


def _of_the_rooms() -> Iterator[Finding]:
    """Checks that need the rooms themselves; nothing is changed, migrations neither."""
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    from accord.project.ready import pending

    django.setup()
    missing = pending()
    detail = f"{len(missing)} not applied" if missing else "all applied"
    yield Finding("migrations", not missing, detail, "start the server or run any other command: it applies them")
    if not missing:
        yield from (check() for check in _ROOMS)


def _agreement() -> Finding:
    from django.utils import timezone

    from accord.agreement import api

    version = api.current()
    detail = f"version {version.number}: {version.title}" if version else "none in force: nothing is scored"
    due = api.revision_due(version) if version else None
    if due is not None and due <= timezone.now():  # a reminder; nothing is broken
        detail += f"; it was to be revised by {due:%Y-%m-%d}, propose the next one"
    return Finding("agreement", version is not None, detail, "run: accord agreement publish FILE")


def _sources() -> Finding:
    from accord.steps.collect import api

    live = [s for s in api.sources() if s.revoked_at is None]
    return Finding("sources", bool(live), f"{len(live)} with an open key", "run: accord source add NAME")


def _worker() -> Finding:
    from django.utils import timezone

    from accord.steps.collect import api

    count, since = api.waiting()
    lag = (timezone.now() - since).total_seconds() if since else 0.0
    detail = f"{count} bodies wait, the oldest for {lag:.0f} s" if count else "nothing waits"
    return Finding("worker", lag < LAG, detail, "start the server, or look at what its worker prints")


def _set_aside() -> Finding:
    from accord.journey import api

    count = api.count_aside()
    detail = f"{count} {'message' if count == 1 else 'messages'} set aside" if count else "nothing is set aside"
    return Finding("quarantine", not count, detail, "see accord quarantine list, then accord quarantine retry")


def _lake() -> Finding:
    from django.utils import timezone

    from accord.journey import sealing

    try:
        found = sealing.status(now=timezone.now())
    except AccordError as error:
        return Finding("lake", False, error.message)
    held = f"{found['rows']} touches sealed in {found['files']} files" if found["files"] else "nothing is sealed yet"
    detail = f"{held}, {found['wrong']} of them missing or cut" if found["wrong"] else held
    return Finding("lake", not found["wrong"], detail, "run: accord lake rebuild")


def _mail() -> Finding:
    from django.conf import settings

    server = settings.MAIL_SERVER
    if server is None:
        return Finding("mail", True, "no server is named by ACCORD_MAIL_URL: no mail leaves")
    try:
        with socket.create_connection((server.host, server.port), timeout=5):
            pass
    except OSError as error:
        mend = "check ACCORD_MAIL_URL and that the server runs"
        return Finding("mail", False, f"{server.host}:{server.port} cannot be reached: {error}", mend)
    return Finding(
        "mail", True, f"{server.host}:{server.port} answers ({server.encryption}), from {settings.MAIL_FROM}"
    )


def _channels() -> Finding:
    from accord.telling import api

    channels = api.channels()
    failing = [one for one in channels if one.is_on and one.failing_since is not None]
    parked = sum(one.parked for one in channels)
    if failing:
        said = ", ".join(f"{one.name} since {one.failing_since:%Y-%m-%d %H:%M} ({one.waiting} wait)" for one in failing)
        return Finding("channels", False, f"failing: {said}", "see the page Channels: the error, and Retry now")
    more = f", {parked} deliveries parked" if parked else ""
    return Finding("channels", True, f"{len(channels)} connected, none fails{more}")


_ROOMS: tuple[Callable[[], Finding], ...] = (_agreement, _sources, _worker, _set_aside, _lake, _mail, _channels)
