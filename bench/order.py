"""The same state whatever the order: a crowd's touches in many orders, a fifth of them twice, in batches of any size.

python -m bench.order [--touches N] [--permutations N]
"""

import argparse
import sys
import time
from datetime import timedelta
from typing import Any

from bench.ground import home, write


def permuted(source_id: int, touches: int, permutations: int, *, with_stages: bool) -> dict[str, Any]:
    """Each order's state beside that of the order of time, all scores and stages checked by a rebuild."""
    from accord.journey import rescore
    from tests.oracle.identity import everybody, together
    from tests.reliability import test_order as order
    from tests.reliability.crowd import START, crowd, plain

    text = order.NORTHWIND.read_text(encoding="utf-8")
    published = START - timedelta(days=800 if with_stages else 900)
    rescore.publish(text=order.monotone(text) if with_stages else text, name="n", by=order.RHEA, now=published)
    messages = crowd(7, touches)
    began = time.perf_counter()
    expected = order.run(source_id, messages, 0)
    wrong: dict[int, int] = {}
    for seed in range(1, permutations + 1):
        found = order.run(source_id, messages, seed)
        if people := order.differing(found, expected, with_stages=with_stages):
            wrong[seed] = len(people)
        print(f"order {seed} of {permutations}: {len(wrong)} differ", end="\r", file=sys.stderr)
    return {
        "part": "stages of a monotone agreement" if with_stages else "people and scores",
        "touches": touches,
        "permutations": permutations,
        "people": len(expected),
        "differing": len(wrong),
        "differing_seeds": " ".join(map(str, wrong)),
        "as_naive_model": str(together(set(expected)) == together(everybody([plain(m) for m in messages]))),
        "seconds_each": round((time.perf_counter() - began) / (permutations + 1), 1),
    }


def run(touches: int, permutations: int) -> list[dict[str, Any]]:
    """Both parts on one new database; each order is rolled back, so that the next finds it empty."""
    import django

    with home(ACCORD_DURABLE="false"):
        django.setup()
        from django.db import connection

        from accord.members import api as members
        from accord.steps.collect import api as collect
        from tests.reliability.crowd import START

        members.add(email="sam@northwind.example", role="rep", now=START)
        source_id = collect.add_source(name="web site", now=START).id
        rows = [permuted(source_id, touches, permutations, with_stages=stages) for stages in (False, True)]
        connection.close()
    return rows


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--touches", type=int, default=20_000)
    parser.add_argument("--permutations", type=int, default=500)
    chosen = parser.parse_args()
    rows = run(chosen.touches, chosen.permutations)
    write("order", rows)
    if any(row["differing"] or row["as_naive_model"] != "True" for row in rows if row["part"] == "people and scores"):
        sys.exit("an order gave another state")
