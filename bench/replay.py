"""How fast an agreement is replayed: `python -m bench.replay [--touches N] [--people M]`; and that what was decided
live is what the replay decides: `python -m bench.replay --live PEOPLE`.

Measures a bare scan of the columns, the replay with everything that a report shows, changed points answered from the
decoded history, the same question asked by hand with DuckDB's window functions, and the plain Python walk on a sample.
"""

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path

from bench.ground import home, write
from bench.ready import set_up


def live(people: int) -> int:
    """Everybody lives for two months; every score and every decision is compared. 0 if none differs."""
    with home(ACCORD_DURABLE="false"):
        set_up()
        from django.db import connection

        from tests.reliability import living

        began = time.perf_counter()
        end = living.live(people, 60, seed=11)
        lived = time.perf_counter() - began
        found = living.compare(end)
        connection.close()
    reality = found["reality"]
    row = {
        "people": people,
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
    given = ask.parse_args()
    if given.live:
        return live(given.live)
    touches = 200_000 if given.quick else given.touches
    people = given.people or max(1, touches // 50)
    set_up()
    from bench.replaying import measure

    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder), touches, people, sample=60 if given.quick else 300)
    targets = {
        "replay at most 8 × a bare scan": found["replay_to_scan"] <= 8,
        "what if within a second": found["what_if_s"] <= 1,
        "no difference from the plain walk": found["naive_people_different"] == 0,
        "the same report twice": found["repeats"],
        "at most 2 GB": found["peak_mb"] <= 2048,
    }
    found["targets"] = targets
    for name, value in found.items():
        print(f"{name:>34}  {value}")
    out = given.out or Path(__file__).parent / "results" / f"replay-{touches}.json"
    if not given.quick or given.out:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, indent=2) + "\n")
    exact = found["naive_people_different"] == 0 and found["repeats"]
    return 0 if all(targets.values()) or (given.quick and exact) else 1


if __name__ == "__main__":
    sys.exit(main())
