"""The same state whatever the order: a crowd's touches in many orders, a fifth of them twice, in batches of any size.

python -m bench.order [--touches N] [--permutations N]
"""

import argparse
import sys
import time
from datetime import timedelta
from typing import Any

from bench.ground import home, write


def run(touches: int, permutations: int) -> dict[str, Any]:
    """Each order's state beside that of the order of time, checked by a rebuild; each is rolled back, so that the next
    finds the database empty."""
    import django

    with home(ACCORD_DURABLE="false"):
        django.setup()
        from django.db import connection

        from accord.journey import rescore
        from accord.members import api as members
        from accord.steps.collect import api as collect
        from tests.oracle.identity import everybody, together
        from tests.reliability import test_order as order
        from tests.reliability.crowd import START, crowd, plain

        members.add(email="sam@northwind.example", role="rep", now=START)
        source_id = collect.add_source(name="web site", now=START).id
        published = START - timedelta(days=900)
        rescore.publish(text=order.NORTHWIND.read_text(encoding="utf-8"), name="n", by=order.RHEA, now=published)
        messages = crowd(7, touches)
        began = time.perf_counter()
        expected = order.run(source_id, messages, 0)
        differing = stages = 0
        for seed in range(1, permutations + 1):
            found = order.run(source_id, messages, seed)
            differing += len(order.differing(found, expected))
            stages += sum(found[one][order.STAGES] != expected[one][order.STAGES] for one in found.keys() & expected)
            print(f"order {seed} of {permutations}: {differing} people differ", end="\r", file=sys.stderr)
        connection.close()
    return {
        "touches": touches,
        "permutations": permutations,
        "people": len(expected),
        "differing": differing,
        "stages at other instants, told by hindsight": stages,
        "as naive model": str(together(set(expected)) == together(everybody([plain(m) for m in messages]))),
        "seconds each": round((time.perf_counter() - began) / (permutations + 1), 1),
    }


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--touches", type=int, default=20_000)
    parser.add_argument("--permutations", type=int, default=500)
    chosen = parser.parse_args()
    row = run(chosen.touches, chosen.permutations)
    write("order", [row])
    if row["differing"] or row["as naive model"] != "True":
        sys.exit("an order gave another state")
