"""What the stage machine is told: the graph of stages, criteria as programs over bits, decisions of people.

A program is a list of nodes; each asks one thing and goes on to another node, or ends at ACCEPT or REJECT. Stages,
scores, rules and bits are numbers; instants and lengths are microseconds, values are 1/1024 point.
"""

from dataclasses import dataclass
from enum import IntEnum

ACCEPT, REJECT = -1, -2
NOWHERE = -1
Program = int  # the node where it begins, or ACCEPT, or REJECT


class Kind(IntEnum):
    """What a node asks. BIT: the bit `arg` is on. DECIDED: people have decided `arg`. LEAST: score `arg` is at `units`
    or above. RANGE: the number of `turns` that score `arg` has reached is one of those where `truth` holds. DID: rule
    `arg`, which alone makes up score `score`, counts at least `units` touches within `within`."""

    BIT = 0
    DECIDED = 1
    LEAST = 2
    RANGE = 3
    DID = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    kind: Kind
    arg: int
    on_true: int
    on_false: int
    units: int = 0
    score: int = 0
    within: int = 0
    turns: tuple[int, ...] = ()
    truth: tuple[bool, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StageLine:
    """`enter` is the program of the stage, None where people enter it. `ways` are the stages it goes to, the furthest
    first, `onward` those of them behind it. At an `is_anew` stage what people decided is forgotten; at an `is_offered`
    one the lead is handed over, at an `is_over` one taken back. `is_eager`: its criteria may come to hold because a
    score falls, so that every moment has to be judged."""

    enter: Program | None
    ways: tuple[int, ...]
    onward: tuple[int, ...]
    disqualified: int = NOWHERE
    is_resting: bool = False
    is_closing: bool = False
    is_anew: bool = False
    is_offered: bool = False
    is_over: bool = False
    is_eager: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionLine:
    """What one decision of people does: the lead stands at `to` (NOWHERE: stays), rests for `cool_down`; `decides` are
    the bits of what is decided by it. `needs_handoff`: it counts only where the lead is with sales at that instant.
    A `reason` (NOWHERE: none) may be used `at_most` times, then it goes to `otherwise` (NOWHERE: nothing happens).
    `is_opening` comes before what happened at its instant, any other decision after it; `takes`: sales has it."""

    to: int = NOWHERE
    cool_down: int = 0
    decides: int = 0
    needs_handoff: bool = False
    is_opening: bool = False
    takes: bool = False
    reason: int = NOWHERE
    at_most: int = 0
    otherwise: int = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Graph:
    """One agreement's stages, in order. The first is opened by its own program; `is_eager`: that program may begin to
    hold because a score falls. `turns` are, by score, the units at which anything that the agreement reads turns."""

    nodes: tuple[Node, ...]
    stages: tuple[StageLine, ...]
    disqualifiers: tuple[Program, ...] = ()
    decisions: tuple[DecisionLine, ...] = ()
    bits: int = 0
    reasons: int = 0
    is_eager: bool = False
    turns: tuple[tuple[int, ...], ...] = ()
