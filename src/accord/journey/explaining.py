"""Why a person's scores and stages are what they are, at any instant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.journey import piloting
from accord.journey.hindsight import would_have_been
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, Otherwise, TransitionCard
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Explanation, Subject


class NoAgreement(Refused):
    """No agreement is in force yet: publish one with `accord agreement publish`."""

    code = "no_agreement"


@dataclass(frozen=True, slots=True)
class Explained:
    """What `accord explain` says: the person as known at `at`, scores by `version`, and leads as they stood."""

    person: PersonCard
    at: datetime
    version: Version
    explanation: Explanation
    leads: tuple[tuple[LeadCard, tuple[TransitionCard, ...]], ...]
    otherwise: tuple[Otherwise, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """The JSON of `accord explain`."""
        return {
            "person": {
                "id": self.person.id,
                "email": self.person.email,
                "name": self.person.name,
                "account": self.person.account_id,
                "traits": self.person.traits,
            },
            "at": self.at,
            "agreement": _agreement(self.version),
            "scores": self.explanation.as_json(),
            "leads": [_lead(lead, transitions, self.otherwise) for lead, transitions in self.leads],
        }


def scores_at(*, person_id: int, alias_ids: Iterable[int], at: datetime, version: Version) -> Explanation:
    """Every score of one person at an instant by one version, from the touches themselves."""
    aliases = tuple(alias_ids)
    changes = identity.histories(person_ids=[person_id], until=at).get(person_id, [])
    touches = collect.touches_of(alias_ids=aliases, until=at) if aliases else []
    verdicts = collect.verdicts_of(touch_ids=[row.touch_id for row in touches])
    counted = [row for row in touches if not (v := verdicts.get(row.touch_id)) or not v.is_machine]
    subject = Subject(person_id, aliases, tuple(changes))
    return scoring.explain(subject=subject, touches=counted, at=at, agreement=version.agreement)


def explain(*, person_id: int, at: datetime) -> Explained:
    """Scores by the version that judged them at `at` (the first one, for instants before it), and the leads'
    transitions up to then. Raises NoSuchPerson and NoAgreement."""
    person = identity.person_at(person_id=person_id, at=at)
    version = version_for(person.id, at=at)
    aliases = identity.aliases_of(person_ids=[person.id])[person.id]
    explanation = scores_at(person_id=person.id, alias_ids=aliases, at=at, version=version)
    leads = lifecycle.leads_of(identity.ids_of(person_ids=[person.id])[person.id]).values()
    found = [lead for group in leads for lead in group if lead.opened_at <= at]
    histories = lifecycle.history([lead.id for lead in found])
    return Explained(
        person,
        at,
        version,
        explanation,
        tuple((lead, tuple(t for t in histories.get(lead.id, []) if t.effective_at <= at)) for lead in found),
        would_have_been(person_id=person.id, now=at),
    )


def version_at(at: datetime) -> Version:
    """The version in force at an instant, or the first one where there was none yet. Raises NoAgreement."""
    version = agreements.in_force(at) or next((one for one in agreements.versions()[::-1] if not one.is_pilot), None)
    if version is None:
        raise NoAgreement("no agreement is in force yet: publish one with `accord agreement publish FILE`")
    return version


def version_for(person_id: int, *, at: datetime) -> Version:
    """The version that judges somebody at an instant: the pilot where they are in its scope then, else the main one, or
    the first one where there was none yet. Raises NoAgreement."""
    return piloting.version_for(person_id, at=at) or version_at(at)


def _agreement(version: Version) -> dict[str, Any]:
    return {"version": version.number, "hash": version.hash, "is_pilot": version.is_pilot}


def _lead(lead: LeadCard, transitions: tuple[TransitionCard, ...], otherwise: tuple[Otherwise, ...]) -> dict[str, Any]:
    stage = transitions[-1].to_stage if transitions else lead.stage
    versions = {t.agreement_id: agreements.version(t.agreement_id) for t in transitions}
    return {
        "id": lead.id,
        "motion": lead.motion,
        "stage": stage,
        "transitions": [_transition(t, versions[t.agreement_id]) for t in transitions],
        "would_have_been": [_otherwise(one) for one in otherwise if one.lead_id == lead.id],
    }


def _otherwise(one: Otherwise) -> dict[str, Any]:
    return {
        "stage": one.stage,
        "kind": one.kind,
        "recorded_at": one.recorded_at,
        "would_be_at": one.would_be_at,
        "reason": one.reason,
    }


def _transition(card: TransitionCard, version: Version | None) -> dict[str, Any]:
    return {
        "from": card.from_stage or None,
        "to": card.to_stage,
        "effective_at": card.effective_at,
        "recorded_at": card.recorded_at,
        "actor": str(card.actor),
        "agreement": _agreement(version) if version else None,
        "reason": card.reason,
        "evidence": dict(card.evidence),
    }
