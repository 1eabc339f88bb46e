"""Random small worlds: the compiled replay hands over whom, when and at which stage the naive one does, and counts the
same. `REPLAY_WORLDS` says how many."""

import os
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pytest

from accord.agreement.contracts import Version
from accord.engines import machine
from accord.engines.gathering import Gathering
from accord.journey.replay.compiling import Told, compiled
from accord.journey.replay.decoding import Coder, rows_of_person
from accord.journey.replay.known import Learning
from accord.journey.replay.measuring import Period
from accord.journey.replay.running import Ground, Teller, report_on
from accord.journey.replay.world import LOST, REJECTED, WON, World, columns, in_order
from accord.kernel.actor import PROCESS
from accord.kernel.instants import from_micros, to_micros
from tests.oracle import replay as oracle
from tests.oracle.worlds import START, UNTIL, world

WORLDS = int(os.environ.get("REPLAY_WORLDS", "40"))
FIRST = int(os.environ.get("REPLAY_FIRST", "1"))
# Swept at other moments than its own; an outcome of two kinds at one instant; opened when something turned.
FOUND = (61, 238, 282, 335, 974, 5061)
KINDS = {"won": WON, "lost": LOST, "rejected": REJECTED}
NUMBERS = ("handed_off", "won", "lost", "rejected", "open", "precision", "recall", "base_rate", "lift")


def replayed(small, since, until):
    """The compiled replay of a world, without a database."""
    mine, theirs = compiled(small.proposed), compiled(small.in_force)
    world_ = told_world(small.lives)
    period = Period(since=None if since is None else to_micros(since), until=to_micros(until), usual=None,
                    time_zone=small.proposed.time_zone)  # fmt: skip
    ground = Ground(world_, "random", period, (), since, until)
    version = Version(1, 1, "in-force", "test", "", "Random", small.in_force, PROCESS, START, START)
    report, held, beside = report_on(
        ground, mine, [history(mine, small.lives), history(theirs, small.lives)], "proposed", theirs, version,
        learn=lambda _: known(small.lives), tell=Teller(None), threads=1,
    )  # fmt: skip
    return report, held.proposed, beside


def history(ours, lives):
    coder, gathering = Coder(ours.conditions), Gathering(people(lives))
    for place, life in enumerate(lives):
        rows = np.array(rows_of_person(coder, list(enumerate(life.touches)), life.changes), np.int64).reshape(-1, 3)
        gathering.add(np.full(len(rows), place), rows[:, 0].copy(), rows[:, 1], rows[:, 2])
    with TemporaryDirectory() as folder:
        return gathering.done(coder.done(), list(coder.values), Path(folder) / "history")


def people(lives):
    return np.arange(1, len(lives) + 1, dtype=np.int64)


def told_world(lives):
    told = [[(to_micros(one.at), kind(one)) for one in life.decisions] for life in lives]
    kinds = list(dict.fromkeys(one for some in told for _, one in some))
    decisions = [(place, at, kinds.index(one)) for place, some in enumerate(told) for at, one in some]
    outcomes = in_order({(n, to_micros(at), KINDS[what]) for n, life in enumerate(lives) for at, what in life.became})
    many = len(lives)
    return World(people(lives), columns(decisions, many), tuple(kinds), columns(outcomes, many), columns([], many),
                 ("",), np.zeros(many, np.int32), (), {})  # fmt: skip


def kind(one):
    return Told(to=one.to, reason=one.reason, decided=one.said, is_of_sales=one.by_sales, is_opening=one.opens,
                takes=one.takes)  # fmt: skip


def known(lives):
    learning = Learning()
    for place, life in enumerate(lives):
        learning.take(place, life.changes)
    return learning.done(len(lives))


def hand_offs(judged, period):
    handed, names = judged.within(period), judged.played.ours.stage_ids
    rows = zip(handed.person.tolist(), handed.stage.tolist(), handed.at.tolist(), handed.outcome.tolist(), strict=True)
    outcomes = {0: "open"} | {number: name for name, number in KINDS.items()}
    return sorted((person, names[stage], from_micros(at), outcomes[what]) for person, stage, at, what in rows)


def entries(judged):
    rows = [row for row in judged.played.found.tolist() if row[machine.HOW] < machine.HANDED_OVER]
    names = judged.played.ours.stage_ids
    return [(row[machine.PERSON], names[row[machine.TO]], from_micros(row[machine.AT])) for row in rows]


def differences(seed):
    """What the two say otherwise of a world."""
    small = world(seed)
    since, until = START.replace(day=8) if seed % 3 == 0 else None, UNTIL - timedelta(days=11 * (seed % 4 == 0))
    report, *both = replayed(small, since, until)
    period = Period(since=to_micros(since) if since else None, until=to_micros(until), usual=None, time_zone="UTC")
    rows = []
    for judged, agreement, side in zip(
        both, (small.proposed, small.in_force), (report.proposed, report.in_force), strict=True
    ):
        leads = [oracle.replayed(agreement, life, until) for life in small.lives]
        plain = oracle.measured(agreement, small.lives, since, until)
        rows.append(plain["rows"])
        pairs = {number: (getattr(side, number), plain[number]) for number in NUMBERS}
        pairs["entered"] = (entries(judged), [(n, *one) for n, lead in enumerate(leads) for one in lead.entered])
        pairs["rows"] = (hand_offs(judged, period), sorted(plain["rows"]))
        weeks = {one.week: one.handed_off for one in side.weekly if one.handed_off}
        pairs["weekly"] = (weeks, oracle.by_week(plain["rows"], small.proposed.time_zone))
        yield from ((side.hash, name, *pair) for name, pair in pairs.items() if pair[0] != pair[1])
    told = {name: getattr(report.changes_side, name) for name in ("gained", "lost")}
    told |= {name: getattr(report.timing, name) for name in ("both", "earlier", "later")}
    if told != oracle.compared(*rows):
        yield "compared", told, oracle.compared(*rows)
    for one in report.sweep[:: 1 + seed % 4]:
        other = oracle.with_threshold(small.proposed, one.key, one.threshold)
        swept = oracle.measured(other, small.lives, since, until)
        said = (one.handed_off, one.won, one.precision, one.recall)
        if said != (swept["handed_off"], swept["won"], swept["precision"], swept["recall"]):
            yield one.key, one.threshold, said, swept


class TestAgainstTheNaiveReplay:
    @pytest.mark.parametrize("seed", range(FIRST, FIRST + WORLDS))
    def test_hands_over_the_same_people_and_counts_the_same(self, seed):
        assert list(differences(seed)) == []

    @pytest.mark.parametrize("seed", FOUND)
    def test_does_so_where_it_once_did_not(self, seed):
        assert list(differences(seed)) == []
