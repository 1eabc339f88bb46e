"""Two processes for the kill test of the lake, both with ACCORD_HOME set and a line on standard input a command.

`python -m tests.reliability.sealer seal`: each line begins a round in a process forked anew, so that starting takes no
time, and tells its number; then whether it was "killed" or "done". What is sealed is dropped from the database, as far
as the setting says. The parent computes nothing and opens nothing.
`… desk`: "fill SEED TOUCHES" lets touches come in, "read" tells how many are read, how many different ones, how many
still say what was sent, how many are dropped, and what verify says.
"""

import json
import os
import random
import sys
from datetime import UTC, datetime, timedelta

import django

from tests.reliability.forked import for_each_line


def seal_in_children() -> None:
    from accord.engines import lake_contents
    from accord.journey import sealing
    from accord.journey.sealing import mending, rounds

    rounds.WINDOW, rounds.CHUNK_ROWS, mending.MANY, lake_contents.ROWS = 40, 100, 4, 20

    def seal(_line: str) -> None:
        sealing.seal(now=datetime.now(UTC))
        sealing.drop(now=datetime.now(UTC))

    for_each_line(seal)


def desk() -> None:
    print("ready", flush=True)
    for line in sys.stdin:
        command, *numbers = line.split()
        print(json.dumps(fill(*map(int, numbers)) if command == "fill" else read()), flush=True)


def fill(seed: int, touches: int) -> int:
    from accord.journey.river import accept_touches
    from accord.steps.collect import api as collect

    now, dice = datetime.now(UTC), random.Random(seed)
    said = [
        {
            "type": "page",
            "messageId": f"{seed}-{number}",
            "userId": f"u{dice.randrange(60)}",
            "properties": {"path": "/"},
            "timestamp": (now - timedelta(days=dice.randrange(500))).isoformat(),
        }
        for number in range(touches)
    ]
    source = collect.source_named(name="web site", now=now)
    body = json.dumps({"batch": said}).encode()
    return accept_touches(source_id=source.id, bodies=[body], now=now, path="/v1/batch").touches


def read() -> dict[str, object]:
    from accord.journey import sealing
    from accord.steps.collect import api as collect

    seen = [number for batch in sealing.everything(columns=("touch_id",)) for number in batch.column(0).to_pylist()]
    whole = sum(row.touch.properties == {"path": "/"} for page in collect.all_touches() for row in page)
    dropped = sum(month["dropped"] for month in sealing.status(now=datetime.now(UTC))["months"])
    return {"seen": len(seen), "once": len(set(seen)), "whole": whole, "dropped": dropped, **sealing.verify()}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    django.setup()
    {"seal": seal_in_children, "desk": desk}[sys.argv[1]]()
