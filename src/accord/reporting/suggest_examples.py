"""The cases to learn from: one a lead (or hand-off), with what was known at the instant of the decision.

`won`: a case is a lead, its instant the first hand-off; true where it was won. `accepted`: a case is a hand-off that
sales answered, its instant that hand-off; true where it was accepted.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from accord.agreement.contracts import Version
from accord.reporting.handed import Handed, handed
from accord.reporting.known import Story, stories

Wanted = Literal["won", "accepted"]
PART = 500


@dataclass(frozen=True, slots=True)
class Example:
    """A case: `at` is the instant of the decision, `is_true` what came of it."""

    person_id: int
    at: datetime
    is_true: bool
    story: Story


@dataclass(frozen=True, slots=True)
class Examples:
    """In order of time. `open` have no outcome yet; `young` were decided less than `horizon` before the end, when
    most of what will be won is not won yet, so that only the quick losses would be seen."""

    cases: list[Example]
    open: int
    young: int
    horizon: timedelta


def examples(*, wanted: Wanted, version: Version, until: datetime) -> Examples:
    """All cases decided by an instant."""
    found = handed(agreement=version.agreement, until=until)
    if wanted == "accepted":
        answered = [one for one in found if one.answered_at is not None]
        cases = _cases([(one, one.answer == "accepted") for one in answered], until)
        return Examples(cases, len(found) - len(answered), 0, timedelta())
    firsts = [one for one in found if one.is_first]
    horizon = _horizon(firsts)
    old = [one for one in firsts if one.offered_at <= until - horizon]
    decided = [one for one in old if one.outcome != "open" and one.decided_at is not None]
    cases = _cases([(one, one.outcome == "won") for one in decided], until)
    return Examples(cases, len(old) - len(decided), len(firsts) - len(old), horizon)


def _horizon(firsts: Sequence[Handed]) -> timedelta:
    """Nine of ten won leads were won so soon after their hand-off."""
    spans = sorted(
        one.decided_at - one.offered_at for one in firsts if one.outcome == "won" and one.decided_at is not None
    )
    return spans[int(len(spans) * 0.9)] if spans else timedelta()


def _cases(decided: Sequence[tuple[Handed, bool]], until: datetime) -> list[Example]:
    cases = []
    ordered = sorted(decided, key=lambda pair: (pair[0].offered_at, pair[0].handoff_id))
    for start in range(0, len(ordered), PART):
        part = ordered[start : start + PART]
        known = stories(person_ids={one.person_id for one, _ in part}, until=until)
        cases += [Example(one.person_id, one.offered_at, is_true, known[one.person_id]) for one, is_true in part]
    return cases
