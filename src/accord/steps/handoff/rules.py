"""Whose turn it is and what comes first. Pure."""

from collections.abc import Collection, Mapping

from accord.agreement.spec import Agreement, Criterion, Stage
from accord.steps.handoff.contracts import Choice, Dealing, HandoffRefused

_UNITS_BITS = 47
_GRADES = 64
_ENDS = ("deal_won", "deal_lost")


LEAD = 720_720_000
"""One lead in units of credit: whole shares for up to sixteen alike, a millionth of a lead otherwise."""


def turn(credits_of: Mapping[int, int], weights: Mapping[int, int]) -> tuple[int, dict[int, int]]:
    """Smooth weighted round robin: who is next of those in `weights` (one at least), and what it gives and costs each.

    Each gains their part of one lead, the one with the highest credit pays a whole one. Two with equal weights who are
    always eligible together gain alike, so that what they have never differs by more than one, whoever else comes and
    goes; with any weights and any eligibility, nobody of n is ever n leads away from the sum of their parts. Of equal
    credits the member with the lower number is first. What a turn gave and cost can be given back exactly.
    """
    total = sum(weights.values())
    share = {member: LEAD * part // total for member, part in weights.items()}
    chosen = max(share, key=lambda member: (credits_of.get(member, 0) + share[member], -member))
    share[chosen] -= LEAD
    return chosen, share


def owed(ahead: Dealing, behind: Dealing) -> int:
    """By how many more than one somebody may be ahead of somebody alike just now.

    Whoever gets a turn has no more than the other before it, so that right after their last turn they are one ahead at
    the most. Since then the other fell back by the turns they gave back, and made up for those that they were given;
    and a turn of the one ahead may stand again because its giving back was undone.
    """
    last = max(ahead.stands, default=None)
    if last is None:
        return 0
    fell_back = sum(taken <= last <= at for taken, at in behind.gave_back)
    made_up = sum(taken > last for taken in behind.stands)
    return max(0, fell_back - made_up) + sum(taken < last <= at for taken, at in ahead.again)


class Credits:
    """What each member of a team is owed, in units of LEAD; below zero, what they are ahead."""

    def __init__(self, owed: Mapping[int, int]) -> None:
        self._owed = dict(owed)
        self.changed: set[int] = set()

    def of(self, member_id: int) -> int:
        return self._owed.get(member_id, 0)

    def take(self, weights: Mapping[int, int]) -> tuple[int, dict[int, int]]:
        """The next turn among these."""
        chosen, share = turn(self._owed, weights)
        self.add(share, 1)
        return chosen, share

    def add(self, share: Mapping[int, int], sign: int) -> None:
        """A turn again (1), or given back (-1)."""
        for member, gain in share.items():
            self._owed[member] = self._owed.get(member, 0) + sign * gain
            self.changed.add(member)


def home_team(agreement: Agreement) -> str:
    """The team of the route that takes every lead. Raises HandoffRefused where the agreement has none."""
    teams = [route.team for route in agreement.routing if route.team is not None]
    if not teams:
        raise HandoffRefused("the agreement has no routing", code="no-route")
    return teams[-1]


def is_kept_from(choice: Choice, member_ids: Collection[int]) -> bool:
    """Whether one of these would have been eligible, but was barred."""
    tried = [*choice.candidates, *(one for route in choice.passed for one in route.get("candidates", ()))]
    return any(one["why"] == "barred" and one["member"] in member_ids for one in tried)


def rank(agreement: Agreement, stage: str, grade: str, units: int) -> int:
    """One number that orders a queue, smaller first: the later stage, the better grade, the higher engagement."""
    top = 1 << _UNITS_BITS
    score = max(-top, min(top - 1, units)) + top
    place = stage_rank(agreement, stage) * _GRADES + _GRADES - 1 - grade_rank(agreement, grade)
    return -(place << (_UNITS_BITS + 1)) - score


def stage_rank(agreement: Agreement, stage: str) -> int:
    return next((i for i, s in enumerate(agreement.stages) if s.id == stage), 0)


def grade_rank(agreement: Agreement, grade: str) -> int:
    """0 is the best; an unknown grade or none is the last."""
    grades = next((score.grades for score in agreement.scores if score.grades), ())
    return next((i for i, (name, _) in enumerate(grades) if name == grade), _GRADES - 1)


def is_offered_at(agreement: Agreement, stage: str) -> bool:
    return stage in agreement.handoff.at


def is_over(agreement: Agreement, stage_id: str) -> bool:
    """Whether a lead at this stage is no longer any rep's to work: marketing has it back, or the deal is decided."""
    stage = next((s for s in agreement.stages if s.id == stage_id), None)
    if stage is None:
        return False
    return _is_decided(stage) or (stage.owner == "marketing" and not is_offered_at(agreement, stage_id))


def _is_decided(stage: Stage) -> bool:
    if not isinstance(stage.enter, Criterion):
        return False
    parts = (stage.enter, *(stage.enter.any_of or ()))
    return any(part.decided in _ENDS for part in parts)
