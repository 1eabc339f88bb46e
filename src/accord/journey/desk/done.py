"""A decision of a member under way: what it changes is noted, so that it can be taken back."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from accord.agreement import api as agreements
from accord.agreement.contracts import InForce, Version
from accord.agreement.wording import stage_words
from accord.journey import clocking, piloting, routing
from accord.journey.priority import priority_of
from accord.journey.reasons import in_words
from accord.journey.switching import switch
from accord.kernel.actor import Actor
from accord.kernel.errors import Refused
from accord.ledger import api as ledger
from accord.members.contracts import MemberCard
from accord.outbox import api as outbox
from accord.outbox.contracts import Hold
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard, Ready
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import Facts, LeadCard, Moved
from accord.steps.outcomes import api as outcomes
from accord.steps.outcomes.contracts import DealCard
from accord.steps.scoring import api as scoring
from accord.steps.sla import api as sla

UNDO_SHOWN = timedelta(seconds=8)
UNDO_GRACE = timedelta(seconds=4)
_AWAKE = ("accepted", "reassigned")


class DeskRefused(Refused):
    """No agreement is in force, or it is not theirs to decide."""

    code = "desk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """What was done: `undo_token` takes it back until `undo_until`."""

    undo_token: int
    undo_until: datetime
    lead: LeadCard | None = None
    handoff: HandoffCard | None = None
    deal: DealCard | None = None
    moved: tuple[Moved, ...] = ()


@dataclass(slots=True)
class Decision:
    """One decision: hold the lead first, change things, `finish`. What it tells goes out once it cannot be taken back
    any more; until then it bears the name `told_as`."""

    by: MemberCard
    now: datetime
    version: Version
    beside: InForce | None = None
    lead_id: int | None = None
    handoff_id: int | None = None
    deal_id: int | None = None
    moved: list[Moved] = field(default_factory=list)
    was: dict[str, Any] = field(default_factory=dict)
    clocks: Mapping[int, Mapping[str, Any]] | None = None
    told_as: UUID = field(default_factory=uuid4)

    @classmethod
    def begun(cls, by: MemberCard, now: datetime) -> "Decision":
        """Raises DeskRefused where no agreement is in force."""
        switch(now=now)
        found = agreements.all_in_force(now)
        if found is None:
            raise DeskRefused("no agreement is in force yet", code="no-agreement")
        return cls(by, now, found.main, found if found.pilot else None)

    @property
    def actor(self) -> Actor:
        return self.by.actor

    @property
    def _hold(self) -> Hold:
        return Hold(self.told_as, self.now + UNDO_SHOWN + UNDO_GRACE)

    @property
    def is_on_behalf(self) -> bool:
        return self.by.acts_for_all

    def hold_lead(self, lead_id: int) -> LeadCard:
        """Kept from others until the end; as it is now is noted, its open hand-off too."""
        card, self.was["lead"] = lifecycle.hold_as_it_is(lead_id)
        self.lead_id = lead_id
        self.note_clocks()
        self.judge_by(card.person_id)
        if open_one := handoff.open_one(lead_id):
            self.handoff_id, self.was["handoff"] = open_one
        return card

    def handed(self) -> HandoffCard | None:
        """The hand-off that it is about, as it stands."""
        return handoff.handoff(self.handoff_id) if self.handoff_id is not None else None

    def note_clocks(self) -> None:
        """As they are before the decision, so that they can be put back."""
        if self.lead_id is not None:
            clocking.keep_up([self.lead_id], now=self.now)
            self.clocks = sla.as_they_are(self.lead_id)

    def tell_clocks(self, event: clocking.Event, *, at: datetime | None = None) -> None:
        """It happened to the lead, at `at` or now. Who takes it or gives it away ends its snooze, and clocks it stopped
        go on."""
        lead_ids = [self.lead_id] if self.lead_id is not None else []
        if event in _AWAKE:
            clocking.wake(lead_ids, by=self.by, now=self.now)
        clocking.happened(
            event,
            lead_ids=lead_ids,
            by=self.by,
            at=at or self.now,
            now=self.now,
            version=self.version,
            hold=self._hold,
        )

    def tell_clocks_taken(self, member_id: int | None) -> None:
        """The lead was accepted by `member_id`, or taken: what runs is theirs from now on, where it was not before."""
        self.tell_clocks("accepted")
        if self.was.get("handoff", {}).get("member_id") != member_id:
            self.tell_clocks("reassigned")

    def _clocks_changed(self) -> list[dict[str, Any]]:
        if self.lead_id is None or self.clocks is None:
            return []
        return [asdict(one) for one in sla.changed_since(self.lead_id, self.clocks)]

    def judge_by(self, person_id: int) -> None:
        """From here on by the version that is the person's, where a pilot runs beside the main one."""
        if self.beside is not None:
            self.version = piloting.version_for(person_id, at=self.now, among=self.beside.versions) or self.version

    def facts(self, card: LeadCard) -> Facts:
        """What is known of the person now, without their touches."""
        person = identity.person(person_id=card.person_id)
        account = identity.account(account_id=person.account_id) if person.account_id else None
        scores = {name: s.units for name, s in scoring.scores_of(person_ids=[person.id])[person.id].items()}
        return lifecycle.facts(
            agreement=self.version.agreement,
            scores=scores,
            person={"email": person.email, "name": person.name, **person.traits},
            account={"name": account.name, "domain": account.domain, **account.traits} if account else {},
        )

    def decide(self, card: LeadCard, decisions: Iterable[str], *, reason: str = "") -> list[Moved]:
        """Remember the decisions and take the steps they open."""
        made = lifecycle.decide(
            lead_id=card.id,
            decisions=decisions,
            actor=self.actor,
            at=self.now,
            now=self.now,
            version=self.version,
            facts=self.facts(card),
            reason=reason,
        )
        self.moved += made
        return made

    def finish(self, kind: str, *, reason: str = "", means: str = "", **body: Any) -> Done:
        """Hand-offs and clocks follow the lead; the ledger knows who did it and what takes it back. `means` is what the
        agreement calls the reason."""
        self._follow()
        became = {"handoff": handoff.snapshot(self.handoff_id)} if "handoff" in self.was and self.handoff_id else {}
        if self.deal_id is not None:
            became["deal"] = outcomes.snapshot(self.deal_id)
        undo = {
            "lead": self.lead_id,
            "handoff": self.handoff_id,
            "deal": self.deal_id,
            "transitions": [one.transition_id for one in self.moved],
            "was": self.was,
            "became": became,
            "clocks": self._clocks_changed(),
            "told_as": str(self.told_as),
        }
        subject = ("lead", self.lead_id) if self.lead_id is not None else ("deal", self.deal_id)
        token = ledger.record(
            kind=kind,
            subject_kind=subject[0],
            subject_id=subject[1] or 0,
            at=self.now,
            now=self.now,
            actor=self.actor,
            agreement_id=self.version.id,
            reason=reason,
            body={**body, "undo": undo},
        )
        if self.moved:
            note = str(body.get("note") or "")
            self._tell_holders(token, why=note or reason, means=note or means or reason)
        return self.shown(token)

    def tell(self, kind: str, *, to: Collection[int], body: Mapping[str, Any], key: str) -> None:
        """About the lead, as `outbox.api.tell` has it; whoever takes the decision back withdraws it."""
        if self.lead_id is not None:
            about = ("lead", self.lead_id)
            outbox.tell(kind, to=to, about=about, body=body, key=key, now=self.now, hold=self._hold)

    def _tell_holders(self, token: int, *, why: str, means: str) -> None:
        """Whoever had the lead hears that somebody else moved it."""
        was, from_stage = self.was, self.moved[0].from_stage
        had = {was.get("lead", {}).get("owner_member_id"), was.get("handoff", {}).get("member_id")} - {None, self.by.id}
        card = lifecycle.lead(self.lead_id) if had and self.lead_id is not None else None
        if card is not None and card.stage != from_stage:
            words = {"was": stage_words(from_stage), "became": stage_words(card.stage), "why": means}
            body = {"by": self.by.id, "was": from_stage, "became": card.stage, "why": why, "words": words}
            self.tell("lead_moved", to=had, body=body, key=f"moved:{token}")

    def shown(self, token: int) -> Done:
        return Done(
            undo_token=token,
            undo_until=self.now + UNDO_SHOWN,
            lead=lifecycle.lead(self.lead_id) if self.lead_id is not None else None,
            handoff=self.handed(),
            deal=outcomes.deal(self.deal_id) if self.deal_id is not None else None,
            moved=tuple(self.moved),
        )

    def ready(self, card: LeadCard, *, why: str) -> Ready:
        """With the reason in the agreement's words where their scores give one, `why` otherwise."""
        agreement = self.version.agreement
        cards = scoring.scores_of(person_ids=[card.person_id])[card.person_id]
        grade, engagement = priority_of(agreement, {name: s.units for name, s in cards.items()})
        return routing.ready_of(card, why=in_words(agreement, cards) or why, grade=grade, units=engagement)

    def _follow(self) -> None:
        stages = {one.lead_id: one.to_stage for one in self.moved}
        handoff.follow_stages(stages, actor=self.actor, version=self.version, now=self.now)
        clocking.moved(self.moved, by=self.by, now=self.now, version=self.version)
        entered: Mapping[int, Moved] = {one.lead_id: one for one in self.moved}
        for lead_id, one in entered.items():
            card = lifecycle.lead(lead_id)
            if card is not None and self.handoff_id is None:
                self._offer(card, one)

    def _offer(self, card: LeadCard, one: Moved) -> None:
        offered = routing.offer([self.ready(card, why=one.reason)], version=self.version, now=self.now, hold=self._hold)
        if offered:
            self.handoff_id = offered[0].id
