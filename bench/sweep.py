"""Sweeping clocks: 100,000 that are due, and what it costs to find that nothing is, however many are open.

python -m bench.sweep [--clocks N] [--few N]
"""

import argparse
import os
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ground import home, write

NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"
MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
REPS, PART, LOOKS = 50, 2000, 50


class Waited:
    """Seconds in which the database was waited for, and how many queries were asked."""

    seconds, queries = 0.0, 0

    def __init__(self) -> None:
        self.cpu = time.process_time()

    def __call__(self, execute: Callable[..., Any], *asked: Any) -> Any:
        begun = time.perf_counter()
        try:
            return execute(*asked)
        finally:
            self.seconds += time.perf_counter() - begun
            self.queries += 1


@contextmanager
def waited() -> Iterator[Waited]:
    from django.db import connection

    found = Waited()
    with connection.execute_wrapper(found):
        yield found


def measure(clocks: int, few: int) -> list[dict[str, Any]]:
    from accord.agreement import api as agreements
    from accord.journey import clocking_sweep
    from accord.kernel.actor import PROCESS
    from accord.members import api as members

    text = NORTHWIND.read_text(encoding="utf-8")
    version = agreements.publish(text=text, name="northwind.yaml", by=PROCESS, now=MONDAY - timedelta(days=1))
    reps = [members.add(email=f"rep{i}@bench.example", role="rep", now=MONDAY) for i in range(REPS)]
    rows = []
    start(0, few, version, [rep.id for rep in reps])
    rows.append(nothing_due(few))
    rows.append(start(few, clocks, version, [rep.id for rep in reps]))
    rows.append(nothing_due(clocks))
    at = MONDAY + timedelta(hours=4)
    for what, now in (("a reminder each", at), ("at risk each", at + timedelta(hours=2))):
        with waited() as database:
            begun, done = time.perf_counter(), 0
            while taken := clocking_sweep.sweep(now=now, lease=600):
                done += taken
            took = time.perf_counter() - begun
        rows.append(row(f"sweep: {what}", done, took, database))
    with waited() as database:
        begun = time.perf_counter()
        members.set_work(member_id=reps[0].id, by=PROCESS, now=at, time_zone="America/New_York")
        done = 0
        while taken := clocking_sweep.follow_changes(now=at):
            done += taken
        took = time.perf_counter() - begun
    rows.append(row("reckoned again: one of 50 owners moved", done, took, database))
    return rows


def start(first: int, last: int, version: Any, reps: list[int]) -> dict[str, Any]:
    from accord.kernel.actor import PROCESS
    from accord.steps.sla import api as sla
    from accord.steps.sla.contracts import Subject

    with waited() as database:
        begun = time.perf_counter()
        for part in range(first, last, PART):
            numbers = range(part, min(part + PART, last))
            subjects = [Subject(kind="lead", id=i + 1, person_id=i + 1, member_id=reps[i % REPS]) for i in numbers]
            sla.happen("handed_off", subjects, actor=PROCESS, at=MONDAY, now=MONDAY, version=version)
        took = time.perf_counter() - begun
    return row("started", last - first, took, database)


def nothing_due(open_clocks: int) -> dict[str, Any]:
    """The median of what a look costs in which nothing is due, and one whether deadlines still stand."""
    from django.db import connection

    from accord.journey import clocking_sweep

    with connection.cursor() as cursor:
        cursor.execute("ANALYZE sla_clock")
    looks, checks = [], []
    for _ in range(LOOKS):
        begun = time.perf_counter()
        clocking_sweep.sweep(now=MONDAY)
        looks.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        clocking_sweep.follow_changes(now=MONDAY)
        checks.append(time.perf_counter() - begun)
    return {
        "what": f"nothing due, {open_clocks:,} open",
        "clocks": open_clocks,
        "ms a look": statistics.median(looks) * 1000,
        "ms a check of deadlines": statistics.median(checks) * 1000,
    }


def row(what: str, clocks: int, took: float, database: Waited) -> dict[str, Any]:
    return {
        "what": what,
        "clocks": clocks,
        "seconds": took,
        "database s": database.seconds,
        "own cpu s": time.process_time() - database.cpu,
        "a second": clocks / took if took else 0.0,
        "queries": database.queries,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clocks", type=int, default=100_000)
    parser.add_argument("--few", type=int, default=1_000)
    asked = parser.parse_args()
    with home(ACCORD_DURABLE="true"):
        import django

        django.setup()
        begun = os.getloadavg()
        write("sweep", measure(asked.clocks, asked.few), load_before=begun)


if __name__ == "__main__":
    main()
