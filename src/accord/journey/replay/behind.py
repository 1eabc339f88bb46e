"""Who is behind the numbers of a replay: every hand-off that is counted, as columns."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from accord.journey.replay.handed import NAMES, Handed, final_outcomes
from accord.journey.replay.known import SEGMENTS, TITLE, Known
from accord.journey.replay.measuring import Period, ranked
from accord.journey.replay.playing import Played
from accord.journey.replay.world import World
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff


@dataclass(frozen=True, slots=True)
class HandOffs:
    """One row a hand-off, in order of time: whose (by number), when (µs), and of each part (outcome, source, persona,
    traits of the account) the place of its name in `names`; `member` is the rep it was dealt out to, 0 for nobody.
    `ranked` are the people of the gain curve, the best first, and `became` what became of them in the end."""

    person: Any
    at: Any
    member: Any
    parts: dict[str, Any]
    names: dict[str, tuple[str, ...]]
    ranked: Any
    became: Any


def hand_offs(
    played: Played, everything: Handed, period: Period, world: World, known: Known, reps: tuple[MemberCard, ...]
) -> HandOffs:
    """Those of one agreement, told apart as in `measuring.side`."""
    handed = everything.within(period.since, period.until)
    handed = handed.of(np.argsort(handed.at, kind="stable"))
    titles = played.ours.agreement
    personas = tuple(known.personas(titles))
    title = known.traits[TITLE].at(handed.person, handed.at)
    named = tuple(dict.fromkeys(("", *personas)))
    persona = np.array([named.index(name) for name in personas], np.int64)
    parts = {"outcome": handed.outcome, "source": world.source[handed.person], "persona": persona[title]}
    names = {"outcome": NAMES, "source": world.sources, "persona": named}
    for name in SEGMENTS:
        parts[name] = known.traits[name].at(handed.person, handed.at)
        names[name] = known.traits[name].values
    outcome, decided_at = final_outcomes(world)
    order = ranked(everything, outcome, decided_at, played.priority_units)
    dealt = _dealt(len(handed.at), reps)
    return HandOffs(world.people[handed.person], handed.at, dealt, parts, names, world.people[order], outcome[order])


def _dealt(many: int, reps: tuple[MemberCard, ...]) -> Any:
    active = [rep for rep in reps if rep.is_active]
    if not active:
        return np.zeros(many, np.int64)
    return np.array(handoff.dealt_out(members=active, count=many), np.int64)
