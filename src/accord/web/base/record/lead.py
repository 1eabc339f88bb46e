"""A lead with everything a rep wants to know before the first call."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.http import Http404

from accord.agreement.contracts import Version
from accord.agreement.spec import ByPeople, Persona, Service, Stage
from accord.journey import desk, queueing
from accord.kernel.names import is_same
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.planning import suppressing
from accord.planning.suppressing import SuppressionCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard
from accord.steps.identity import api as identity
from accord.steps.identity.contracts import AccountCard, PersonCard
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard, TransitionCard
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealCard
from accord.steps.sla.contracts import ClockCard
from accord.web.base.record.person import Why, past_of, persona, version_of, why
from accord.web.base.record.story import Deeds, Story, told

PANEL_STORY = 12


class Row(Protocol):
    """The cards of a lead, as a queue's row has them."""

    @property
    def lead(self) -> LeadCard | None: ...
    @property
    def person(self) -> PersonCard | None: ...
    @property
    def account(self) -> AccountCard | None: ...
    @property
    def member(self) -> MemberCard | None: ...
    @property
    def clock(self) -> ClockCard | None: ...


@dataclass(frozen=True, slots=True)
class LoneRow:
    """The cards of a lead that was never handed over."""

    lead: LeadCard
    person: PersonCard
    account: AccountCard | None
    member: MemberCard | None
    clock: ClockCard | None = None


@dataclass(frozen=True, slots=True)
class LeadRecord:
    """What is needed to act; `Evidence` says why, and comes after it."""

    lead: LeadCard
    person: PersonCard
    account: AccountCard | None
    handoff: HandoffCard | None
    owner: MemberCard | None
    version: Version | None
    persona: Persona | None
    history: Sequence[TransitionCard]
    deals: Sequence[DealCard]
    snoozed_until: datetime | None
    clock: ClockCard | None
    worked: desk.Worked
    questions: desk.Questions

    @property
    def priority(self) -> tuple[str, int]:
        """Grade and units as the queue orders them by."""
        return (self.handoff.grade, self.handoff.units) if self.handoff else ("", 0)

    @property
    def stage(self) -> Stage | None:
        stages = self.version.agreement.stages if self.version else ()
        return next((stage for stage in stages if stage.id == self.lead.stage), None)

    @property
    def is_waiting(self) -> bool:
        return self.handoff is not None and self.handoff.state == "waiting"

    @property
    def is_accepted(self) -> bool:
        return self.handoff is not None and self.handoff.state == "accepted"

    @property
    def may_recycle(self) -> bool:
        return self._goes_to("recycled")

    @property
    def qualifies_to(self) -> Stage | None:
        """The next stage that sales decides with answers."""
        return qualifying(self.version, self.lead.stage)

    @property
    def advice(self) -> desk.Advice:
        """The one next step; what was done before the lead came to them this time is another story."""
        if self.snoozed_until is not None:
            return desk.Advice("")
        standing = desk.Standing(
            is_waiting=self.is_waiting,
            is_accepted=self.is_accepted,
            has_phone=bool(self.person.traits.get("phone")),
            has_email=bool(self.person.email),
            qualifies=self.qualifies_to is not None,
            may_open_deal=self.may_open_deal,
            has_open_deal=self.open_deal is not None,
            has_colleagues=self.account is not None,
            wanted=self._attempts_promised,
        )
        since = self.handoff.offered_at if self.handoff else None
        return desk.advise(standing, [one for one in self.worked.done if since is None or one.at >= since])

    @property
    def _attempts_promised(self) -> int | None:
        services = self.version.agreement.services if self.version else ()
        found = (one.times for one in services if isinstance(one, Service) and one.times > 1)
        return next(found, None)

    @property
    def may_open_deal(self) -> bool:
        return self._goes_to("deal_opened") and not self.open_deal

    @property
    def may_choose(self) -> bool:
        """There is a stage that people may choose from here."""
        return self.version is not None and bool(desk.chosen_from(self.lead.stage, self.version.agreement))

    def choices_of(self, member: MemberCard) -> list[Stage]:
        """The stages that the member may choose."""
        handed = self.handoff if self.handoff and self.handoff.closed_at is None else None
        return desk.choices(self.lead, handed, member, self.version.agreement) if self.version else []

    @property
    def open_deal(self) -> DealCard | None:
        return next((deal for deal in self.deals if deal.result == "open"), None)

    def _goes_to(self, decision: str) -> bool:
        if self.version is None or self.stage is None:
            return False
        ahead = [s for s in self.version.agreement.stages if s.id in self.stage.goes_to]
        return any(not isinstance(s.enter, ByPeople) and s.enter.decided == decision for s in ahead)


def qualifying(version: Version | None, stage_id: str) -> Stage | None:
    """The next stage from there that sales decides with answers."""
    stages = version.agreement.stages if version else ()
    here = next((stage for stage in stages if stage.id == stage_id), None)
    ahead = [stage for stage in stages if here is not None and stage.id in here.goes_to]
    return next((s for s in ahead if isinstance(s.enter, ByPeople) and s.enter.by == "sales"), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why a lead is what it is: the explanation of its scores, what happened, what they looked at; and whether the
    person may be written to: what they said of it, and what keeps programs from them."""

    person: PersonCard
    why: Why
    story: Story
    looked_at: Sequence[tuple[str, int]]
    consent: desk.Consent
    left_alone: Sequence[SuppressionCard]

    @property
    def carried_by(self) -> list[tuple[str, str]]:
        """The rules that speak for the lead and their words, the weightiest first."""
        lines = [line for score in self.why.scores for line in score.lines if not line.is_cut and line.units > 0]
        return [(line.id, line.words) for line in sorted(lines, key=lambda line: -line.units)]


def lead_record(lead_id: int, *, now: datetime) -> LeadRecord:
    """Raises Http404 where there is no such lead."""
    latest = latest_handoff(lead_id)
    row = queueing.rows_of([latest], now=now)[0] if latest else _without_handoff(lead_id)
    return record_of(row, latest, now=now)


def record_of(row: Row, latest: HandoffCard | None, *, now: datetime) -> LeadRecord:
    """The rest of what is needed, for a row whose cards are read already."""
    lead, person = row.lead, row.person
    if lead is None or person is None:
        raise Http404
    version = version_of(person.id, now)
    history = lifecycle.history([lead.id]).get(lead.id, [])
    return LeadRecord(
        lead=lead,
        person=person,
        account=row.account,
        handoff=latest,
        owner=row.member,
        version=version,
        persona=persona(version, person.traits.get("job_title")),
        history=history,
        deals=outcomes.deals_of(lead_ids=[lead.id]),
        snoozed_until=_asleep_until(latest, now),
        clock=row.clock,
        worked=desk.worked(lead=lead),
        questions=desk.questions(
            person=person,
            account=row.account,
            version=version,
            history=history,
            next_stage=qualifying(version, lead.stage),
        ),
    )


def evidence_of(lead_id: int, *, now: datetime, story_size: int = PANEL_STORY) -> Evidence:
    """Raises Http404 where there is no such lead."""
    lead = lifecycle.lead(lead_id)
    if lead is None:
        raise Http404
    person = identity.person(person_id=lead.person_id)
    past = past_of(identity.aliases_of(person_ids=[person.id]).get(person.id, []), now)
    history = lifecycle.history([lead.id]).get(lead.id, [])
    done = desk.worked(lead=lead)
    return Evidence(
        person=person,
        why=why(person.id, past, version_of(person.id, now)),
        story=told(past.touches, past.verdicts, Deeds(history, done.done, done.members), size=story_size),
        looked_at=desk.looked_at(one.touch for one in past.human),
        consent=desk.consent_of(one.touch for one in past.touches),
        left_alone=suppressing.holding_for(person_id=person.id, account_id=person.account_id, now=now),
    )


def _asleep_until(latest: HandoffCard | None, now: datetime) -> datetime | None:
    until = latest.snoozed_until if latest and latest.closed_at is None else None
    return until if until is not None and until > now else None


def latest_handoff(lead_id: int) -> HandoffCard | None:
    return next(iter(handoff.of_leads([lead_id]).get(lead_id, [])), None)


def _without_handoff(lead_id: int) -> Row:
    lead = lifecycle.lead(lead_id)
    if lead is None:
        raise Http404
    person = identity.person(person_id=lead.person_id)
    account = identity.account(account_id=lead.account_id) if lead.account_id else None
    owner = members.by_ids([lead.owner_member_id]).get(lead.owner_member_id) if lead.owner_member_id else None
    return LoneRow(lead, person, account, owner)


def duplicates_of(person: PersonCard) -> list[PersonCard]:
    """Other people of the same name: perhaps the same human being."""
    if len(person.name) < 5 or " " not in person.name.strip():
        return []
    found = identity.find(text=person.name, limit=6)
    return [one for one in found if one.id != person.id and is_same(one.name, person.name)][:5]
