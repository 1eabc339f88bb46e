"""How fair the turns were: what every rep got beside their expected share, and whether two who could take the same
leads differ by more than one without a reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import groupby, permutations
from typing import Any, Literal

from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Dealing, PassedOver, Portion

Verdict = Literal["kept", "owed", "unfair"]
IN_TURN = ("", "turn")


@dataclass(frozen=True, slots=True, kw_only=True)
class RepShare:
    """One rep, in leads. `deviation` is what they kept beyond their expected share; `beside` came out of turn. `missed`
    counts the leads dealt out in turn that they could not take, by reason; `overlooked` those that went to somebody
    else though they were owed the most of all who could take them, which never happens."""

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
    missed: Mapping[str, int]
    overlooked: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamShare:
    """The reps of a team, of whom the one with the most leads in turn has `spread` more than the one with the fewest.
    From the beginning, and with nothing given back, nobody's deviation is beyond `bound`."""

    team: str
    spread: int
    reps: tuple[RepShare, ...]
    bound: int
    is_bound: bool

    @property
    def is_kept(self) -> bool:
        """Whether every lead went to whoever was owed the most."""
        return not any(one.overlooked for one in self.reps) and not (
            self.is_bound and any(abs(one.deviation) > self.bound for one in self.reps)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Reps who could take the very same leads with the same weights from the beginning on: what they kept differs by
    `spread`. Of the two who differ the most without a reason, `ahead` has more than `behind`, who is owed `owed` for
    what they gave back since the last lead of the other."""

    team: str
    names: tuple[str, ...]
    spread: int
    bound: int
    owed: int
    ahead: str
    behind: str
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Fairness:
    """Of the leads handed over from `since` on; None: from the beginning. Who is `alike` is always looked at from the
    beginning: a part of the time may begin with somebody ahead, and end with them behind."""

    since: datetime | None
    teams: tuple[TeamShare, ...]
    alike: tuple[Alike, ...]

    @property
    def is_kept(self) -> bool:
        return all(team.is_kept for team in self.teams) and all(one.verdict != "unfair" for one in self.alike)

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord route --fairness`."""
        teams = [{**asdict(team), "kept": team.is_kept} for team in self.teams]
        return {"kept": self.is_kept, **asdict(self), "teams": teams}


def report(*, since: datetime | None = None) -> Fairness:
    """By team, the reps in the order they joined."""
    found = handoff.portions(since=since)
    whole = handoff.portions() if since is not None else found
    missed = handoff.passed_over(since=since)
    cards = members.by_ids({one.member_id for one in whole} | {one.member_id for one in missed})
    by_team = groupby(_with_those_without(found, missed), key=lambda portion: portion.team)
    return Fairness(
        since=since,
        teams=tuple(_team(team, list(part), missed, cards, is_whole=since is None) for team, part in by_team),
        alike=tuple(_alike(whole, cards)),
    )


def _with_those_without(found: Sequence[Portion], missed: Iterable[PassedOver]) -> list[Portion]:
    """Those too who got nothing, for they could take nothing."""
    known = {(one.team, one.member_id) for one in found}
    others = {(one.team, one.member_id) for one in missed} - known
    none = [Portion(team, member, 0, 0, 0, 0, 0, 0.0, "") for team, member in others]
    return sorted([*found, *none], key=lambda one: (one.team, one.member_id))


def _team(
    team: str,
    part: Sequence[Portion],
    missed: Sequence[PassedOver],
    cards: Mapping[int, MemberCard],
    *,
    is_whole: bool,
) -> TeamShare:
    in_turn = [one.kept for one in part if one.alike]
    return TeamShare(
        team=team,
        spread=max(in_turn, default=0) - min(in_turn, default=0),
        reps=tuple(_rep(one, [p for p in missed if (p.team, p.member_id) == (team, one.member_id)], cards)
                   for one in part),
        bound=max(len(in_turn) - 1, 0),
        is_bound=is_whole and not any(one.given_back for one in part),
    )  # fmt: skip


def _rep(one: Portion, missed: Iterable[PassedOver], cards: Mapping[int, MemberCard]) -> RepShare:
    card = cards.get(one.member_id)
    return RepShare(
        member=one.member_id,
        name=_name(one.member_id, cards),
        email=card.email if card else "",
        offered=one.offered,
        accepted=one.accepted,
        given_back=one.given_back,
        beside=one.beside,
        kept=one.kept,
        expected=round(one.expected, 6),
        deviation=round(one.kept - one.expected, 6),
        missed={p.why: p.count for p in missed if p.why not in IN_TURN},
        overlooked=sum(p.owed_most for p in missed),
    )


def _alike(found: Iterable[Portion], cards: Mapping[int, MemberCard]) -> Iterable[Alike]:
    groups: dict[tuple[str, str], list[Portion]] = {}
    for one in found:
        if one.alike:
            groups.setdefault((one.team, one.alike), []).append(one)
    several = [(team, {one.member_id: one.kept for one in group}) for (team, _), group in groups.items()
               if len(group) > 1]  # fmt: skip
    apart = {(team, one) for team, kept in several if _spread(kept) > 1 for one in kept}
    turns = handoff.dealings(takers=apart) if apart else {}
    return (_group(team, kept, turns, cards) for team, kept in several)


def _spread(kept: Mapping[int, int]) -> int:
    return max(kept.values()) - min(kept.values())


def _group(
    team: str, kept: Mapping[int, int], turns: Mapping[tuple[str, int], Dealing], cards: Mapping[int, MemberCard]
) -> Alike:
    spread = _spread(kept)
    ahead, behind, owed = (None, None, 0) if spread <= 1 else _worst(kept, {one: turns[team, one] for one in kept})
    is_unfair = ahead is not None and behind is not None and kept[ahead] - kept[behind] > 1 + owed
    return Alike(
        team=team,
        names=tuple(_name(one, cards) for one in kept),
        spread=spread,
        bound=1 + owed,
        owed=owed,
        ahead=_name(ahead, cards) if ahead is not None else "",
        behind=_name(behind, cards) if behind is not None else "",
        verdict="kept" if spread <= 1 else "unfair" if is_unfair else "owed",
    )


def _worst(kept: Mapping[int, int], turns: Mapping[int, Dealing]) -> tuple[int, int, int]:
    """The two who differ the most beyond what one of them is owed, and what that is."""
    pairs = [(one, other, handoff.owed(turns[one], turns[other])) for one, other in permutations(kept, 2)]
    return max(pairs, key=lambda pair: (kept[pair[0]] - kept[pair[1]] - pair[2], kept[pair[0]] - kept[pair[1]]))


def _name(member_id: int, cards: Mapping[int, MemberCard]) -> str:
    card = cards.get(member_id)
    return card.label if card else f"#{member_id}"
