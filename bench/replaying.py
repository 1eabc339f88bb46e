"""What `bench.replay` measures. Import it after Django is set up.

Generated columns of touches, traits, decisions of people and outcomes; twenty rules with caps, windows and decay, a
threshold at which leads are handed over, swept at eleven values. In one run and on the same machine: a bare scan
of the columns, the replay with everything that a report shows, changed points answered from the decoded history, the
same question asked by hand with DuckDB's window functions, and the plain Python walk on a sample.
"""

import multiprocessing
import os
import platform
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
from pyarrow import compute, parquet

from accord.agreement import spec
from accord.agreement.contracts import Version
from accord.engines import history as engine
from accord.engines.columns import read_group
from accord.engines.gathering import Gathering
from accord.engines.history import History
from accord.engines.machine import AT, HANDED_OVER, HOW, PERSON, VARIANT, Codes
from accord.journey.replay.compiling import Compiled, Told, compiled
from accord.journey.replay.handed import usual_time
from accord.journey.replay.known import Known, Trait
from accord.journey.replay.measuring import Period
from accord.journey.replay.playing import play
from accord.journey.replay.running import Ground, Teller, answer, report_on
from accord.journey.replay.world import LOST, REJECTED, WON, Columns, World, columns
from accord.kernel.actor import PROCESS, Actor, ActorKind
from accord.kernel.instants import from_micros, to_micros
from accord.kernel.touch import Touch, TouchKind, TraitChange
from accord.members.contracts import MemberCard
from accord.steps.collect.contracts import StoredTouch
from accord.steps.lifecycle.anew import again, rests_until
from accord.steps.lifecycle.contracts import TransitionCard
from accord.steps.lifecycle.facts import sights
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Subject
from accord.steps.scoring.signals import code_of
from bench.fold import CODES, END, START, VALUES, agreement, generate
from bench.ready import set_up

DAY = 86_400_000_000
SEED = 20_260_102


def proposal(threshold: float = 40, points: int = 10) -> spec.Agreement:
    """The twenty rules of `bench.fold`, who somebody is, and a way from lead to won with recycling."""
    given = agreement()
    scores = tuple(
        score.model_copy(update={"rules": tuple(_with(one, points) for one in score.rules)}) for score in given.scores
    )
    known = spec.Criterion(known=("email",))
    fits = spec.Criterion(trait=("account", "employees", spec.Test(at_least=50)))
    engaged = spec.Criterion(score=("engagement", spec.Test(at_least=threshold)))
    trying = spec.Criterion(score=("product", spec.Test(at_least=50)))
    accepted = spec.Criterion(decided="accepted")
    ways = {
        "lead": (known, ("mql", "sal", "recycled", "disqualified")),
        "mql": (spec.Criterion(all_of=(engaged, fits)), ("sal", "recycled", "disqualified")),
        "sal": (spec.Criterion(any_of=(accepted, spec.Criterion(all_of=(trying, fits)))), ("won", "recycled")),
        "won": (spec.Criterion(decided="deal_won"), ()),
        "recycled": (spec.Criterion(decided="recycled"), ("mql", "sal")),
        "disqualified": (spec.Criterion(decided="disqualified"), ("lead",)),
    }
    stages = tuple(
        spec.Stage(id=name, owner="sales", means=name, enter=enter, goes_to=to) for name, (enter, to) in ways.items()
    )
    return given.model_copy(
        update={
            "scores": scores,
            "stages": stages,
            "motions": (spec.Motion(id="m"),),
            "handoff": spec.Handoff(at=("mql",)),
            "recycle_reasons": (spec.RecycleReason(id="later", means="Later.", cool_down=_days(30), at_most=3),),
            "personas": (spec.Persona(id="boss", name="Boss", title=spec.Test(matches=("chief",))),),
        }
    )


def _with(one: Any, points: int) -> Any:
    return one.model_copy(update={"points": points}) if one.id == "r1" else one


def _days(number: int) -> spec.Duration:
    return spec.Duration(text=f"{number} days", micros=number * DAY)


def decoded(path: Path, people: int, bits: tuple[int, int], folder: Path) -> History:
    """The columns of a file with the traits of half the people, as a decoded history."""
    rng = np.random.default_rng(SEED)
    file = parquet.ParquetFile(path, memory_map=True)
    gathering = Gathering(np.arange(1, people + 1), folder.parent, file.metadata.num_rows)
    numbers = np.sort(np.array([code_of(f"item {n}") for n in range(VALUES)], np.int64))
    for bit, share in zip(bits, (0.6, 0.5), strict=True):
        whose = np.flatnonzero(rng.random(people) < share)
        when = to_micros(START) + rng.integers(0, 300 * DAY, len(whose))
        gathering.add(whose, when, np.full(len(whose), -1 - bit), np.ones(len(whose), np.int64))
    for group in range(file.num_row_groups):
        person, at, code, value = read_group(path, group)
        gathering.add(person, at, code, np.searchsorted(numbers, value) + 1)
    codes = Codes(CODES, tuple(True for _ in CODES))
    return gathering.done(codes, numbers.tolist(), folder)


def scan(path: Path) -> tuple[int, ...]:
    """Read the same columns on all cores and add each up: the least that anybody must do."""

    def one(number: int) -> list[int]:
        table = parquet.ParquetFile(path, memory_map=True).read_row_group(number, use_threads=False)
        return [compute.sum(table.column(place)).as_py() for place in range(4)]

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(one, range(parquet.ParquetFile(path).num_row_groups)))
    return tuple(sum(column) for column in zip(*found, strict=True))


def world_of(history: History, found: Any) -> World:
    """What became of everybody whom the version in force handed over: accepted, rejected, won or lost, or nothing."""
    rng = np.random.default_rng(SEED + 1)
    people = len(history.people)
    handed = found[found[:, HOW] == HANDED_OVER]
    person, at = handed[:, PERSON], handed[:, AT]
    answered = at + rng.integers(1, 10 * DAY, len(handed))
    closed = answered + rng.integers(20 * DAY, 120 * DAY, len(handed))
    fate = rng.random(len(handed))
    is_rejected, is_won = fate < 0.4, (fate >= 0.4) & (fate < 0.55)
    is_accepted, is_lost = (fate >= 0.4) & (fate < 0.8), (fate >= 0.55) & (fate < 0.7)
    decided = ((is_rejected, answered, REJECT), (is_accepted, answered, ACCEPT), (is_accepted, answered, MOVE),
               (is_won, closed, WIN))  # fmt: skip
    ended = ((is_rejected, answered, REJECTED), (is_won, closed, WON), (is_lost, closed, LOST))
    sources = ("", "ads", "events", "web site")
    return World(
        history.people,
        _events(person, decided, people),
        TOLD,
        _events(person, ended, people),
        _events(person, ((at == at, at, 1),), people),
        sources,
        rng.integers(1, 4, people),
        (),
        {},
    )


def _events(person: Any, kinds: Any, people: int) -> Columns:
    """(which, when, what) of each kind together, by person and time."""
    whose = np.concatenate([person[which] for which, _, _ in kinds])
    when = np.concatenate([at[which] for which, at, _ in kinds])
    what = np.concatenate([np.full(int(which.sum()), kind, np.int32) for which, _, kind in kinds])
    order = np.lexsort((what, when, whose))
    starts = np.searchsorted(whose[order], np.arange(people + 1)).astype(np.int64)
    return Columns(starts, when[order], what[order])


ACCEPT, MOVE, REJECT, WIN = range(4)
TOLD = (
    Told(decided=("accepted",), is_of_sales=True),
    Told(to="sal", decided=("accepted",), is_of_sales=True),
    Told(to="recycled", reason="later", decided=("recycled",), is_of_sales=True),
    Told(to="won", decided=("deal_won",)),
)


def nothing_decided(people: int) -> World:
    empty = columns([], people)
    return World(np.arange(people), empty, TOLD, empty, empty, ("",), np.zeros(people, np.int64), (), {})


def known_of(people: int) -> Known:
    """One industry, country, size and title of each from the beginning."""
    rng = np.random.default_rng(SEED + 2)
    kinds = {
        "industry": ("", "finance", "logistics", "software", "retail", "health"),
        "country": ("", "DE", "FR", "US", "BR"),
        "employees": ("", "1–49", "50–249", "250–999"),
        "job_title": ("", "chief of staff", "analyst", "engineer"),
    }
    found = {}
    for name, values in kinds.items():
        what = rng.integers(0, len(values), people).astype(np.int32)
        found[name] = Trait(values, Columns(np.arange(people + 1), np.full(people, to_micros(START)), what))
    return Known(found)


def by_hand(path: Path) -> int:
    """A simpler question in SQL, as somebody would ask it: the points of ninety days without caps, decay, limits or
    stages, the first instant at which they reach each of eleven thresholds, and how many people do in each week."""
    query_text = """
        WITH p AS (SELECT person, "at", w.points FROM read_parquet(?) t JOIN weights w ON w.code = t.code),
             s AS (SELECT person, "at", sum(points) OVER (PARTITION BY person ORDER BY "at"
                       RANGE BETWEEN 7776000000000 PRECEDING AND CURRENT ROW) AS score FROM p),
             f AS (SELECT k.threshold, s.person, min(s."at") AS "at" FROM s, thresholds k
                   WHERE s.score >= k.threshold GROUP BY ALL)
        SELECT count(*) FROM (SELECT threshold, "at" // 604800000000 AS week, count(*) FROM f GROUP BY ALL)
    """
    base = duckdb.connect()
    points = [rule.points for score in proposal().scores for rule in score.rules]
    weights = {"code": list(range(len(CODES))), "points": [sum(points[r] for r in rules if r < 15) for rules in CODES]}
    base.register("weights", pa.table(weights))
    base.register("thresholds", pa.table({"threshold": list(range(15, 70, 5))}))
    found = base.execute(query_text, [str(path)]).fetchone()
    return int(found[0]) if found else 0


def naive(ours: Compiled, history: History, world: World, found: Any, sample: int) -> tuple[float, int]:
    """The plain walk on the first people: seconds per touch, and how many of them it moves otherwise."""
    touches = differ = 0
    began = time.perf_counter()
    for one in range(sample):
        first, last = int(history.starts[one]), int(history.starts[one + 1])
        rows = list(zip(history.at[first:last].tolist(), history.code[first:last].tolist(),
                        history.value[first:last].tolist(), strict=True))  # fmt: skip
        touches += len(rows)
        walked = walk_of(ours, history.codes, rows, decisions_of(world, one))
        machine_made = [
            (ours.stage_ids[row[4]], row[2]) for row in found[found[:, PERSON] == one].tolist()
            if row[VARIANT] == 0 and row[HOW] < HANDED_OVER
        ]  # fmt: skip
        differ += walked != machine_made
    return (time.perf_counter() - began) / max(1, touches), differ


def decisions_of(world: World, one: int) -> list[tuple[int, Told]]:
    first, last = int(world.decisions.starts[one]), int(world.decisions.starts[one + 1])
    return [(int(world.decisions.at[row]), world.told[world.decisions.what[row]]) for row in range(first, last)]


def walk_of(ours: Compiled, codes: Codes, rows: list[tuple[int, int, int]], told: list[tuple[int, Told]]) -> list[Any]:
    """The stages that the plain Python walk enters."""
    names = [one.id for score in ours.agreement.scores for one in score.rules]
    touches, changes = [], []
    for number, (at, code, value) in enumerate(rows):
        when = from_micros(at)
        if code < 0:
            bit = ours.conditions.bits[-1 - code - len(names)]
            subject, name, given = ("person", "email", "a@b.example") if bit.known else ("account", "employees", 60)
            changes.append(TraitChange(when, 10_000_000 + number, subject, name, given, f"t{number}"))
            continue
        for place in codes.rules[code]:
            touch = Touch(1, f"{number}-{place}", TouchKind.TRACK, f"T{place}", when, when, properties={"item": value})
            touches.append(StoredTouch(touch, number, 1))
    cards = [_card(number, at, one) for number, (at, one) in enumerate(told) if one.to]
    ends = [end for one in cards if (end := rests_until(ours.agreement, one)) is not None]
    subject_ = Subject(1, (), tuple(changes))
    moments = scoring.recount(subject=subject_, touches=touches, instants=ends, until=END, agreement=ours.agreement)
    seen = ((ours.agreement, sight) for sight in sights(sorted(moments, key=lambda one: one.at), changes))
    anew = again([(ours.agreement, one) for one in cards], seen, decided={}, may_open=True)
    return [(one.stage, to_micros(one.at)) for one in anew.entries]


def _card(number: int, at: int, one: Told) -> TransitionCard:
    when, sam = from_micros(at), Actor(ActorKind.MEMBER, "sam@northwind.example")
    return TransitionCard(id=number, lead_id=1, from_stage="lead", to_stage=one.to, effective_at=when,
                          recorded_at=when, actor=sam, agreement_id=1, reason=one.reason, evidence={}, undoes=None,
                          is_undone=False)  # fmt: skip


def timed(run: Callable[[], Any]) -> tuple[float, Any]:
    began = time.perf_counter()
    found = run()
    return time.perf_counter() - began, found


def with_cpu(run: Callable[[], Any]) -> tuple[float, Any]:
    """The seconds that all cores worked together, and what came of it."""
    began = time.process_time()
    found = run()
    return time.process_time() - began, found


def ground(history: History, world: World) -> Ground:
    period = Period(since=None, until=to_micros(END), usual=usual_time(world), time_zone="Europe/Berlin")
    reps = tuple(MemberCard(n, f"r{n}@northwind.example", f"Rep {n}", "rep", "sales", True, "UTC") for n in range(1, 9))
    return Ground(world, "generated", period, reps, None, END)


def version_of(given: spec.Agreement) -> Version:
    return Version(1, 1, "in-force", "bench", "", given.title, given, PROCESS, START, START)


def prepared(folder: str, people: int) -> tuple[float, int]:
    """Decode the touches of a folder; seconds, and the peak of memory in megabytes of the process that does."""
    bits = bits_of(compiled(proposal()))
    seconds, _ = timed(lambda: decoded(Path(folder) / "touches.parquet", people, bits, Path(folder) / "history"))
    return seconds, peak_mb()


def peak_mb() -> int:
    """The peak of memory of this process as Linux tells it; `ru_maxrss` would count what its parent held when it was
    started too."""
    told = Path("/proc/self/status").read_text(encoding="ascii")
    return int(told.partition("VmHWM:")[2].split()[0]) // 1024


def bits_of(ours: Compiled) -> tuple[int, int]:
    rules = len(ours.conditions.program.rules)
    known = next(n for n, bit in enumerate(ours.conditions.bits) if bit.known)
    return rules + known, rules + 1 - known


def replayed(history: History, world: World, known: Known, threads: int | None = None) -> tuple[Any, Any, Any]:
    mine, theirs = compiled(proposal(45, 12)), compiled(proposal())
    on = ground(history, world)
    return report_on(
        on, mine, [history, history], "proposed", theirs, version_of(theirs.agreement),
        learn=lambda _: known, tell=Teller(None), threads=threads,
    )  # fmt: skip


def peak_of_replay(folder: str, people: int) -> int:
    """The peak of memory in megabytes of a process that replays and does nothing else."""
    history = engine.read(Path(folder) / "history")
    assert history is not None
    first_run = play(compiled(proposal()), history, nothing_decided(people), to_micros(END))
    world = world_of(history, first_run.found)
    replayed(history, world, known_of(people))
    return peak_mb()


def measure(folder: Path, touches: int, people: int, sample: int) -> dict[str, Any]:
    path = folder / "touches.parquet"
    generate(path, touches, people)
    with multiprocessing.get_context("spawn").Pool(1, set_up) as pool:
        made, peak_of_decoding = pool.apply(prepared, (str(folder), people))
    history = engine.read(folder / "history")
    assert history is not None
    first_run = play(compiled(proposal()), history, nothing_decided(people), to_micros(END))
    world, known = world_of(history, first_run.found), known_of(people)
    report, held, beside = replayed(history, world, known)
    answer(held, {"engagement.r1": 11}, {})
    rounds = []
    is_short = touches <= 20_000_000
    for turn in range(5):
        rounds.append(
            [
                timed(lambda: scan(path)),
                timed(lambda: with_cpu(lambda: replayed(history, world, known))),
                timed(lambda turn=turn: answer(held, {"engagement.r1": 13 + turn}, {"mql.engagement": 35 + turn})),
            ]
        )
    scanned, whole, asked = (min(seconds for seconds, _ in of_one) for of_one in zip(*rounds, strict=True))
    again_report = rounds[0][1][1][1][0]
    cpu = min(of_one[1][1][0] for of_one in rounds)
    alone, _ = timed(lambda: play(compiled(proposal(45, 12)), history, world, to_micros(END)))
    hand = timed(lambda: by_hand(path))[0] if is_short else None
    walked, differ = naive(beside.played.ours, history, world, beside.played.found, sample)
    with multiprocessing.get_context("spawn").Pool(1, set_up) as pool:
        peak = pool.apply(peak_of_replay, (str(folder), people))
    kept = sum(file.stat().st_size for file in (folder / "history").iterdir())
    return {
        "touches": touches,
        "people": people,
        "rules": 20,
        "graphs_in_the_pass": 1 + len(report.sweep),
        "cores": os.cpu_count(),
        "load_average": round(os.getloadavg()[0], 2),
        "python": platform.python_version(),
        "decode_s": round(made, 2),
        "decode_peak_mb": peak_of_decoding,
        "history_bytes_per_touch": round(kept / touches, 2),
        "scan_s": round(scanned, 4),
        "replay_s": round(whole, 4),
        "replay_cpu_s": round(cpu, 4),
        "replay_to_scan": round(whole / scanned, 2),
        "one_agreement_without_sweep_s": round(alone, 4),
        "what_if_s": round(asked, 4),
        "by_hand_duckdb_s": hand and round(hand, 4),
        "naive_us_per_touch": round(walked * 1e6, 2),
        "naive_to_replay": round(walked * touches / whole, 1),
        "naive_people_compared": sample,
        "naive_people_different": differ,
        "handed_off_in_force": report.in_force.handed_off,
        "handed_off_proposed": report.proposed.handed_off,
        "gained": report.changes_side.gained,
        "lost": report.changes_side.lost,
        "repeats": report.as_json() == again_report.as_json(),
        "peak_mb": peak,
    }
