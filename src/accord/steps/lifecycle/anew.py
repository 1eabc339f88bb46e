"""One lead walked again through all moments of its person, as if everything had been known in time. Pure.

What people decided stays as it was: at its instant the lead stands where they put it. Everything else is decided anew.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from accord.agreement.spec import Agreement, ByPeople, Stage
from accord.kernel.instants import to_micros
from accord.steps.lifecycle.contracts import Otherwise, TransitionCard
from accord.steps.lifecycle.criteria import decisions_read, judge
from accord.steps.lifecycle.facts import Sight
from accord.steps.lifecycle.graph import is_closing, is_resting
from accord.steps.lifecycle.rules import DECISIONS_KEPT, LeadState, stage_of
from accord.steps.lifecycle.walk import Journey, walk

LAPSE = timedelta(hours=1)  # what time alone brings is noticed a while after it is due


@dataclass(frozen=True, slots=True)
class Entry:
    """A stage entered; `is_by_time`: nothing happened at that instant."""

    stage: str
    at: datetime
    reason: str = ""
    is_by_time: bool = False


@dataclass(slots=True)
class Anew:
    """The lead under way: the stages entered so far, and what was known at each instant asked."""

    journey: Journey = field(default_factory=Journey)
    entries: list[Entry] = field(default_factory=list)
    known: dict[datetime, tuple[Agreement, Sight, str, frozenset[str]]] = field(default_factory=dict)

    def see(self, agreement: Agreement, sight: Sight) -> None:
        """One moment: the steps that the process takes."""
        at, before = sight.moment.at, len(self.journey.steps)
        walk(agreement, self.journey, [sight])
        by_time = sight.moment.touch_id is None
        self.entries += [Entry(step.to, at, step.reason, by_time) for at, _, step in self.journey.steps[before:]]
        here = self.journey.now.stage if self.journey.now else ""
        self.known[at] = (agreement, sight, here, self.journey.decided_at(at))

    def obey(self, agreement: Agreement, made: TransitionCard) -> None:
        """One decision of people."""
        at, stage = made.effective_at, stage_of(agreement, made.to_stage)
        if self.journey.now is None or self.journey.now.stage != made.to_stage:
            self.entries.append(Entry(made.to_stage, at, made.reason))
        self.journey.now = LeadState(made.to_stage, at, rests_until(agreement, made))
        is_fresh = stage is None or is_resting(stage) or is_closing(stage) or stage.id == agreement.stages[0].id
        decided = {} if stage is None else _decided(stage, at)
        kept = {name: since for name, since in self.journey.decided.items() if since > to_micros(at) or not is_fresh}
        self.journey.decided = kept if is_fresh else {**decided, **kept}


def rests_until(agreement: Agreement, made: TransitionCard) -> datetime | None:
    """The end of the cool-down that a recycle began."""
    stage = stage_of(agreement, made.to_stage)
    clause = next((r for r in agreement.recycle_reasons if r.id == made.reason), None)
    if stage is None or not is_resting(stage) or clause is None or clause.cool_down is None:
        return None
    return made.effective_at + timedelta(microseconds=clause.cool_down.micros)


def again(
    by_people: Sequence[tuple[Agreement, TransitionCard]],
    sights: Iterable[tuple[Agreement, Sight]],
    *,
    decided: Mapping[str, int],
    may_open: bool,
) -> Anew:
    """`decided` are decisions that no transition tells; without `may_open` only people open the lead."""
    anew = Anew(Journey(decided=dict(decided)))
    waiting = sorted(by_people, key=lambda one: (one[1].effective_at, one[1].id))
    for agreement, sight in sights:
        while waiting and _is_before(waiting[0][1], sight.moment.at):
            anew.obey(*waiting.pop(0))
        if anew.journey.now is not None or may_open:
            anew.see(agreement, sight)
    for one in waiting:
        anew.obey(*one)
    return anew


def differences(lead_id: int, made: Sequence[TransitionCard], anew: Anew) -> Iterator[Otherwise]:
    """The stages entered at other instants than recorded, in order of time. Equal entries are paired first."""
    missed = list(anew.entries)
    recorded = [card for card in sorted(made, key=lambda card: card.effective_at) if not _taken(card, missed)]
    found = []
    for card in recorded:
        other = next((one for one in missed if one.stage == card.to_stage), None)
        if other is not None:
            missed.remove(other)
        if other is None or not _is_same(card, other):
            is_later = other is None or other.at > card.effective_at
            reason = lacking(anew, card) if is_later else other.reason if other else ""
            found.append(Otherwise(lead_id, card.to_stage, card.effective_at, other.at if other else None, reason))
    found += [Otherwise(lead_id, one.stage, None, one.at, one.reason) for one in missed]
    yield from sorted(found, key=lambda one: min(at for at in (one.recorded_at, one.would_be_at) if at is not None))


def lacking(anew: Anew, card: TransitionCard) -> str:
    """What the stage lacked at the instant at which it was entered; where nothing, the stage the lead was at."""
    at = max((at for at in anew.known if at <= card.effective_at), default=None)
    if at is None:
        return ""
    agreement, sight, here, decided = anew.known[at]
    stage = stage_of(agreement, card.to_stage)
    if stage is not None and not isinstance(stage.enter, ByPeople):
        missing = judge(stage.enter, sight.facts(agreement, decided), agreement.lists).missing
        if missing:
            return ", ".join(one.words for one in missing)
    return f"at {here} by then" if here else ""


def _taken(card: TransitionCard, missed: list[Entry]) -> bool:
    same = next((one for one in missed if (one.stage, one.at) == (card.to_stage, card.effective_at)), None)
    if same is not None:
        missed.remove(same)
    return same is not None


def _is_same(card: TransitionCard, other: Entry) -> bool:
    return other.is_by_time and timedelta(0) <= card.effective_at - other.at <= LAPSE


def _is_before(made: TransitionCard, at: datetime) -> bool:
    """Of one instant, an opening comes before what happened then, any other decision after it."""
    return made.effective_at < at or (made.effective_at == at and not made.from_stage)


def _decided(stage: Stage, at: datetime) -> dict[str, int]:
    if isinstance(stage.enter, ByPeople):
        return {}
    return dict.fromkeys(decisions_read(stage.enter) & set(DECISIONS_KEPT), to_micros(at))
