"""One replay: the proposal, and the version beside it, through the same machine over the same history."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

import numpy as np

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.spec import Agreement
from accord.engines.history import History
from accord.engines.stages import Graph
from accord.journey import routing
from accord.journey.replay import altering, reading
from accord.journey.replay.behind import HandOffs, hand_offs
from accord.journey.replay.comparing import changes, timing
from accord.journey.replay.compiling import Compiled, compiled
from accord.journey.replay.contracts import (
    Answer,
    ChangesSide,
    Data,
    Progress,
    ReplayRefused,
    Report,
    SegmentSaid,
    Side,
    Stopped,
    Swept,
    Timing,
)
from accord.journey.replay.handed import OPEN, Handed, final_outcomes, handed_of, usual_time
from accord.journey.replay.known import Known, known_of
from accord.journey.replay.measuring import Period, caught_of, counts, share, side, weeks_of
from accord.journey.replay.owing import Done, hand_off_promises, volume_promises
from accord.journey.replay.playing import Play, Played, play
from accord.journey.replay.reality import against_the_record
from accord.journey.replay.reasons import why_not
from accord.journey.replay.segment import segment_of
from accord.journey.replay.world import Gathered, World, pages
from accord.kernel.instants import DAY_MICROS, iso, to_micros
from accord.members.contracts import MemberCard

LISTED, FIRST_PAGE = 1000, 50


@dataclass(frozen=True, eq=False)
class Ground:
    """What a replay stands on: everything that no points or thresholds of the proposal change."""

    world: World
    data: str
    period: Period
    reps: tuple[MemberCard, ...]
    since: datetime | None
    until: datetime


@dataclass(frozen=True, eq=False)
class Judged:
    """One agreement played, with its hand-offs and what to call it."""

    played: Played
    handed: Handed
    name: str
    hash: str
    version: int | None

    def within(self, period: Period) -> Handed:
        return self.handed.within(period.since, period.until)


@dataclass(frozen=True, eq=False)
class Held:
    """A replay that can be asked what if."""

    ground: Ground
    known: Known
    proposed: Judged
    beside: Judged | None = None


class Engine(Protocol):
    """Where the heavy work is done: on this machine, or on a cluster with the same answer."""

    @property
    def decode(self) -> reading.Decode: ...
    @property
    def play(self) -> Play: ...


class Teller:
    """Tells how much is done, and stops where it is told to."""

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress

    def __call__(self, done: float, step: str) -> None:
        if self._progress is not None and self._progress(round(min(1.0, done), 4), step) is False:
            raise Stopped("The replay was stopped; the next one goes on from what is decoded.")

    def part(self, first: float, last: float) -> "Teller":
        """A stretch of the whole."""
        outer = self

        class Part(Teller):
            def __call__(self, done: float, step: str) -> None:
                outer(first + (last - first) * done, step)

        return Part(None)


def ground_of(
    base: reading.Base, *, until: datetime, since: datetime | None, agreement: Agreement, tell: Teller
) -> Ground:
    """Everything recorded of everybody."""
    people = base.people
    if not people:
        raise ReplayRefused("There is no history yet: nobody has done anything.", code="empty")
    versions = {one.id: one for one in agreements.versions()}
    gathered = Gathered(versions, {one.motions[0].id for one in (agreement, *(v.agreement for v in versions.values()))})
    for part in pages(people):
        gathered.take(part)
        tell((max(part.values()) + 1) / len(people), "decisions")
    world = gathered.done(people)
    data = sha256(f"{base.hash} {_digest(world)}".encode()).hexdigest()
    begin = None if since is None else to_micros(since)
    period = Period(since=begin, until=to_micros(until), usual=usual_time(world), time_zone=agreement.time_zone)
    reps = routing.dealt_among(agreement)
    world = replace(world, segment=segment_of(agreement, people))
    return Ground(world, data, period, reps, since, until)


def _digest(world: World) -> str:
    found = sha256()
    for column in (world.people, world.decisions, world.outcomes, world.handed, world.source):
        for part in (column,) if isinstance(column, np.ndarray) else (column.starts, column.at, column.what):
            found.update(np.ascontiguousarray(part).tobytes())
    found.update(json.dumps([str(one) for one in world.told] + list(world.sources)).encode())
    return found.hexdigest()


def report_of(
    *, text: str, name: str, now: datetime, since: datetime | None, until: datetime | None,
    against: Version | None, progress: Progress | None, on: Engine | None = None,
) -> tuple[Report, Held]:  # fmt: skip
    """The report, and what is kept in memory to be asked what if."""
    tell = Teller(progress)
    agreement = agreements.load(text, name)
    other = against or agreements.in_force(now)
    end = min(until, now) if until is not None else now
    base = reading.base()
    ground = ground_of(base, until=end, since=since, agreement=agreement, tell=tell.part(0, 0.15))
    people = base.people
    mine = compiled(agreement)
    theirs = compiled(other.agreement) if other else None
    wanted = [mine.conditions, *([theirs.conditions] if theirs else [])]
    histories = reading.histories(wanted, base, tell=tell.part(0.15, 0.7), decode=on.decode if on else None)
    report, held, beside = report_on(
        ground, mine, histories, agreements.content_hash(text), theirs, other,
        learn=lambda places: known_of(people, places), tell=tell.part(0.7, 0.95), play_by=on.play if on else play,
    )  # fmt: skip
    sides = [Done(one.played, one.within(ground.period)) for one in (held.proposed, beside) if one is not None]
    report = replace(
        report,
        hand_off_promises=hand_off_promises(agreement, sides, ground.period, ground.reps),
        volume_promises=volume_promises(agreement, sides, ground.period),
    )
    if beside is not None and other is not None:
        report = replace(report, reality=against_the_record(beside.played, other, until=to_micros(end)))
    tell(1.0, "done")
    return report, held


def report_on(
    ground: Ground, mine: Compiled, histories: Sequence[History], hash_: str, theirs: Compiled | None,
    other: Version | None, *, learn: Callable[[Any], Known], tell: "Teller", threads: int | None = None,
    play_by: Play = play,
) -> tuple[Report, Held, "Judged | None"]:  # fmt: skip
    """The same on a ground that is read already; `learn` gives what was known of people by place."""
    tried = list(altering.sweeps(mine.agreement))
    variants = [compiled(agreement).telling(ground.world.told) for _, _, _, agreement in tried]
    proposed = judged(
        mine, histories[0], ground, "the proposal", hash_, None, tell.part(0, 0.5), variants, threads, play_by
    )
    beside = None
    if other is not None and theirs is not None:
        called = f"version {other.number}"
        beside = judged(
            theirs, histories[1], ground, called, other.hash, other.number, tell.part(0.5, 0.9), (), threads
        )
    everyone = [proposed.handed.person] + ([beside.handed.person] if beside else [])
    held = Held(ground, learn(np.unique(np.concatenate(everyone))), proposed, beside)
    tell(0.95, "report")
    said = f"{ground.data} {hash_} {beside.hash if beside else ''} {ground.since} {ground.until}"
    handle = sha256(said.encode()).hexdigest()[:32]
    swept = tuple(_swept(tried, proposed.played, ground))
    return _report(held, beside, swept, histories[0], handle, mine.agreement), held, beside


def judged(
    ours: Compiled, history: History, ground: Ground, name: str, hash_: str, version: int | None, tell: "Teller",
    variants: Sequence[Graph] = (), threads: int | None = None, play_by: Play = play,
) -> "Judged":  # fmt: skip
    """An agreement over everybody's history."""
    played = play_by(
        ours, history, ground.world, ground.period.until,
        variants=variants, tell=lambda done: tell(done, f"replay of {name}"), threads=threads,
    )  # fmt: skip
    return Judged(played, handed_of(played.found, ground.world), name, hash_, version)


def _swept(tried: Sequence[tuple[str, float, bool, Agreement]], played: Played, ground: Ground) -> Iterator[Swept]:
    """Every threshold of hand-off at its values, from the pass that they shared."""
    outcome, decided_at = final_outcomes(ground.world)
    for place, (key, value, is_proposed, _) in enumerate(tried, start=1):
        everything = handed_of(played.beside[place - 1], ground.world, place)
        said = counts(everything.within(ground.period.since, ground.period.until), ground.period)
        caught, won = caught_of(everything, outcome, decided_at, ground.period)
        yield Swept(
            key=key,
            threshold=value,
            is_proposed=is_proposed,
            handed_off=said["handed_off"],
            won=said["won"],
            precision=said["precision"],
            recall=share(caught, won),
        )


def _report(
    held: Held, beside: Judged | None, swept: tuple[Swept, ...], history: History, handle: str, agreement: Agreement
) -> Report:
    ground, period = held.ground, held.ground.period
    both = [one.within(period) for one in (held.proposed, beside) if one is not None]
    weeks = weeks_of(both, period.time_zone)
    proposed = side_of(held.proposed, held, weeks)
    outcome, _ = final_outcomes(ground.world)
    return Report(
        proposed=proposed,
        in_force=side_of(beside, held, weeks) if beside else None,
        changes_side=changed(held.proposed, beside, period) if beside else ChangesSide(),
        timing=timing(both[0], both[1]) if beside else Timing(),
        sweep=swept,
        knobs=altering.knobs(agreement),
        reality=None,
        censored=proposed.censored,
        data=Data(
            touches=history.touches,
            people=len(ground.world.people),
            hash=ground.data,
            since=iso(ground.since) if ground.since else None,
            until=iso(ground.until),
            outcomes=int((outcome != OPEN).sum()),
            usual_days=round(period.usual / DAY_MICROS, 6) if period.usual is not None else None,
            left_out=ground.world.left_out,
            segment=_segment(ground.world),
        ),
        handle=handle,
    )


def _segment(world: World) -> SegmentSaid | None:
    if world.segment is None:
        return None
    return SegmentSaid(means=world.segment.means, people=int(world.segment.ever.sum()))


def side_of(judged: Judged, held: Held, weeks: list[int]) -> Side:
    return side(
        judged.played.ours,
        judged.played.found,
        judged.handed,
        held.ground.world,
        held.known,
        held.ground.period,
        weeks=weeks,
        reps=held.ground.reps,
        scores=judged.played.priority_units,
        hash_=judged.hash,
        version=judged.version,
    )


def changed(proposed: Judged, other: Judged, period: Period, *, after: int = 0, limit: int = LISTED) -> ChangesSide:
    return changes(
        proposed.played, proposed.within(period), other.played, other.within(period),
        (proposed.name, other.name), after=after, limit=limit,
    )  # fmt: skip


def reasons(held: Held, direction: str, people: Sequence[int], instants: Sequence[int]) -> list[str]:
    """Why the other of the two would not hand over these people (by number), whom one hands over at these instants."""
    if held.beside is None:
        return []
    mine, other = (held.proposed, held.beside) if direction == "gained" else (held.beside, held.proposed)
    places = np.searchsorted(held.ground.world.people, np.array(people, np.int64)).tolist()
    return why_not(other.played, mine.played, places, instants, (other.name, mine.name))


def behind(held: Held) -> dict[str, HandOffs]:
    """Every hand-off that is counted, by "proposed" and "in_force"."""
    ground = held.ground
    return {
        name: hand_offs(one.played, one.handed, ground.period, ground.world, held.known, ground.reps)
        for name, one in (("proposed", held.proposed), ("in_force", held.beside))
        if one is not None
    }


def answer(held: Held, points: Mapping[str, float], thresholds: Mapping[str, float]) -> Answer:
    """The proposal with other points and thresholds, beside itself as it is written."""
    ours = compiled(altering.altered(held.proposed.played.ours.agreement, points, thresholds))
    tell = Teller(None)
    ground, period = held.ground, held.ground.period
    moved = judged(ours, held.proposed.played.history, ground, "what if", "", None, tell)
    weeks = weeks_of([moved.within(period), held.proposed.within(period)], period.time_zone)
    return Answer(
        proposed=side_of(moved, held, weeks),
        changes_side=changed(moved, held.proposed, period, limit=FIRST_PAGE),
        moved={**points, **thresholds},
    )
