"""The three processes of an installation, alone or as children of the supervisor."""

import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path
from typing import Any

from accord.kernel.errors import Refused, Unavailable
from accord.project.config import settings_from
from accord.project.lifeline import end_with_parent

AWAY = 75  # the status of what may be tried later, as sysexits has it
NAMES = ("prepare", "collect", "web", "work")
FRONT_END = Path(__file__).parent.parent / "web" / "static" / "vendor"


def collect(*, host: str | None = None, port: int | None = None, web: str = "") -> None:
    """Run the tracking door; with `web` (host:port) everything else on the address is handed on to it."""
    from accord.collector.main import run
    from accord.collector.options import Options
    from accord.project.database import url

    settings = settings_from()
    run(
        Options(
            host=host or settings.host,
            port=port or settings.port,
            database_url=url(settings),
            web=web,
            public_url=settings.public_url,
            rate_limit=settings.rate_limit,
            durable=settings.durable,
        )
    )


def has_front_end() -> bool:
    """Whether the style sheets and scripts of the pages were installed: `pip install` alone does not bring them."""
    return FRONT_END.is_dir() and any(FRONT_END.iterdir())


def web(*, host: str | None = None, port: int | None = None) -> None:
    """Run the screens."""
    from granian.constants import Interfaces
    from granian.log import LogLevels
    from granian.server import Server

    if not has_front_end():
        logging.getLogger(__name__).warning("pages will look bare, for their files are missing; run: make install")
    settings = settings_from()
    (settings.home / "static").mkdir(parents=True, exist_ok=True)
    Server(
        "accord.project.wsgi:application",
        address=host or settings.host,
        port=port or settings.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=settings.web_threads,
        backpressure=64,
        websockets=False,
        respawn_failed_workers=True,
        respawn_interval=0.5,
        workers_kill_timeout=10,
        log_level=LogLevels.info if settings.debug else LogLevels.warning,
    ).serve(target_loader=partial(_application, os.getpid()), wrap_loader=False)


def _application(parent: int) -> Any:
    """Loaded in granian's own child, which must not outlive its parent either. Until granian gives it handlers of its
    own, the parent's would swallow the signal."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    end_with_parent(parent)
    from accord.project.wsgi import application

    return application


def work() -> None:
    """Run the worker."""
    from accord.project.ready import prepare

    prepare()
    from accord.journey import worker
    from accord.telling import running

    with running.running():
        worker.main()


def _child(name: str, parent: int, host: str, port: int, web_address: str) -> None:
    """An expected refusal is one line and a status, as of a command; the supervisor starts it again."""
    end_with_parent(parent)
    logging.basicConfig(level=logging.INFO, format=f"%(asctime)s %(levelname)s {name}: %(message)s")
    try:
        _run(name, host, port, web_address)
    except (Refused, Unavailable) as error:
        logging.getLogger(__name__).critical("%s; accord doctor says what to look at", " ".join(error.message.split()))
        sys.exit(AWAY if isinstance(error, Unavailable) else 1)


def _run(name: str, host: str, port: int, web_address: str) -> None:
    if name == "prepare":
        from accord.project.ready import prepare

        prepare()
    elif name == "collect":
        collect(host=host, port=port, web=web_address)
    elif name == "web":
        web(host=host, port=port)
    else:
        work()


def command(name: str, *, host: str, port: int, web_address: str) -> list[str]:
    """The command line by which the supervisor starts this process."""
    quiet = ("-W", "ignore:XDG_RUNTIME_DIR is not set")  # the database wheel's, and nobody's concern
    return [sys.executable, *quiet, "-m", __name__, name, str(os.getpid()), host, str(port), web_address]


if __name__ == "__main__":
    _child(sys.argv[1], int(sys.argv[2]), sys.argv[3], int(sys.argv[4]), sys.argv[5])
