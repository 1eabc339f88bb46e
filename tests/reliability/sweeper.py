"""Two processes for the kill test of the clocks, both with ACCORD_HOME set and a line on standard input a command.

`python -m tests.reliability.sweeper sweep`: each line begins a sweep at that minute in a process forked anew, so that
starting takes no time, and tells its number; then whether it was "killed" or "done". Its leases last a moment only.
`… desk`: "begin CLOCKS" starts clocks at minute 0, "read" tells what came of them.
"""

import json
import os
import sys
from collections import Counter
from datetime import UTC, datetime, timedelta

import django

from tests.reliability.forked import for_each_line

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
LEASE, BATCH = 0.3, 40
SERVICE = (
    "{id: answer, owed_by: sales, starts: handed_off, stops: accepted, within: 100 minutes, "
    "then: [remind at 50%, at risk at 75%, tell manager at 100%]}"
)


def sweep_in_children() -> None:
    from accord.journey import clocking_sweep

    def sweep(line: str) -> None:
        now = MONDAY + timedelta(minutes=int(line))
        while clocking_sweep.sweep(now=now, limit=BATCH, lease=LEASE):
            pass

    for_each_line(sweep)


def desk() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        command, *numbers = line.split()
        print(json.dumps(begin(*map(int, numbers)) if command == "begin" else read()), flush=True)


def begin(clocks: int) -> int:
    from accord.kernel.actor import PROCESS
    from accord.steps.sla import api as sla
    from accord.steps.sla.contracts import Subject
    from accord.steps.sla.tests.cases import published, rep

    version, sam = published(SERVICE), rep("sam")
    rep("mara", "marketer")
    subjects = [Subject(kind="lead", id=number + 1, person_id=number + 1, member_id=sam.id) for number in range(clocks)]
    return len(sla.happen("handed_off", subjects, actor=PROCESS, at=MONDAY, now=MONDAY, version=version).changed)


def read() -> dict[str, object]:
    from accord.ledger import api as ledger
    from accord.outbox.models import Notice
    from accord.steps.sla.models import Clock

    facts = ledger.of_kind(["ClockStepTaken"], limit=100_000)
    taken = Counter((one.subject_id, one.body["do"]) for one in facts)
    rows = list(Clock.objects.all())
    return {
        "taken": len(facts),
        "twice": sum(count > 1 for count in taken.values()),
        "told": Notice.objects.filter(kind__startswith="clock_").count(),
        "kept": sum(len(row.taken) for row in rows),
        "broken": sum(row.broken_at is not None for row in rows),
        "left": sum(row.next_at is not None for row in rows),
    }


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    django.setup()
    {"sweep": sweep_in_children, "desk": desk}[sys.argv[1]]()
