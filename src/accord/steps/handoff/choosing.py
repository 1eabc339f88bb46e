"""One lead after another is given to somebody: the first route that takes it, and whose turn it is there. Pure."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from fractions import Fraction
from typing import Any

from accord.agreement.spec import Agreement, Route
from accord.steps.handoff import eligibility
from accord.steps.handoff.contracts import Choice, Crew, Ready, Rep
from accord.steps.handoff.eligibility import BEHIND, Load, Why
from accord.steps.handoff.rules import Credits, home_team

_NO_OWNER = {
    "account": "nobody has the account",
    "duplicate": "nobody has a likely duplicate",
    "previous": "nobody had the lead before",
}


class Choosing:
    """What each member gets counts for the next lead: in what they are owed, and in what they have.

    `owed` gives the credits of a team by its name.
    """

    def __init__(
        self,
        agreement: Agreement,
        crew: Crew,
        *,
        owed: Callable[[str], Credits],
        load: Load,
        now: datetime,
    ) -> None:
        self._agreement, self._crew, self._now = agreement, crew, now
        self._owed, self._load = owed, load
        self._home = home_team(agreement)
        self._present: dict[tuple[int, bool], Why | None] = {}

    def choose(self, one: Ready) -> Choice:
        """Who gets it. The turn is taken and the load grown at once."""
        passed: list[dict[str, Any]] = []
        for route in self._agreement.routing:
            if route.id in one.unmet:
                passed.append({"route": route.id, "why": one.unmet[route.id]})
                continue
            choice, why = self._by(route, one, passed)
            if choice.member_id is not None or not route.goes_on:
                if choice.member_id is not None:
                    self._load.give(choice.member_id)
                return choice
            passed.append({"route": route.id, "why": why, "candidates": [_without_turn(c) for c in choice.candidates]})
        return Choice(route="", by="", team=self._home, member_id=None, share={}, candidates=(), passed=tuple(passed))

    def _by(self, route: Route, one: Ready, passed: Sequence[Mapping[str, Any]]) -> tuple[Choice, str]:
        reps = self._pool(route, one)
        team = route.team or self._home
        owed = self._owed(team)
        whys = {rep.member.id: self._why(rep, route, one) for rep in reps}
        able = [rep for rep in reps if whys[rep.member.id] is None]
        before = {rep.member.id: owed.of(rep.member.id) for rep in reps}
        chosen, share = self._turn(route, able, whys, owed)
        choice = Choice(
            route=route.id,
            by=f"owner:{route.owner}" if route.owner else route.by,
            team=team,
            member_id=chosen,
            share=share,
            candidates=tuple(
                _candidate(rep, before[rep.member.id], share.get(rep.member.id, 0), whys[rep.member.id]) for rep in reps
            ),
            passed=tuple(passed),
        )
        return choice, "nobody is eligible" if reps else _NO_OWNER.get(route.owner or "", "nobody is in the team")

    def _pool(self, route: Route, one: Ready) -> Sequence[Rep]:
        if route.owner is None:
            return self._crew.teams.get(route.team or "", ())
        owner = self._crew.owners.get(one.owners.get(route.owner, 0))
        return (owner,) if owner is not None else ()

    def _why(self, rep: Rep, route: Route, one: Ready) -> Why | None:
        key = (rep.member.id, eligibility.keeps_hours(route, self._agreement))
        if key not in self._present:
            self._present[key] = eligibility.presence(rep, at_work=key[1], now=self._now)
        found = self._present[key]
        return found or eligibility.fit(rep, route, one) or eligibility.room(rep, route, self._load)

    def _turn(
        self, route: Route, able: Sequence[Rep], whys: dict[int, Why | None], owed: Credits
    ) -> tuple[int | None, Mapping[int, int]]:
        """Whoever is chosen; the others of `able` learn why not."""
        if not able or route.owner is not None:
            return (able[0].member.id if able else None), {}
        weights = {rep.member.id: eligibility.weight(rep, route, self._now) for rep in able}
        if route.by == "least_loaded":
            weights = self._least(weights, whys)
        chosen, share = owed.take(weights)
        whys.update(dict.fromkeys((member for member in weights if member != chosen), BEHIND))
        return chosen, share

    def _least(self, weights: Mapping[int, int], whys: dict[int, Why | None]) -> dict[int, int]:
        """Only those with the fewest open leads for their weight stay in the turn."""
        has = {member: Fraction(self._load.open[member], part) for member, part in weights.items()}
        fewest = min(has.values())
        for member in weights:
            if has[member] > fewest:
                open_now = self._load.open[member]
                whys[member] = Why("busier", f"has {open_now} open leads; others have fewer", {"has": open_now})
        return {member: part for member, part in weights.items() if has[member] == fewest}


def _candidate(rep: Rep, credit: int, gain: int, why: Why | None) -> dict[str, Any]:
    said = why.as_dict() if why else {"passed_over": "", "why": ""}
    return {"member": rep.member.id, "name": rep.member.label, "credit": credit, "gain": gain, **said}


def _without_turn(candidate: Mapping[str, Any]) -> dict[str, Any]:
    """Where no turn was taken, what each was owed says nothing."""
    return {name: value for name, value in candidate.items() if name not in ("credit", "gain")}
