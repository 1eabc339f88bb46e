"""How fair the turns were: what every rep got beside their expected share, and the bound that the turns keep."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Portion


@dataclass(frozen=True, slots=True, kw_only=True)
class RepShare:
    """One rep, in leads. `deviation` is what they kept beyond their expected share; `beside` came out of turn."""

    member: int
    name: str
    email: str
    offered: int
    accepted: int
    given_back: int
    beside: int
    kept: int
    expected: float
    deviation: float


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShare:
    """The reps of a team. Nobody's deviation is beyond `bound`: one less than there are reps, and one for each lead
    given back."""

    team: str
    reps: tuple[RepShare, ...]
    bound: int

    @property
    def is_kept(self) -> bool:
        return all(abs(one.deviation) <= self.bound for one in self.reps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Reps who could take the very same leads with the same weights: what they kept differs by `spread`, and by no more
    than `bound`, which is one and what any of them gave back."""

    team: str
    names: tuple[str, ...]
    spread: int
    bound: int

    @property
    def is_kept(self) -> bool:
        return self.spread <= self.bound


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """From `since` on; None: from the beginning. A part of the time may begin with somebody ahead and end with them
    behind, so that its bounds are twice as wide."""

    since: datetime | None
    teams: tuple[TeamShare, ...]
    alike: tuple[Alike, ...]

    @property
    def is_kept(self) -> bool:
        return all(team.is_kept for team in self.teams) and all(group.is_kept for group in self.alike)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord route --fairness`."""
        return {"kept": self.is_kept, **asdict(self)}


def report(*, since: datetime | None = None) -> Fairness:
    """By team, the reps in the order they joined."""
    found = handoff.portions(since=since)
    cards = members.by_ids({one.member_id for one in found})
    times = 1 if since is None else 2
    return Fairness(
        since=since,
        teams=tuple(
            _team(team, list(part), cards, times) for team, part in groupby(found, key=lambda portion: portion.team)
        ),
        alike=tuple(_alike(found, cards, times)),
    )


def _team(team: str, part: Sequence[Portion], cards: dict[int, MemberCard], times: int) -> TeamShare:
    in_turn = sum(1 for one in part if one.alike)
    back = sum(one.given_back for one in part)
    return TeamShare(team=team, reps=tuple(_rep(one, cards) for one in part), bound=times * max(in_turn - 1, 0) + back)


def _rep(one: Portion, cards: dict[int, MemberCard]) -> RepShare:
    card = cards.get(one.member_id)
    return RepShare(
        member=one.member_id,
        name=card.label if card else f"#{one.member_id}",
        email=card.email if card else "",
        offered=one.offered,
        accepted=one.accepted,
        given_back=one.given_back,
        beside=one.beside,
        kept=one.kept,
        expected=round(one.expected, 6),
        deviation=round(one.kept - one.expected, 6),
    )


def _alike(found: Iterable[Portion], cards: dict[int, MemberCard], times: int) -> Iterable[Alike]:
    groups: dict[tuple[str, str], list[Portion]] = {}
    for one in found:
        if one.alike:
            groups.setdefault((one.team, one.alike), []).append(one)
    for (team, _), group in groups.items():
        if len(group) > 1:
            kept = [one.kept for one in group]
            yield Alike(
                team=team,
                names=tuple(cards[one.member_id].label for one in group if one.member_id in cards),
                spread=max(kept) - min(kept),
                bound=times + max(one.given_back for one in group),
            )
