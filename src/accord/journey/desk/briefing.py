"""What a rep wants to know before the first talk: who else decides, what was tried before, what to ask."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accord.agreement.contracts import Version
from accord.agreement.persona import persona_of
from accord.agreement.spec import ByPeople, Stage
from accord.agreement.walk import criteria
from accord.kernel.touch import Touch, TouchKind
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.activity import api as activity
from accord.steps.activity.contracts import ActivityCard, ImpressionCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import DecisionCard, HandoffCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, TransitionCard

COMMITTEE, LOOKED_AT, DEEDS = 8, 5, 50
_FORMS = ("content", "title", "webinar", "form", "subject")


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody else at the account; `lead` is their latest one, `owner` who has it."""

    person: PersonCard
    persona: str
    lead: LeadCard | None
    owner: MemberCard | None


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier hand-off of the person: who had it, and how it ended (`ending` None: nobody gave it back)."""

    handoff: HandoffCard
    member: MemberCard | None
    ending: DecisionCard | None


@dataclass(frozen=True, slots=True)
class Company:
    """Who else decides, and who had the person's leads before."""

    committee: Sequence[Colleague]
    before: Sequence[Before]


@dataclass(frozen=True, slots=True)
class Worked:
    """What was done with a lead, the latest first, by whom, and what they said of it."""

    done: Sequence[ActivityCard]
    members: Mapping[int, MemberCard]
    impression: ImpressionCard | None


@dataclass(frozen=True, slots=True)
class Questions:
    """`answers` are those that qualified the lead; `asked` what its next stage still asks for, and `unknown` the names
    of fields that the agreement wants known and nobody has filled."""

    answers: Mapping[str, str]
    asked: Sequence[str]
    unknown: Sequence[str]


def company(*, person: PersonCard, account: AccountCard | None, version: Version | None) -> Company:
    """The buying committee and the past of the person's leads: six queries, whatever there is to tell."""
    colleagues = identity.people_of(account_id=account.id, limit=COMMITTEE + 1) if account else []
    others = [one for one in colleagues if one.id != person.id][:COMMITTEE]
    leads = lifecycle.leads_of([person.id, *(one.id for one in others)])
    theirs = [one.id for one in leads.get(person.id, [])]
    earlier = [one for cards in handoff.of_leads(theirs).values() for one in cards if one.closed_at is not None]
    endings = handoff.endings([one.id for one in earlier]) if earlier else {}
    latest = {one.id: next(iter(leads.get(one.id, [])), None) for one in others}
    owners = [one.owner_member_id for one in latest.values() if one is not None]
    named = members.by_ids({one for one in (*owners, *(h.member_id for h in earlier)) if one})
    earlier.sort(key=lambda one: one.offered_at, reverse=True)
    return Company(
        committee=[_colleague(one, latest[one.id], version, named) for one in others],
        before=[Before(one, named.get(one.member_id or 0), endings.get(one.id)) for one in earlier],
    )


def worked(*, lead: LeadCard) -> Worked:
    """What was written down of the lead: three queries."""
    done = activity.of_leads([lead.id], limit=DEEDS)
    named = members.by_ids({one.member_id for one in done}) if done else {}
    return Worked(done, named, activity.impressions_of([lead.id]).get(lead.id))


def questions(
    *,
    person: PersonCard,
    account: AccountCard | None,
    version: Version | None,
    history: Sequence[TransitionCard],
    next_stage: Stage | None,
) -> Questions:
    """What is answered and what is to be asked; `next_stage` is the one that the lead would qualify for."""
    answers = _in_order(_answers(history), version)
    return Questions(
        answers=answers,
        asked=[name for name in _questions(next_stage) if name not in answers],
        unknown=_unknown(version, person, account),
    )


def looked_at(touches: Iterable[Touch]) -> list[tuple[str, int]]:
    """What they read, downloaded and came to, and how often; the most often first, then the latest."""
    counted: Counter[str] = Counter()
    latest: dict[str, datetime] = {}
    for touch in touches:
        if name := _content(touch):
            counted[name] += 1
            latest[name] = max(touch.occurred_at, latest.get(name, touch.occurred_at))
    order = sorted(counted, key=lambda name: (-counted[name], -latest[name].timestamp(), name))
    return [(name, counted[name]) for name in order[:LOOKED_AT]]


def _content(touch: Touch) -> str:
    """The title that a touch names, or the path of its page; "" where it names none."""
    if touch.kind not in (TouchKind.PAGE, TouchKind.SCREEN, TouchKind.TRACK):
        return ""
    wanted = ("title", "path") if touch.kind is TouchKind.PAGE else _FORMS
    found = (touch.properties.get(name) for name in wanted)
    return next((one.strip()[:120] for one in found if isinstance(one, str) and one.strip(" /")), "")


def _colleague(
    person: PersonCard, lead: LeadCard | None, version: Version | None, named: Mapping[int, MemberCard]
) -> Colleague:
    personas = version.agreement.personas if version else ()
    wanted = persona_of(version.agreement, person.traits.get("job_title")) if version else None
    name = next((one.name for one in personas if one.id == wanted), "")
    return Colleague(person, name, lead, named.get((lead.owner_member_id or 0) if lead else 0))


def _answers(history: Sequence[TransitionCard]) -> dict[str, str]:
    """What was answered along the way; a later answer stands, one that was taken back does not."""
    found: dict[str, str] = {}
    for one in history:
        if not one.is_undone:
            found |= {str(name): str(text) for name, text in (one.evidence.get("answers") or {}).items()}
    return found


def _in_order(answers: Mapping[str, str], version: Version | None) -> dict[str, str]:
    """As the agreement asks; what it does not ask any more comes last."""
    asked = [name for stage in version.agreement.stages for name in _questions(stage)] if version else []
    return {name: answers[name] for name in dict.fromkeys([*asked, *answers]) if name in answers}


def _questions(stage: Stage | None) -> tuple[str, ...]:
    return stage.enter.requires if stage is not None and isinstance(stage.enter, ByPeople) else ()


def _unknown(version: Version | None, person: PersonCard, account: AccountCard | None) -> list[str]:
    """The fields that some criterion wants known, in the order of the agreement, once each."""
    if version is None:
        return []
    wanted = dict.fromkeys(name for one in criteria(version.agreement) for name in one.known or ())
    ours: dict[str, Any] = {"email": person.email, "name": person.name, **person.traits}
    theirs: dict[str, Any] = {"name": account.name, "domain": account.domain, **account.traits} if account else {}
    if account is not None:
        ours.setdefault("company", account.label)
    return [name for name in wanted if _value(name, ours, theirs) in (None, "", [], {})]


def _value(name: str, person: Mapping[str, Any], account: Mapping[str, Any]) -> Any:
    subject, _dot, field = name.rpartition(".")
    return (account if subject == "account" else person).get(field)
