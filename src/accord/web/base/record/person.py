"""A person with scores that can be explained at any instant."""

from dataclasses import dataclass
from datetime import datetime

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.persona import persona_of
from accord.agreement.spec import Persona
from accord.journey import explaining
from accord.web.base.record.why import ScoreView, views_of


@dataclass(frozen=True, slots=True)
class Why:
    """The scores of a person at an instant, by the version in force then."""

    at: datetime
    version: Version | None
    scores: list[ScoreView]


def why(person_id: int, alias_ids: list[int], at: datetime) -> Why:
    """Explained from the touches themselves; no scores before the first agreement."""
    version = agreements.in_force(at) or agreements.current()
    if version is None:
        return Why(at, None, [])
    explanation = explaining.scores_at(person_id=person_id, alias_ids=alias_ids, at=at, version=version)
    return Why(at, version, views_of(explanation, version.agreement))


def persona(version: Version | None, job_title: object) -> Persona | None:
    """The persona of the agreement that the job title fits."""
    if version is None:
        return None
    wanted = persona_of(version.agreement, job_title)
    return next((one for one in version.agreement.personas if one.id == wanted), None)
