"""How fast an agreement is replayed: `python -m bench.replay [--touches N] [--people M]`; and that what was decided
live is what the replay decides: `python -m bench.replay --live PEOPLE [--days N]`.

Measures a bare scan of the columns, the replay with everything that a report shows, changed points answered from the
decoded history, the same question asked by hand with DuckDB's window functions, and the plain Python walk on a sample.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.ground import RESULTS, home, tell, write
from bench.ready import set_up

TENTH = 10_000_000  # what longer histories are held against


def live(people: int, days: int) -> int:
    """Everybody is active for so many days, and seen for some more; every score and every decision is compared. 0 if
    none differs."""
    with home(ACCORD_DURABLE="false"):
        set_up()
        from django.db import connection

        from tests.reliability import living

        began = time.perf_counter()
        end = living.live(people, days, seed=11, after=max(15, days // 2))
        lived = time.perf_counter() - began
        found = living.compare(end)
        connection.close()
    reality = found["reality"]
    row = {
        "people": people,
        "days": days,
        "touches": found["touches"],
        "scores": found["scores"],
        "scores different": len(found["scores_different"]),
        "decisions": reality["compared"],
        "decisions equal": reality["equal"],
        "decisions explained": reality["explained"],
        "decisions unexplained": reality["unexplained"],
        "lived s": round(lived, 1),
        "replayed s": round(time.perf_counter() - began - lived, 1),
    }
    write("replay-live", [row], by_why=reality["by_why"], differences=reality["differences"][:20])
    return 0 if row["scores different"] == 0 and reality["equal"] == reality["compared"] else 1


def main() -> int:
    """Measure, print a table, write JSON; 0 if every target is met."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("--touches", type=int, default=10_000_000)
    ask.add_argument("--people", type=int)
    ask.add_argument("--quick", action="store_true", help="200,000 touches, no targets")
    ask.add_argument("--out", type=Path)
    ask.add_argument("--live", type=int, metavar="PEOPLE", help="so many people live through the river first")
    ask.add_argument("--days", type=int, default=60, help="for which they are active")
    given = ask.parse_args()
    if given.live:
        return live(given.live, given.days)
    touches = 200_000 if given.quick else given.touches
    people = given.people or max(1, touches // 50)
    set_up()
    from bench.replaying import measure

    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), touches, people, sample=60 if given.quick else 300)
    beside = RESULTS / f"replay-{TENTH}.json"
    if touches > TENTH and beside.exists():
        tenth = json.loads(beside.read_text(encoding="utf-8"))
        found["replay_cpu_to_10_million"] = round(found["replay_cpu_s"] / tenth["replay_cpu_s"], 2)
        found["replay_to_10_million"] = round(found["replay_s"] / tenth["replay_s"], 2)
    targets = {
        "replay at most 8 × a bare scan": found["replay_to_scan"] <= 8,
        "what if within a second, up to 10 million": touches > TENTH or found["what_if_s"] <= 1,
        "linear: at most 11 × of 10 million": found.get("replay_to_10_million", 0) <= 11 * touches / 10 / TENTH,
        "no difference from the plain walk": found["naive_people_different"] == 0,
        "the same report twice": found["repeats"],
        "at most 2 GB": max(found["peak_mb"], found["decode_peak_mb"]) <= 2048,
    }
    found["targets"] = targets
    out = given.out or (None if given.quick else RESULTS / f"replay-{touches}.json")
    tell(found, out)
    exact = found["naive_people_different"] == 0 and found["repeats"]
    return 0 if all(targets.values()) or (given.quick and exact) else 1


if __name__ == "__main__":
    sys.exit(main())
