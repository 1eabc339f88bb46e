"""Touches and traits as rows of a history: which rules each touch matches, judged once for each distinct value."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from accord.engines.machine import Codes
from accord.kernel.instants import to_micros
from accord.kernel.touch import Touch, TraitChange
from accord.steps.scoring.api import Conditions, Matcher

Row = tuple[int, int, int]  # instant, code, value


@dataclass(slots=True)
class Coder:
    """The codes of one history, given as they are first met. A value is the place of a property's in `values`."""

    conditions: Conditions
    matcher: Matcher = field(init=False)
    codes: dict[tuple[tuple[int, ...], bool], int] = field(default_factory=dict)
    values: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.matcher = Matcher(self.conditions.program)

    def rows_of(self, touch: Touch, *, is_activity: bool) -> list[tuple[int, int]]:
        """(code, value) of a touch: one for what counts by no value or by the same, another for each other value;
        none where it matches nothing."""
        by_value: dict[int, list[int]] = {}
        for match in self.matcher.of(touch):
            by_value.setdefault(match.value, []).append(match.rule)
        plain = by_value.pop(0, [])
        if not by_value:
            return [(self._code(plain, is_activity), 0)] if plain else []
        (value, rules), *others = by_value.items()
        found = [(self._code(sorted([*plain, *rules]), is_activity), self._value(value))]
        return found + [(self._code(rules, is_activity), self._value(value)) for value, rules in others]

    def done(self) -> Codes:
        """What the codes given so far mean."""
        return Codes(
            tuple(rules for rules, _ in self.codes),
            tuple(is_activity for _, is_activity in self.codes),
            self.conditions.nobody,
        )

    def _code(self, rules: Sequence[int], is_activity: bool) -> int:
        return self.codes.setdefault((tuple(rules), is_activity), len(self.codes))

    def _value(self, value: int) -> int:
        return self.values.setdefault(value, len(self.values) + 1)


def rows_of_person(coder: Coder, touches: Iterable[tuple[int, Touch]], changes: Sequence[TraitChange]) -> list[Row]:
    """The rows of one person, sorted: `touches` with their numbers, machine traffic left out."""
    told = {change.touch_id for change in changes}
    ordered = sorted(touches, key=lambda one: (one[1].occurred_at, one[1].key))
    found = [
        (to_micros(touch.occurred_at), code, value)
        for number, touch in ordered
        for code, value in coder.rows_of(touch, is_activity=number not in told)
    ]
    found += [(at, -1 - place, int(is_on)) for at, place, is_on in coder.conditions.turns(changes)]
    return sorted(found, key=lambda row: row[0])
