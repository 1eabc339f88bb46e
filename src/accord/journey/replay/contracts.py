"""The shape of a replay's report: what `accord replay --json` prints and the Try-it screen draws.

Every instant is ISO 8601 in UTC, every week is named by its Monday ("2026-03-02", in the agreement's time zone), every
share is between 0 and 1 with six decimals, None where nothing can be divided. `as_json` of a frozen type is a dict of
plain values whose keys are the names of its fields; the same data and documents give the same bytes.
"""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from accord.kernel.errors import Refused

Progress = Callable[[float, str], bool]
"""Told how much is done (0…1) and in which step; gives False to stop."""


class Stopped(Refused):
    """The replay was stopped; what was decoded so far is kept, so that the next one goes on from there."""

    code = "stopped"


class ReplayRefused(Refused):
    """There is nothing to replay, no such version, or no such point or threshold to change."""

    code = "replay"


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Hand-offs by what became of them. `open`: nothing was decided yet; `censored`: those of them that are younger
    than the usual time to close. handed_off = won + lost + rejected + open."""

    handed_off: int = 0
    won: int = 0
    lost: int = 0
    rejected: int = 0
    open: int = 0
    censored: int = 0
    precision: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Week(Counts):
    week: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part(Counts):
    """One value of a source, a persona or a trait of the account ("" where it was not known at the hand-off)."""

    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The hand-offs that a rep would have got, dealt out in turn among the reps of today; by week as in `weekly`."""

    member: int
    name: str
    handed_off: int
    weekly: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gain:
    """Of the people whose outcome is known, the best `share` by score hold this share of all that were won."""

    share: float
    won: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Side(Counts):
    """One agreement over all history. `people` were handed over at least once; `recall` is the share of all won
    people who were handed over before they were won; `lift` is the share of won among the people handed over whose
    outcome is known, each counted once, over that among all people whose outcome is (`base_rate`). `segments` by trait
    of the account; `stages` counts entries by stage."""

    hash: str = ""
    version: int | None = None
    title: str = ""
    people: int = 0
    won_people: int = 0
    won_caught: int = 0
    recall: float | None = None
    base_rate: float | None = None
    lift: float | None = None
    weekly: tuple[Week, ...] = ()
    load: tuple[Load, ...] = ()
    gain: tuple[Gain, ...] = ()
    by_source: tuple[Part, ...] = ()
    by_persona: tuple[Part, ...] = ()
    segments: Mapping[str, tuple[Part, ...]] = field(default_factory=dict)
    stages: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """Somebody whom one of the two would have handed over in the period and the other not. `direction` is "gained"
    (the proposal only) or "lost"; `at` when they were handed over; `outcome` won, lost, rejected or open."""

    person: int
    direction: str
    at: str
    reason: str
    outcome: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangesSide:
    """`people` are the first of them, in order of time, then of number; `changes(handle, after)` gives the others."""

    gained: int = 0
    lost: int = 0
    gained_won: int = 0
    lost_won: int = 0
    people: tuple[Changed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Leads that come so many whole days later (negative: earlier): from `from_days` up to, not at, `to_days`; None at
    an open end."""

    from_days: int | None
    to_days: int | None
    leads: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """Of those whom both hand over: when the proposal does it, beside the version in force. Days are of 24 hours."""

    both: int = 0
    earlier: int = 0
    same: int = 0
    later: int = 0
    median_days: float | None = None
    buckets: tuple[Bucket, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Swept:
    """The proposal with one threshold at another value. `key` names it as in `knobs`."""

    key: str
    threshold: float
    is_proposed: bool
    handed_off: int
    won: int
    precision: float | None
    recall: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Knob:
    """What `what_if` may change. `kind` is "points" (key "score.rule") or "threshold" (key "stage.score")."""

    key: str
    kind: str
    label: str
    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Unlike:
    """One entry into a stage on which the replay of the version in force and the record differ. `why` is one of:
    late, by-people, older-version, before-version, merge, other-motion, to-and-fro (traits said in several ways within
    a day), follows (from an earlier difference), unexplained; `words` says it in full."""

    person: int
    stage: str
    recorded_at: str | None
    replayed_at: str | None
    why: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Reality:
    """The version in force replayed, with the pilots that ran beside it, against the record. `compared` = equal +
    explained + unexplained; `by_why` counts the differences; `differences` are the first of them,
    unexplained ones before all others."""

    compared: int = 0
    equal: int = 0
    explained: int = 0
    unexplained: int = 0
    by_why: Mapping[str, int] = field(default_factory=dict)
    differences: tuple[Unlike, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOffPromise:
    """A promise of sales that begins with a hand-off, in hand-offs for each active rep of today and week: on average
    and in the busiest week, by the proposal and by the version beside it; and in the past, as the clocks of the same
    name tell, those answered in time on average and in the best week, and the share that was. `weeks_over`: so many
    weeks have more hand-offs by the proposal than were ever answered in time in one. None where no clock ran yet."""

    service: str
    within: str
    reps: int
    proposed: float
    proposed_busiest: float
    in_force: float | None
    in_force_busiest: float | None
    kept: float | None
    kept_most: float | None
    kept_share: float | None
    weeks_over: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class VolumePromise:
    """A promise of so many leads at a stage, a week: what is promised, and how many come there for the first time by
    the proposal and by the version beside it."""

    service: str
    stage: str
    promised: float
    proposed: float
    in_force: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SegmentSaid:
    """The people whom a proposal that is a pilot is for: what it means, and how many are ever in it."""

    means: str
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Data:
    """`outcomes` are people whose outcome is known; `since` and `until` bound the hand-offs that are counted, never
    what is read; `usual_days` is the time from hand-off to decision that four in five need (None: too few). With a
    `segment`, everything but these counts of the data and `reality` is about it alone."""

    touches: int
    people: int
    hash: str
    since: str | None
    until: str
    outcomes: int = 0
    usual_days: float | None = None
    left_out: Mapping[str, int] = field(default_factory=dict)
    segment: SegmentSaid | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """`handle` is what `what_if` and `changes` are asked by. `in_force` and `reality` are None before any version."""

    proposed: Side
    in_force: Side | None
    changes_side: ChangesSide
    timing: Timing
    sweep: tuple[Swept, ...]
    knobs: tuple[Knob, ...]
    reality: Reality | None
    censored: int
    data: Data
    handle: str
    notes: tuple[str, ...] = ()
    hand_off_promises: tuple[HandOffPromise, ...] = ()
    volume_promises: tuple[VolumePromise, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Plain values only; the same report gives the same dict."""
        found: dict[str, Any] = plain(asdict(self))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What `what_if` gives: the proposal with these points and thresholds, beside the proposal as it is written.
    `people` are the first that only one of the two hands over; `moved` says what was changed, key → value."""

    proposed: Side
    changes_side: ChangesSide
    moved: Mapping[str, float]

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = plain(asdict(self))
        return found


def plain(value: Any) -> Any:
    """Tuples as lists, so that JSON read back is the same as what was written."""
    if isinstance(value, Mapping):
        return {key: plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [plain(part) for part in value]
    return value
