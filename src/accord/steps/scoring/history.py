"""A person's signals and switches, put together from the table and the traits; and the moments they make."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple

from accord.engines.fold import Row
from accord.kernel.instants import to_micros
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import Done, Subject
from accord.steps.scoring.traits import Switch, switches


class SignalRow(NamedTuple):
    """A row of Signal; ordered by time and touch. A tuple, because there are very many."""

    at: int
    source_id: int
    message_id: str
    rule: int
    value: int
    touch_id: int


class Step(NamedTuple):
    """An instant at which something happened to a person; `touch_id` None: by time alone."""

    at: int
    source_id: int
    message_id: str
    touch_id: int | None


@dataclass(frozen=True, slots=True)
class History:
    """`rows` are what the fold reads: touches and switches in order of time."""

    subject: Subject
    signals: Sequence[SignalRow]
    switches: Sequence[Switch]
    rows: Sequence[Row]

    @classmethod
    def of(cls, program: Program, subject: Subject, signals: Iterable[SignalRow], until: int) -> "History":
        """What is known of a subject up to and with an instant."""
        ours = sorted(s for s in signals if s.at <= until)
        turned = switches(program, [change for change in subject.changes if to_micros(change.at) <= until])
        return cls(subject, ours, turned, _rows(program, ours, turned))

    def steps(self, since: int, until: int) -> list[Step]:
        """The touches and trait changes from `since` on, each once, in order."""
        found = {s.touch_id: Step(s.at, s.source_id, s.message_id, s.touch_id) for s in self.signals if s.at >= since}
        for change in self.subject.changes:
            at = to_micros(change.at)
            if since <= at <= until:
                found.setdefault(change.touch_id, Step(at, -1, change.message_id, change.touch_id))
        return sorted(found.values(), key=itemgetter(0, 1, 2))

    def done(self, program: Program) -> dict[str, Done]:
        """The touches that each `did` of the agreement counts."""
        found = {key: Done() for key in program.did_rules}
        by_rule = {place: found[key] for key, place in program.did_rules.items()}
        for signal in self.signals:
            done = by_rule.get(signal.rule)
            if done is not None:
                done.times.append(signal.at)
                done.message_ids.append(signal.message_id)
        return found


def _rows(program: Program, signals: Sequence[SignalRow], turned: Sequence[Switch]) -> list[Row]:
    rules = program.plan.rules
    rows = [(s.at, -1 - s.rule, rules[s.rule].weights[0] if s.is_on else 0) for s in turned]
    rows += [(signal.at, signal.rule, signal.value) for signal in signals]
    rows.sort(key=itemgetter(0))
    return rows
