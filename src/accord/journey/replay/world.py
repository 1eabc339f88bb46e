"""What people did and what became of it: decisions, outcomes and hand-offs as they were recorded, as columns.

Decisions are told apart from any agreement. An outcome is an event: won and lost by a deal or by the stage that it
opens, rejected by the rep who had the lead. Only leads of the motions that the process opens are replayed.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import numpy as np

from accord.agreement.contracts import Version
from accord.journey.replay.compiling import Told
from accord.kernel.actor import ActorKind
from accord.kernel.instants import to_micros
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, TransitionCard
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealCard

PAGE = 500
WON, LOST, REJECTED = 1, 2, 3
BY_PEOPLE = (ActorKind.MEMBER, ActorKind.IMPORT, ActorKind.SYNC)
DEALS = frozenset(("deal_opened", "deal_won", "deal_lost"))
_ORDER = {"opening": 0, "take": 1, "accept": 2, "move": 3}


@dataclass(frozen=True, slots=True)
class Columns:
    """One list of (instant, what) for each person, flat: `starts` has one more than there are people."""

    starts: Any
    at: Any
    what: Any

    def upto(self, places: Any, instants: Any) -> Any:
        """For each of these people the row behind the last one up to and at the instant."""
        low, high = self.starts[places], self.starts[places + 1]
        while (is_open := low < high).any():
            middle = (low + high) // 2
            is_past = np.zeros(len(low), np.bool_)
            is_past[is_open] = self.at[middle[is_open]] <= instants[is_open]
            low = np.where(is_open & is_past, middle + 1, low)
            high = np.where(is_open & ~is_past, middle, high)
        return low


@dataclass(frozen=True, slots=True)
class Entered:
    """A stage entered as it was recorded; `is_other_motion`: of a lead of another motion than the one replayed."""

    person: int
    stage: str
    at: int
    recorded_at: int
    is_by_people: bool
    version_id: int
    is_other_motion: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Whom a proposal that is a pilot is for: of each person the instants at which they came in (1) or went (0)."""

    means: str
    turns: Columns

    def holds(self, places: Any, instants: Any) -> Any:
        """Whether these people (by place) are in it at these instants."""
        after = self.turns.upto(places, instants)
        is_told = after > self.turns.starts[places]
        what = self.turns.what[np.maximum(after - 1, 0)] if len(self.turns.what) else np.zeros(len(after), np.int32)
        return is_told & (what == 1)

    @property
    def ever(self) -> Any:
        """Of each person, whether they are ever in it."""
        before = np.concatenate([np.zeros(1, np.int64), np.cumsum(self.turns.what == 1)])
        return before[self.turns.starts[1:]] > before[self.turns.starts[:-1]]


@dataclass(frozen=True, slots=True)
class World:
    """People by place, in the order of their numbers. `told` are the kinds of decisions that `decisions` counts by;
    `motions` are those whose leads are replayed; with a `segment`
    nothing else is counted."""

    people: Any
    decisions: Columns
    told: tuple[Told, ...]
    outcomes: Columns
    handed: Columns
    sources: tuple[str, ...]
    source: Any
    entered: tuple[Entered, ...]
    left_out: Mapping[str, int]
    motions: Collection[str] = ()
    segment: Segment | None = None


@dataclass(slots=True)
class Gathered:
    """The world under way: everything by place of the person. `motions` are those that the process opens."""

    versions: Mapping[int, Version]
    motions: Collection[str]
    decisions: list[tuple[int, int, int, int, Told]] = field(default_factory=list)
    outcomes: set[tuple[int, int, int]] = field(default_factory=set)
    handed: list[tuple[int, int, int]] = field(default_factory=list)
    entered: list[Entered] = field(default_factory=list)
    sources: dict[int, str] = field(default_factory=dict)
    left_out: Counter[str] = field(default_factory=Counter)

    def take(self, people: Mapping[int, int]) -> None:
        """Everything recorded of these people, given with their places."""
        cards = [card for part in lifecycle.leads_of(people).values() for card in part]
        histories = lifecycle.history([card.id for card in cards])
        handed = handoff.of_leads([card.id for card in cards])
        for card in sorted(cards, key=lambda card: card.id):
            self._lead(people[card.person_id], card, histories.get(card.id, ()), handed.get(card.id, ()))
        self._deals(people, outcomes.deals_of(person_ids=people, lead_ids=[card.id for card in cards], limit=10**9),
                    {card.id: people[card.person_id] for card in cards})  # fmt: skip

    def _lead(self, place: int, card: LeadCard, made: Sequence[TransitionCard], handed: Sequence[HandoffCard]) -> None:
        if card.closed_as in ("merged", "withdrawn"):
            self.left_out[card.closed_as] += 1
            return
        if card.motion not in self.motions:
            self.left_out["other motions"] += 1
            self.entered += [_entered(place, one, is_other_motion=True) for one in _standing(made)]
            return
        self.sources.setdefault(place, card.source)
        for one in _standing(made):
            self._move(place, one, handed)
        for hand in handed:
            self.handed.append((place, to_micros(hand.offered_at), hand.member_id or 0))
            self._answers(place, hand)

    def _move(self, place: int, one: TransitionCard, handed: Sequence[HandoffCard]) -> None:
        at, is_by_people = to_micros(one.effective_at), one.actor.kind in BY_PEOPLE
        decided = self._decided(one)
        self.entered.append(_entered(place, one))
        for kind, name in ((WON, "deal_won"), (LOST, "deal_lost")):
            if name in decided:
                self.outcomes.add((place, at, kind))
        if is_by_people:
            is_opening = not one.from_stage
            is_of_sales = (
                one.actor.kind is ActorKind.MEMBER
                and not is_opening
                and DEALS.isdisjoint(decided)
                and any(_is_held(hand, one.effective_at) for hand in handed)
            )
            told = Told(
                to=one.to_stage,
                reason=one.reason if "recycled" in decided else "",
                decided=tuple(sorted(decided)),
                is_of_sales=is_of_sales,
                is_opening=is_opening,
            )
            self.decisions.append((place, at, _ORDER["opening" if is_opening else "move"], one.id, told))

    def _decided(self, one: TransitionCard) -> frozenset[str]:
        version = self.versions.get(one.agreement_id)
        node = lifecycle.graph_of(version.agreement).get(one.to_stage) if version else None
        return lifecycle.decisions_of(node.stage) if node else frozenset()

    def _answers(self, place: int, hand: HandoffCard) -> None:
        if hand.state == "rejected" and hand.closed_at is not None:
            self.outcomes.add((place, to_micros(hand.closed_at), REJECTED))
        if hand.accepted_at is None:
            return
        at = to_micros(hand.accepted_at)
        if hand.accepted_at == hand.offered_at and not hand.candidates:
            self.decisions.append((place, at, _ORDER["take"], hand.id, Told(takes=True)))
        accepted = Told(decided=("accepted",), is_of_sales=True)
        self.decisions.append((place, at, _ORDER["accept"], hand.id, accepted))

    def _deals(self, people: Mapping[int, int], deals: Sequence[DealCard], leads: Mapping[int, int]) -> None:
        for deal in deals:
            place = leads.get(deal.lead_id or 0, people.get(deal.person_id or 0, -1))
            if place >= 0 and deal.closed_at is not None and deal.result in ("won", "lost"):
                self.outcomes.add((place, to_micros(deal.closed_at), WON if deal.result == "won" else LOST))

    def done(self, people: Collection[int]) -> World:
        """Everything in order."""
        many = len(people)
        ordered = sorted(self.decisions, key=lambda one: one[:4])
        told = sorted({one[4] for one in ordered}, key=_plain)
        numbers = {one: number for number, one in enumerate(told)}
        names = tuple(sorted(set(self.sources.values()) | {""}))
        place_of = {name: number for number, name in enumerate(names)}
        source = np.array([place_of[self.sources.get(place, "")] for place in range(many)], np.int32)
        return World(
            np.array(people, np.int64),
            columns([(place, at, numbers[one]) for place, at, _, _, one in ordered], many),
            tuple(told),
            columns(in_order(self.outcomes), many),
            columns(sorted(self.handed), many),
            names,
            source,
            tuple(sorted(self.entered, key=lambda one: (one.person, one.at, one.recorded_at, one.stage))),
            dict(sorted(self.left_out.items())),
            self.motions,
        )


def in_order(outcomes: Collection[tuple[int, int, int]]) -> list[tuple[int, int, int]]:
    """(place, instant, kind) by person and time; of one instant the best comes last, for it is what stands."""
    return sorted(outcomes, key=lambda one: (one[0], one[1], -one[2]))


def columns(rows: Sequence[tuple[int, int, int]], many: int) -> Columns:
    """(place, instant, what), sorted by place, as columns."""
    table = np.array(rows, np.int64).reshape(-1, 3)
    starts = np.searchsorted(table[:, 0], np.arange(many + 1)).astype(np.int64)
    return Columns(starts, table[:, 1].copy(), table[:, 2].astype(np.int32))


def pages(people: Sequence[int]) -> Iterator[dict[int, int]]:
    """People with their places, some at a time."""
    for start in range(0, len(people), PAGE):
        yield {person: start + place for place, person in enumerate(people[start : start + PAGE])}


def _standing(made: Sequence[TransitionCard]) -> list[TransitionCard]:
    """Without those taken back, and those that took them back."""
    return [one for one in made if not one.is_undone and one.undoes is None]


def _entered(place: int, one: TransitionCard, *, is_other_motion: bool = False) -> Entered:
    at, recorded_at = to_micros(one.effective_at), to_micros(one.recorded_at)
    is_by_people = one.actor.kind in BY_PEOPLE
    return Entered(place, one.to_stage, at, recorded_at, is_by_people, one.agreement_id, is_other_motion)


def _is_held(hand: HandoffCard, at: datetime) -> bool:
    """Whether a rep had the lead, or the decision is the answer that ended it."""
    return hand.offered_at <= at and (hand.closed_at is None or at <= hand.closed_at)


def _plain(told: Told) -> tuple[object, ...]:
    return (told.to, told.reason, told.decided, told.is_of_sales, told.is_opening, told.takes)
