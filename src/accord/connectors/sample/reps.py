"""The reps act: each offer has its plan, each step of a plan its time, and everything goes through the desk."""

import heapq
from collections.abc import Callable
from datetime import datetime, timedelta
from random import Random

from accord.connectors.sample.mind import DAY, Plan, plan
from accord.connectors.sample.world import World
from accord.journey import desk
from accord.kernel.errors import Refused
from accord.kernel.money import Money
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Filters, HandoffCard
from accord.steps.identity import api as identity

WAITING = Filters(state="waiting")
WAITING_AT_LAST = 42
"""So many offers, about, still wait at the end: that is the queue a visitor finds."""

MORNING, EVENING = 8, 17  # hours of the day, UTC

Step = Callable[[datetime], None]


class Reps:
    """`act` does what is due; `done` counts what was done, by kind."""

    def __init__(self, world: World, reps: list[MemberCard], end: datetime, seed: int) -> None:
        self.humans, self.end, self.seed = world.by_email, end, seed
        a_day = 0.52 * len(world.humans) / world.days
        self.neglect = timedelta(days=min(30.0, WAITING_AT_LAST / a_day))
        self.reps = {rep.id: rep for rep in reps}
        self.seen: set[int] = set()
        self.offers: dict[int, int] = {}
        self.agenda: list[tuple[datetime, int, Step]] = []
        self.order = 0
        self.done: dict[str, int] = {}
        self.refused: dict[str, int] = {}

    def act(self, until: datetime) -> None:
        """Do what is due by then, each thing at its time; what falls on a weekend or a night waits for the morning."""
        while self.agenda and self.agenda[0][0] <= until:
            planned, order, step = heapq.heappop(self.agenda)
            at = at_work(planned)
            if at > planned:
                heapq.heappush(self.agenda, (at, order, step))
                continue
            try:
                step(at)
            except Refused as refused:  # the lead moved meanwhile: a rep would see it and go on
                self.refused[refused.code] = self.refused.get(refused.code, 0) + 1

    def look(self, at: datetime) -> None:
        """Look at the queue and plan what to do with what is new."""
        fresh = [one for one in self._waiting() if one.id not in self.seen]
        people = identity.people(person_ids={one.person_id for one in fresh})
        for one in fresh:
            self.seen.add(one.id)
            human = self.humans.get(people[one.person_id].email)
            if human is not None and one.member_id in self.reps:
                self.offers[human.number] = nth = self.offers.get(human.number, 0) + 1
                self._begin(one, plan(human, nth, self.seed), at)

    def _waiting(self) -> list[HandoffCard]:
        found: list[HandoffCard] = []
        after = None
        while True:
            page = handoff.queue(member_id=None, everybody=True, filters=WAITING, after=after, limit=500)
            found += page.rows
            after = page.after
            if after is None:
                return found

    def _begin(self, one: HandoffCard, what: Plan, at: datetime) -> None:
        dice = Random(f"{self.seed}:neglect:{one.lead_id}")
        if what.first == "wait" or (at > self.end - self.neglect and dice.random() < 0.85):
            return
        rep = self.reps[one.member_id or 0]
        first = self._reject if what.first == "reject" else self._accept
        self._plan(at, what.after, lambda now: first(one, what, rep, now))

    def _plan(self, at: datetime, seconds: float, step: Step) -> None:
        self.order += 1
        heapq.heappush(self.agenda, (at + timedelta(seconds=seconds), self.order, step))

    def _count(self, kind: str) -> None:
        self.done[kind] = self.done.get(kind, 0) + 1

    def _reject(self, one: HandoffCard, what: Plan, rep: MemberCard, now: datetime) -> None:
        desk.reject(handoff_id=one.id, reason=what.reason, by=rep, now=now)
        self._count("rejected")

    def _accept(self, one: HandoffCard, what: Plan, rep: MemberCard, now: datetime) -> None:
        desk.accept(handoff_id=one.id, by=rep, now=now)
        self._count("accepted")
        dice = Random(f"{self.seed}:call:{one.lead_id}")
        if dice.random() < 0.9:
            self._plan(now, DAY * min(6.0, dice.lognormvariate(-1.2, 0.9)), lambda then: self._call(one, rep, then))
        after = self._recycle if what.ends == "recycle" else self._qualify
        self._plan(now, what.talk_after, lambda then: after(one, what, rep, then))

    def _call(self, one: HandoffCard, rep: MemberCard, now: datetime) -> None:
        desk.log(lead_id=one.lead_id, kind="call", by=rep, now=now)
        self._count("called")

    def _recycle(self, one: HandoffCard, what: Plan, rep: MemberCard, now: datetime) -> None:
        desk.recycle(lead_id=one.lead_id, reason=what.reason, by=rep, now=now)
        self._count("recycled")

    def _qualify(self, one: HandoffCard, what: Plan, rep: MemberCard, now: datetime) -> None:
        desk.qualify(lead_id=one.lead_id, answers=dict(what.answers), by=rep, now=now)
        self._count("qualified")
        self._plan(now, what.deal_after, lambda then: self._open(one, what, rep, then))

    def _open(self, one: HandoffCard, what: Plan, rep: MemberCard, now: datetime) -> None:
        person = identity.person(person_id=one.person_id)
        company = str(person.traits.get("company") or person.label)
        done = desk.open_deal(lead_id=one.lead_id, name=f"Platform for {company}", by=rep, now=now,
                              amount=Money.of(what.amount, "EUR"), product="Platform")  # fmt: skip
        self._count("deals")
        if done.deal is not None:
            deal_id = done.deal.id
            self._plan(now, what.close_after, lambda then: self._close(deal_id, what, rep, then))

    def _close(self, deal_id: int, what: Plan, rep: MemberCard, now: datetime) -> None:
        if what.is_won:
            desk.win(deal_id=deal_id, by=rep, now=now)
        else:
            desk.lose(deal_id=deal_id, reason=what.lost_reason, by=rep, now=now)
        self._count("won" if what.is_won else "lost")


def at_work(at: datetime) -> datetime:
    """That instant, or the next morning of a working day where it is outside the hours of work."""
    if at.hour >= EVENING:
        at = (at + timedelta(days=1)).replace(hour=MORNING)
    elif at.hour < MORNING:
        at = at.replace(hour=MORNING)
    while at.weekday() >= 5:
        at = (at + timedelta(days=1)).replace(hour=MORNING)
    return at
