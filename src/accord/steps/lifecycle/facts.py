"""What is known about a person at an instant, put together for the criteria."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.agreement.persona import persona_of
from accord.agreement.profile import in_profile
from accord.agreement.spec import Agreement, Did
from accord.kernel.touch import TraitChange
from accord.steps.lifecycle.contracts import Done, Facts, Moment


def nothing_done(did: Did, after: datetime | None = None) -> Sequence[str]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """Facts as plain values; satisfies `contracts.Facts`."""

    agreement: Agreement
    scores: Mapping[str, int] = field(default_factory=dict)
    person: Mapping[str, Any] = field(default_factory=dict)
    account: Mapping[str, Any] = field(default_factory=dict)
    done: Done = nothing_done
    decided: frozenset[str] = frozenset()

    def score(self, name: str) -> int:
        return self.scores.get(name, 0)

    def trait(self, subject: str, name: str) -> Any:
        return (self.account if subject == "account" else self.person).get(name)

    def did(self, did: Did, after: datetime | None = None) -> Sequence[str]:
        return self.done(did, after)

    @property
    def persona(self) -> str | None:
        return persona_of(self.agreement, self.person.get("job_title"))

    @property
    def profile_misses(self) -> Sequence[str]:
        fits, misses = in_profile(self.agreement, self.account)
        return () if fits else misses


@dataclass(frozen=True, slots=True)
class Deciding:
    """Facts with other decisions than they came with, or with only what was done after an instant."""

    facts: Facts
    decided: frozenset[str]
    after: datetime | None = None

    def score(self, name: str) -> int:
        return self.facts.score(name)

    def trait(self, subject: str, name: str) -> Any:
        return self.facts.trait(subject, name)

    def did(self, did: Did, after: datetime | None = None) -> Sequence[str]:
        return self.facts.did(did, after or self.after)

    @property
    def persona(self) -> str | None:
        return self.facts.persona

    @property
    def profile_misses(self) -> Sequence[str]:
        return self.facts.profile_misses


@dataclass(frozen=True, slots=True)
class Sight:
    """One moment with the traits as they were known then."""

    moment: Moment
    person: Mapping[str, Any]
    account: Mapping[str, Any]
    is_activity: bool

    def facts(self, agreement: Agreement, decided: frozenset[str]) -> Known:
        return Known(
            agreement=agreement,
            scores=self.moment.scores,
            person=self.person,
            account=self.account,
            done=self.moment.did,
            decided=decided,
        )


def sights(moments: Sequence[Moment], changes: Sequence[TraitChange]) -> Iterator[Sight]:
    """The moments in order of time; a trait counts from its own instant on, however late it was learnt.

    A touch that only tells a trait is no activity: nobody came back by it.
    """
    ordered = sorted(changes)
    told = {change.touch_id for change in ordered}
    traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
    place = 0
    for moment in sorted(moments, key=lambda m: m.at):
        while place < len(ordered) and ordered[place].at <= moment.at:
            change = ordered[place]
            traits[change.subject] = {**traits[change.subject], change.name: change.value}
            place += 1
        is_activity = moment.touch_id is not None and moment.touch_id not in told
        yield Sight(moment, traits["person"], traits["account"], is_activity)
