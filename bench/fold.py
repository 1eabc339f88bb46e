"""How fast scores are folded: `python -m bench.fold [--touches N] [--people M] [--quick]`.

In one run and on the same machine: a bare scan of the same columns, the fold on all cores, the naive model in plain
Python on a sample, DuckDB as a second opinion on one rule, and the peak of memory of the fold. The fold is measured
twice: for the scores of everybody at an instant, and with the instants at which each threshold was first reached.
"""

import argparse
import multiprocessing
import os
import platform
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from accord.agreement import spec
from accord.engines import columns, fold
from accord.engines.contracts import Plan
from accord.kernel.instants import from_micros, to_micros
from accord.kernel.touch import Touch, TouchKind
from accord.steps.scoring.compile import Program, program
from accord.steps.scoring.signals import code_of
from bench.ground import RESULTS, tell
from tests.oracle.score import score_units

START = datetime(2024, 7, 1, tzinfo=UTC)
MONTHS_18 = timedelta(days=548)
END = START + MONTHS_18
GROUP_ROWS = 500_000
VALUES = 40


def days(number: int) -> spec.Duration:
    return spec.Duration(text=f"{number} days", micros=number * 86_400_000_000)


def first(number: int, window: int | None = None) -> spec.Counting:
    return spec.Counting(at_most=number, window=days(window) if window else None)


def agreement() -> spec.Agreement:
    """Twenty rules with caps, windows, decay, expiry, `since`, distinct values, and limits at every level."""
    reading = [
        rule(0, 1, count=first(5, 1), linear=days(14), group="reading"),
        rule(1, 10, count=first(3, 7), half_life=days(30), group="reading"),
        rule(2, 2, count=spec.Counting(distinct="item"), half_life=days(21), group="reading"),
        rule(3, 4, count=first(2, 30), half_life=days(45), group="reading"),
        rule(4, 3, count=first(4, 7), expires_after=days(60), group="reading"),
    ]
    acting = [
        rule(5, 15, expires_after=days(90)),
        rule(6, 12, count=first(3), half_life=days(45), expires_after=days(180)),
        rule(7, 5, count=first(4, 30), half_life=days(14), limit=spec.Limit(at_most=15)),
        rule(8, 45, since=days(120), half_life=days(60)),
        rule(9, 60, expires_after=days(60)),
        rule(10, -20, count=first(1)),
        rule(11, -30, half_life=days(90)),
        rule(12, 8, count=first(1, 14), linear=days(60)),
        rule(13, 6, since=days(30), count=first(2)),
        rule(14, 2, half_life=days(7), limit=spec.Limit(at_most=10)),
    ]
    product = [
        rule(15, 20, count=first(1)),
        rule(16, 5, count=first(3, 7), half_life=days(30)),
        rule(17, 3, count=spec.Counting(distinct="item"), expires_after=days(120)),
        rule(18, 10, count=first(2, 30), half_life=days(60), linear=days(180)),
        rule(19, 1, half_life=days(10)),
    ]
    stages = [
        spec.Stage(id=name, owner="sales", means=name, enter=spec.Criterion(score=(score, spec.Test(at_least=points))))
        for name, score, points in (("warm", "engagement", 40), ("hot", "engagement", 80), ("ready", "product", 50))
    ]
    group = spec.Group(id="reading", limit=spec.Limit(at_most=40))
    limit = spec.Limit(at_least=0, at_most=100)
    scores = (
        spec.Score(id="engagement", rules=(*reading, *acting), groups=(group,), limit=limit),
        spec.Score(id="product", rules=tuple(product), limit=limit),
    )
    return spec.Agreement(
        title="Bench",
        time_zone="UTC",
        parties={},
        motions=(),
        scores=scores,
        stages=tuple(stages),
        handoff=spec.Handoff(at=()),
    )


def rule(number: int, points: int, **special: Any) -> spec.TouchRule:
    return spec.TouchRule(id=f"r{number}", touch=f"T{number}", points=points, **special)


# What a touch matches: one rule, two or three, or none, as in a lake that knows nothing of the agreement.
PAIRS = ((0, 1), (0, 2), (0, 3), (0, 1, 4), (16, 19), (0, 2, 17), (14, 7), ())
CODES: tuple[tuple[int, ...], ...] = (*((place,) for place in range(20)), *PAIRS)
LIKELY = np.array([8, 3, 4, 3, 3, 1, 2, 4, 0.3, 0.3, 0.5, 0.5, 2, 3, 6, 0.5, 4, 4, 2, 6, 8, 6, 4, 3, 5, 3, 3, 10])


def generate(path: Path, touches: int, people: int) -> None:
    """Touches of people in order, the same for the same numbers; a few people have very many."""
    rng = np.random.default_rng(20_260_101)
    values = np.array([code_of(f"item {n}") for n in range(VALUES)], np.int64)
    schema = pa.schema([("person", pa.int64()), ("at", pa.int64()), ("code", pa.int16()), ("value", pa.int64())])
    with parquet.ParquetWriter(path, schema) as writer:
        step = max(1, min(people, GROUP_ROWS * people // touches))
        for begin in range(0, people, step):
            some = min(step, people - begin)
            share = rng.lognormal(0, 1, some)
            wanted = touches * (begin + some) // people - touches * begin // people
            person = begin + np.sort(rng.choice(some, wanted, p=share / share.sum()))
            at = to_micros(START) + rng.integers(0, MONTHS_18 // timedelta(seconds=1), wanted) * 1_000_000
            at = at[np.lexsort((at, person))]
            code = rng.choice(len(CODES), wanted, p=LIKELY / LIKELY.sum()).astype(np.int16)
            value = values[np.minimum(rng.geometric(0.12, wanted), VALUES) - 1]
            writer.write_table(pa.table([person, at, code, value], schema=schema), row_group_size=GROUP_ROWS)


def scan(path: Path) -> tuple[int, ...]:
    """Read the same columns on all cores and add each up: the least that anybody must do."""

    def one(number: int) -> list[int]:
        table = parquet.ParquetFile(path, memory_map=True).read_row_group(number, use_threads=False)
        return [compute.sum(table.column(place)).as_py() for place in range(4)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(one, range(parquet.ParquetFile(path).num_row_groups)))
    return tuple(sum(column) for column in zip(*found, strict=True))


def scan_duckdb(path: Path) -> tuple[Any, ...]:
    query_text = 'SELECT sum(person), sum("at"), sum(code), sum(value) FROM read_parquet(?)'
    return duckdb.connect().execute(query_text, [str(path)]).fetchone() or ()


def without_thresholds(plan: Plan) -> Plan:
    """The same plan, asked for scores at an instant and nothing else."""
    return replace(plan, scores=tuple(replace(score, thresholds=()) for score in plan.scores))


def fold_all(path: Path, plan: Plan) -> tuple[int, int, int]:
    """People, the sum of all units, and how many thresholds were reached."""
    people = units = reached = 0
    for scored in columns.fold_file(path, plan, CODES, to_micros(END)):
        people += len(scored.people)
        units += int(scored.units.sum())
        reached += int((scored.reached != fold.NEVER).sum())
    return people, units, reached


def touches_of(rows: columns.Columns, names: list[str]) -> dict[int, list[Touch]]:
    """The rows of a file as touches for the naive model: one for each rule that the row matches."""
    found: dict[int, list[Touch]] = {}
    for number, (person, at, code, value) in enumerate(zip(*(column.tolist() for column in rows), strict=True)):
        when = from_micros(at)
        for place in CODES[code]:
            touch = Touch(1, f"{number}", TouchKind.TRACK, names[place], when, when, properties={"item": value})
            found.setdefault(person, []).append(touch)
    return found


def judge_sample(path: Path, compiled: Program, people: int) -> tuple[float, int, int]:
    """The naive model on the first people of the file: seconds per touch, scores compared, and how many differ."""
    rows = columns.read_group(path, 0)
    end = int(np.searchsorted(rows[0], rows[0][0] + people))
    rows = (rows[0][:end], rows[1][:end], rows[2][:end], rows[3][:end])
    who, units, _ = fold.fold(compiled.plan, *rows, to_micros(END), CODES)
    sample = touches_of(rows, [f"T{n}" for n in range(20)])
    began = time.perf_counter()
    given = compiled.agreement
    naive = [
        [score_units(given, score.id, sample.get(person, []), (), END) for score in given.scores]
        for person in who.tolist()
    ]
    seconds = time.perf_counter() - began
    differ = int((np.array(naive) != units).any(axis=1).sum())
    return seconds / end, len(who), differ


def second_opinion(path: Path) -> int:
    """The units of one decaying rule (r19) over everything, by SQL, to be held against the fold's."""
    query_text = """
        SELECT sum(w.units) FROM read_parquet(?) t JOIN weights w ON w.day = (? - t."at") // 86400000000
        WHERE list_contains(?, t.code)
    """
    base = duckdb.connect()
    weights = pa.table({"day": range(len(_r19().weights)), "units": list(_r19().weights)})
    base.register("weights", weights)
    codes = [code for code, rules in enumerate(CODES) if 19 in rules]
    found = base.execute(query_text, [str(path), to_micros(END), codes]).fetchone()
    return int(found[0]) if found else 0


def _r19() -> Any:
    return program(agreement()).plan.rules[19]


def only_r19(path: Path) -> int:
    score = spec.Score(id="a", rules=(rule(0, 1, half_life=days(10)),))
    alone = agreement().model_copy(update={"scores": (score,), "stages": ()})
    codes = tuple((0,) if 19 in rules else () for rules in CODES)
    return sum(int(s.units.sum()) for s in columns.fold_file(path, program(alone).plan, codes, to_micros(END)))


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    """Seconds, and what it gave."""
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def peak_of_fold(path: str) -> int:
    """The peak of memory in megabytes of a process that folds and does nothing else."""
    fold_all(Path(path), program(agreement()).plan)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def measure(path: Path, touches: int, people: int, sample: int) -> dict[str, Any]:
    made, _ = timed(lambda: generate(path, touches, people))
    compiled = program(agreement())
    bare_plan = without_thresholds(compiled.plan)
    fold_all(path, bare_plan)
    warm = fold_all(path, compiled.plan)
    runs: list[Callable[[], Any]] = [
        lambda: scan(path),
        lambda: scan_duckdb(path),
        lambda: fold_all(path, bare_plan),
        lambda: fold_all(path, compiled.plan),
    ]
    rounds = [[timed(run) for run in runs] for _ in range(7 if touches <= 20_000_000 else 1)]
    scanned, scanned_duckdb, folded, watched = (
        min(seconds for seconds, _ in of_one) for of_one in zip(*rounds, strict=True)
    )
    totals = rounds[0][-1][1]
    naive, judged, differ = judge_sample(path, compiled, sample)
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        peak = pool.apply(peak_of_fold, (str(path),))
    bare = min(scanned, scanned_duckdb)
    return {
        "touches": touches,
        "people": people,
        "rules": len(compiled.plan.rules),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "file_mb": round(path.stat().st_size / 2**20, 1),
        "generate_s": round(made, 2),
        "scan_arrow_s": round(scanned, 4),
        "scan_duckdb_s": round(scanned_duckdb, 4),
        "fold_s": round(folded, 4),
        "fold_ns_per_touch": round(folded / touches * 1e9, 1),
        "fold_to_scan": round(folded / bare, 2),
        "fold_with_first_crossings_s": round(watched, 4),
        "fold_with_first_crossings_to_scan": round(watched / bare, 2),
        "naive_us_per_touch": round(naive * 1e6, 2),
        "naive_to_fold": round(naive * touches / folded, 1),
        "naive_people_compared": judged,
        "naive_people_different": differ,
        "duckdb_agrees": second_opinion(path) == only_r19(path),
        "totals_repeat": warm == totals,
        "thresholds_reached": totals[2],
        "peak_mb": peak,
    }


def main() -> int:
    """Measure, print a table, write JSON; 0 if every target is met."""
    ask = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    ask.add_argument("--touches", type=int, default=10_000_000)
    ask.add_argument("--people", type=int)
    ask.add_argument("--quick", action="store_true", help="200,000 touches, no targets")
    ask.add_argument("--out", type=Path)
    given = ask.parse_args()
    touches = 200_000 if given.quick else given.touches
    people = given.people or max(1, touches // 50)
    with tempfile.TemporaryDirectory() as folder:
        found = measure(Path(folder) / "touches.parquet", touches, people, sample=100 if given.quick else 1000)
    targets = {
        "fold at most 4 × a bare scan": found["fold_to_scan"] <= 4,
        "fold at least 30 × the naive model": found["naive_to_fold"] >= 30,
        "no difference from the naive model": found["naive_people_different"] == 0,
        "DuckDB agrees": found["duckdb_agrees"],
    }
    found["targets"] = targets
    out = given.out or (None if given.quick else RESULTS / f"fold-{touches}.json")
    tell(found, out)
    exact = found["naive_people_different"] == 0 and found["duckdb_agrees"]
    return 0 if all(targets.values()) or (given.quick and exact) else 1


if __name__ == "__main__":
    sys.exit(main())
