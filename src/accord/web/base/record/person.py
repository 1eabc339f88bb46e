"""A person with scores that can be explained at any instant."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.persona import persona_of
from accord.agreement.spec import Persona
from accord.journey import piloting
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import MachineVerdict, StoredTouch
from accord.steps.identity import api as identity
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Subject
from accord.web.base.record.why import ScoreView, views_of


@dataclass(frozen=True, slots=True)
class Past:
    """All touches of somebody up to an instant, oldest first, with the verdicts on them; read once for a page."""

    at: datetime
    alias_ids: Sequence[int]
    touches: Sequence[StoredTouch]
    verdicts: dict[int, MachineVerdict]

    @property
    def human(self) -> list[StoredTouch]:
        """Machine traffic left out."""
        return [row for row in self.touches if not (v := self.verdicts.get(row.touch_id)) or not v.is_machine]


@dataclass(frozen=True, slots=True)
class Why:
    """The scores of a person at an instant, by the version that judged them then."""

    at: datetime
    version: Version | None
    scores: list[ScoreView]


def past_of(alias_ids: Sequence[int], at: datetime) -> Past:
    touches = collect.touches_of(alias_ids=alias_ids, until=at) if alias_ids else []
    return Past(at, alias_ids, touches, collect.verdicts_of(touch_ids=[row.touch_id for row in touches]))


def why(person_id: int, past: Past, version: Version | None) -> Why:
    """Explained from the touches themselves, machine traffic left out; no scores before the first agreement."""
    if version is None:
        return Why(past.at, None, [])
    aliases = {person_id: past.alias_ids}
    changes = identity.histories(person_ids=[person_id], until=past.at, aliases=aliases).get(person_id, [])
    subject = Subject(person_id, tuple(past.alias_ids), tuple(changes))
    explanation = scoring.explain(subject=subject, touches=past.human, at=past.at, agreement=version.agreement)
    return Why(past.at, version, views_of(explanation, version.agreement))


def version_of(person_id: int, at: datetime) -> Version | None:
    """The version that judged somebody then, a pilot's where they were in its scope; the latest where there was none
    yet."""
    return piloting.version_for(person_id, at=at) or agreements.current()


def persona(version: Version | None, job_title: object) -> Persona | None:
    """The persona of the agreement that the job title fits."""
    if version is None:
        return None
    wanted = persona_of(version.agreement, job_title)
    return next((one for one in version.agreement.personas if one.id == wanted), None)
