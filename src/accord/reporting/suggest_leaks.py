"""What was learnt only after the decision, told by time: such a field foretells nothing, it reports. Pure."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.kernel.instants import parse_instant
from accord.kernel.touch import TouchKind
from accord.reporting.suggest_examples import Example

LEAST = 10
MOSTLY = 0.5
MOSTLY_DONE = 0.9  # what people do goes on after the decision; only what hardly happens before it tells on it
Field = tuple[str, str]  # ("person" | "account" | "touch", name)


@dataclass(frozen=True, slots=True)
class Excluded:
    """A field that is left out, and why."""

    field: str
    why: str

    def as_dict(self) -> dict[str, str]:
        return {"field": self.field, "why": self.why}


def leaks(examples: Sequence[Example]) -> dict[Field, Excluded]:
    """Fields that most cases that have them got only after their decision, by what happened or by what came in; and
    traits that are instants, which say how recent something was."""
    before: dict[Field, int] = defaultdict(int)
    after: dict[Field, int] = defaultdict(int)
    instants: dict[Field, int] = defaultdict(int)
    for example in examples:
        for field, (first, value) in _firsts(example).items():
            (before if first <= example.at else after)[field] += 1
            instants[field] += _is_instant(value)
    found = {}
    for field in sorted(before.keys() | after.keys()):
        all_of = before[field] + after[field]
        late = after[field] / all_of
        if all_of >= LEAST and late >= (MOSTLY_DONE if field[0] == "touch" else MOSTLY):
            why = f"known only after the decision for {late:.0%} of the {all_of} leads that have it"
            found[field] = Excluded(_name(field), why)
        elif all_of >= LEAST and instants[field] / all_of >= MOSTLY:
            found[field] = Excluded(_name(field), "an instant: it says when something last happened")
    return found


def _firsts(example: Example) -> Mapping[Field, tuple[datetime, object]]:
    """When each field was first known: it had happened, and had come in."""
    found: dict[Field, tuple[datetime, object]] = {}
    for field, at, value in _all(example):
        if field not in found or at < found[field][0]:
            found[field] = at, value
    return found


def _all(example: Example) -> Iterable[tuple[Field, datetime, object]]:
    story = example.story
    for one in story.changes:
        if one.value is not None:
            yield (one.subject, one.name), max(one.at, story.learnt.get(one.touch_id, one.at)), one.value
    for row in story.touches:
        if row.touch.kind is TouchKind.TRACK:
            yield ("touch", row.touch.name), max(row.touch.occurred_at, row.touch.received_at), None


def _is_instant(value: object) -> bool:
    return isinstance(value, str) and len(value) >= 10 and parse_instant(value) is not None


def _name(field: Field) -> str:
    return field[1] if field[0] == "touch" else ".".join(field)
