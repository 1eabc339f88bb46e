"""What an agreement would have done, as MECHANICS 1, 2 and 8, docs/explanation/stages.md and docs/reference/replay.md
say it: one person after the other, one instant after the other, without a thought for speed.

Reads the agreement's types and `tests.oracle.score`, and nothing else of Accord.
"""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from accord.agreement.spec import Agreement, Criterion, Did, Stage, Test, TouchRule
from accord.kernel.touch import Touch, TraitChange
from tests.oracle.score import DAY, length, matches, passes, score_units

ENDS = ("deal_won", "deal_lost", "disqualified")
KEPT = ("accepted", "deal_opened", "deal_won", "deal_lost")


@dataclass(frozen=True)
class Decision:
    """Of people: a lead was put at the stage `to` ("": it only was said) for a `reason`. `by_sales`: about a lead that
    sales had; `opens`: the lead began with it; `takes`: a rep took it out of no queue."""

    at: datetime
    to: str = ""
    reason: str = ""
    said: tuple[str, ...] = ()
    by_sales: bool = False
    opens: bool = False
    takes: bool = False


@dataclass
class Life:
    """Of one person. `became` are (instant, "won", "lost" or "rejected")."""

    touches: list[Touch] = field(default_factory=list)
    changes: list[TraitChange] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    became: list[tuple[datetime, str]] = field(default_factory=list)


@dataclass
class Lead:
    """One journey under way; `entered` and `handed` are (stage, instant)."""

    agreement: Agreement
    life: Life
    stage: str = ""
    since: datetime | None = None
    rests_until: datetime | None = None
    was_here: bool = False
    said: set[str] = field(default_factory=set)
    sales_has_it: bool = False
    recycled: Counter[str] = field(default_factory=Counter)
    entered: list[tuple[str, datetime]] = field(default_factory=list)
    handed: list[tuple[str, datetime]] = field(default_factory=list)

    def look(self, now: datetime, scores: dict[str, int]) -> None:
        """What the process does of itself at a moment."""
        moved = False
        for _ in self.agreement.stages:
            to = self.next(now, scores)
            if to is None:
                break
            self.go(to, now)
            moved = True
        if moved:
            self.offer(now)

    def next(self, now: datetime, scores: dict[str, int]) -> str | None:
        stages = list(self.agreement.stages)
        if not self.stage:
            return stages[0].id if self.enters(stages[0], now, scores, None) else None
        here = self.agreement.stage(self.stage)
        if is_closing(here):
            return None
        ways = [stage for stage in stages if stage.id in here.goes_to]
        out = next((one for one in ways if "disqualified" in opened_by(one)), None)
        if out and any(self.holds(one.when, now, scores, None) for one in self.agreement.disqualify):
            return out.id
        after = None
        if is_resting(here):
            if (self.rests_until and now < self.rests_until) or not self.was_here:
                return None
            after = self.since
        else:
            ways = [stage for stage in ways if stages.index(stage) > stages.index(here)]
        open_ways = [stage for stage in ways if self.enters(stage, now, scores, after)]
        return open_ways[-1].id if open_ways else None

    def go(self, to: str, now: datetime) -> None:
        if to != self.stage:
            self.entered.append((to, now))
        self.stage, self.since, self.rests_until, self.was_here = to, now, None, False
        stage = self.agreement.stage(to)
        if is_over(self.agreement, stage):
            self.sales_has_it = False
        if is_resting(stage) or is_closing(stage) or stage is self.agreement.stages[0]:
            self.said = set()

    def offer(self, now: datetime) -> None:
        if not self.sales_has_it and self.stage in self.agreement.handoff.at:
            self.sales_has_it = True
            self.handed.append((self.stage, now))

    def obey(self, one: Decision) -> None:
        """Sales decides only on what it has. Recycled once too often, a lead is disqualified."""
        if one.by_sales and not self.sales_has_it:
            return
        stage = meant(self.agreement, one)
        rest = next((r for r in self.agreement.recycle_reasons if r.id == one.reason), None)
        rest = rest if stage and is_resting(stage) else None
        if rest and rest.at_most and self.recycled[rest.id] >= rest.at_most:
            outs = [out for out in self.agreement.stages if "disqualified" in opened_by(out)]
            if not outs or not one.by_sales:
                return
            stage = outs[0]
        elif rest:
            self.recycled[rest.id] += 1
        self.sales_has_it = self.sales_has_it or one.takes
        if stage is None:
            self.said |= set(one.said) & set(KEPT) if self.stage else set()
            return
        self.go(stage.id, one.at)
        if rest and rest.cool_down and is_resting(stage):
            self.rests_until = one.at + length(rest.cool_down)
        if not (is_resting(stage) or is_closing(stage) or stage is self.agreement.stages[0]):
            self.said |= opened_by(stage) & set(KEPT)
        self.offer(one.at)

    def enters(self, stage: Stage, now: datetime, scores: dict[str, int], after: datetime | None) -> bool:
        return isinstance(stage.enter, Criterion) and self.holds(stage.enter, now, scores, after)

    def holds(self, one: Criterion, now: datetime, scores: dict[str, int], after: datetime | None) -> bool:
        """`after`: only what was done later counts."""
        if one.all_of is not None:
            return all(self.holds(part, now, scores, after) for part in one.all_of)
        if one.any_of is not None:
            return any(self.holds(part, now, scores, after) for part in one.any_of)
        if one.none_of is not None:
            return not any(self.holds(part, now, scores, after) for part in one.none_of)
        if one.score is not None:
            return all(is_within(one.score[1], scores[one.score[0]]))
        if one.did is not None:
            return done(one.did, self.life, now, after) >= one.did.at_least
        if one.decided is not None:
            return one.decided in self.said
        known = {(c.subject, c.name): c.value for c in sorted(self.life.changes) if c.at <= now}
        if one.known is not None:
            return all(known.get(("person", name)) is not None for name in one.known)
        if one.trait is not None:
            return passes(one.trait[2], known.get(one.trait[:2]))
        if one.in_profile is not None:
            tests = self.agreement.profile.items()
            return all(passes(test, known.get(("account", name))) for name, test in tests) == one.in_profile
        title = known.get(("person", "job_title"))
        persona = next((p.id for p in self.agreement.personas if passes(p.title, title)), None)
        return persona in (one.persona or ())


def replayed(agreement: Agreement, life: Life, until: datetime) -> Lead:
    """The lead of one person, all their decisions given, up to and at an instant."""
    lead, seen = Lead(agreement, life), None
    told = {change.touch_id for change in life.changes}
    looked_at = [touch for touch in life.touches if is_looked_at(agreement, touch)]
    active = {
        touch.occurred_at for number, touch in enumerate(life.touches) if touch in looked_at and number not in told
    }
    events = {touch.occurred_at for touch in looked_at} | {change.at for change in life.changes}
    turns = instants_of_time(agreement, looked_at, until)
    ends = {one.at + length(r.cool_down) for one in life.decisions for r in agreement.recycle_reasons if r.cool_down}
    for now in sorted(at for at in events | turns | ends | {one.at for one in life.decisions} if at <= until):
        for one in (one for one in life.decisions if one.at == now and one.opens):
            lead.obey(one)
        scores = {
            score.id: score_units(agreement, score.id, looked_at, life.changes, now) for score in agreement.scores
        }
        view = what_criteria_see(agreement, life, now, scores)
        if now in active and lead.since and now > lead.since and is_resting(agreement.stage(lead.stage)):
            lead.was_here = True
        if now in events or (events and now > min(events) and view != seen) or now == lead.rests_until:
            lead.look(now, scores)
        seen = view
        for one in (one for one in life.decisions if one.at == now and not one.opens):
            lead.obey(one)
    return lead


def is_looked_at(agreement: Agreement, touch: Touch) -> bool:
    """Somebody did it, and some rule or some `did` speaks of it."""
    rules = [rule for score in agreement.scores for rule in score.rules if isinstance(rule, TouchRule)]
    return any(matches(one, touch) for one in [*rules, *dids(agreement)])  # type: ignore[arg-type]


def instants_of_time(agreement: Agreement, touches: list[Touch], until: datetime) -> set[datetime]:
    """Every instant at which time alone may turn anything: whole days of age, and lengths that the agreement names."""
    rules = [rule for score in agreement.scores for rule in score.rules if isinstance(rule, TouchRule)]
    lengths = {length(d) for r in rules for d in (r.since, r.expires_after) if d}
    lengths |= {length(did.within) for did in dids(agreement) if did.within}
    found = {touch.occurred_at + one for touch in touches for one in lengths}
    for touch in touches:
        if any((r.half_life or r.linear) and matches(r, touch) for r in rules):
            found |= {touch.occurred_at + n * DAY for n in range(1, (until - touch.occurred_at) // DAY + 1)}
    return found


def what_criteria_see(agreement: Agreement, life: Life, now: datetime, scores: dict[str, int]) -> list[Any]:
    """All that a criterion compares a score or a number of touches with, and on which side of it they are."""
    found: list[Any] = [scores[s.id] >= points * 1024 for s in agreement.scores for _, points in s.grades]
    for leaf in leaves(agreement):
        if leaf.score is not None:
            found += is_within(leaf.score[1], scores[leaf.score[0]])
        if leaf.did is not None:
            found.append(done(leaf.did, life, now, None) >= leaf.did.at_least)
    return found


def is_within(test: Test, units: int) -> list[bool]:
    points = units / 1024
    sides = [(test.at_least, points.__ge__), (test.at_most, points.__le__), (test.more_than, points.__gt__),
             (test.less_than, points.__lt__)]  # fmt: skip
    return [bool(compare(bound)) for bound, compare in sides if bound is not None]


def done(did: Did, life: Life, now: datetime, after: datetime | None) -> int:
    begin = now - length(did.within) if did.within else None
    return sum(
        matches(did, touch)  # type: ignore[arg-type]
        for touch in life.touches
        if touch.occurred_at <= now
        and (begin is None or touch.occurred_at > begin)
        and (after is None or touch.occurred_at > after)
    )


def dids(agreement: Agreement) -> list[Did]:
    return [leaf.did for leaf in leaves(agreement) if leaf.did is not None]


def leaves(agreement: Agreement) -> list[Criterion]:
    roots = [stage.enter for stage in agreement.stages if isinstance(stage.enter, Criterion)]
    return [leaf for root in [*roots, *(one.when for one in agreement.disqualify)] for leaf in leaves_of(root)]


def leaves_of(one: Criterion) -> list[Criterion]:
    parts = next((some for some in (one.all_of, one.any_of, one.none_of) if some is not None), None)
    return [one] if parts is None else [leaf for part in parts for leaf in leaves_of(part)]


def opened_by(stage: Stage) -> set[str]:
    """The decisions of people that may open a stage: any that it names, but not what must not be."""
    return said_in(stage.enter) if isinstance(stage.enter, Criterion) else set()


def said_in(one: Criterion) -> set[str]:
    parts = one.all_of or one.any_of or ()
    return {one.decided} if one.decided else {said for part in parts for said in said_in(part)}


def is_resting(stage: Stage) -> bool:
    return "recycled" in opened_by(stage)


def is_closing(stage: Stage) -> bool:
    return not stage.goes_to or not opened_by(stage).isdisjoint(ENDS)


def is_over(agreement: Agreement, stage: Stage) -> bool:
    """Sales has it no more: marketing has it back, or it is decided."""
    enter = stage.enter if isinstance(stage.enter, Criterion) else Criterion()
    is_end = any(one.decided in (*ENDS, "recycled") for one in (enter, *(enter.any_of or ())))
    return is_end or (stage.owner == "marketing" and stage.id not in agreement.handoff.at)


def meant(agreement: Agreement, one: Decision) -> Stage | None:
    """A stage that the agreement does not have is the first one that the same decision opens."""
    if one.opens:
        return agreement.stages[0]
    same = [stage for stage in agreement.stages if stage.id == one.to]
    return next(iter(same or [s for s in agreement.stages if one.to and set(one.said) & opened_by(s)]), None)


def outcome_of(life: Life, handed: list[tuple[str, datetime]], number: int) -> str:
    """What became of a hand-off: whatever came after it up to the next one, the best of it; else that it had been
    rejected before."""
    at = handed[number][1]
    end = handed[number + 1][1] if number + 1 < len(handed) else None
    later = [what for when, what in life.became if when > at and (end is None or when <= end)]
    best = next((what for what in ("won", "lost", "rejected") if what in later), None)
    before = [(when, what) for when, what in life.became if when <= at]
    last = {what for when, what in before if when == max(before)[0]}
    return best or ("rejected" if last == {"rejected"} else "open")


def measured(agreement: Agreement, lives: list[Life], since: datetime | None, until: datetime) -> dict[str, Any]:
    """The numbers of a side, and who was handed over when and at which stage."""
    handed = [replayed(agreement, life, until).handed for life in lives]
    rows = [
        (person, stage, at, outcome_of(life, handed[person], number))
        for person, life in enumerate(lives)
        for number, (stage, at) in enumerate(handed[person])
    ]
    rows = [row for row in rows if since is None or row[2] >= since]
    by = Counter(what for *_, what in rows)
    wins = [min((at for at, what in life.became if what == "won"), default=None) for life in lives]
    won = [n for n, at in enumerate(wins) if at is not None and (since is None or since <= at) and at <= until]
    caught = [n for n in won if handed[n] and handed[n][0][1] <= wins[n]]  # type: ignore[operator]
    known = [life for life in lives if life.became]
    rate = share(sum(at is not None for at in wins), len(known))
    precision = share(by["won"], len(rows) - by["open"])
    ours = [lives[person] for person in {row[0] for row in rows} if lives[person].became]
    among = share(sum(any(what == "won" for _, what in life.became) for life in ours), len(ours))
    return {
        "rows": rows, "handed_off": len(rows), "precision": precision, "recall": share(len(caught), len(won)),
        "base_rate": rate, "lift": round(among / rate, 6) if rate and among is not None else None,
        **{what: by[what] for what in ("won", "lost", "rejected", "open")},
    }  # fmt: skip


def share(some: int, of: int) -> float | None:
    return round(some / of, 6) if of else None


def with_threshold(agreement: Agreement, key: str, value: float) -> Agreement:
    """The agreement with another least score: "stage.score", or "stage.score.2" for the second of a stage."""
    stage_id, score, *which = key.split(".")
    count = iter(range(1, 100))

    def changed(one: Criterion) -> Criterion:
        for name in ("all_of", "any_of", "none_of"):
            if getattr(one, name) is not None:
                return one.model_copy(update={name: tuple(changed(part) for part in getattr(one, name))})
        if one.score is None or one.score[0] != score:
            return one
        test = one.score[1]
        name = "at_least" if test.at_least is not None else "more_than"
        if getattr(test, name) is None or next(count) != int(which[0] if which else 1):
            return one
        return one.model_copy(update={"score": (score, test.model_copy(update={name: value}))})

    stages = list(agreement.stages)
    for place, stage in enumerate(stages):
        if stage.id == stage_id and isinstance(stage.enter, Criterion):
            stages[place] = stage.model_copy(update={"enter": changed(stage.enter)})
    return agreement.model_copy(update={"stages": tuple(stages)})


def by_week(rows: list[Any], time_zone: str) -> dict[str, int]:
    """Hand-offs by the Monday of their week, as the clocks of the zone go."""
    days = [at.astimezone(ZoneInfo(time_zone)).date() for _, _, at, _ in rows]
    return dict(Counter((day - timedelta(days=day.weekday())).isoformat() for day in days))


def compared(proposed: list[Any], in_force: list[Any]) -> dict[str, int]:
    """Who is handed over by one of the two only, and when the proposal does it of those whom both do."""
    ours, theirs = ({person: min(at for who, _, at, _ in rows if who == person) for person, *_ in rows}
                    for rows in (proposed, in_force))  # fmt: skip
    both = [(ours[person], theirs[person]) for person in ours.keys() & theirs.keys()]
    return {
        "gained": len(ours.keys() - theirs.keys()), "lost": len(theirs.keys() - ours.keys()), "both": len(both),
        "earlier": sum(mine < other for mine, other in both), "later": sum(mine > other for mine, other in both),
    }  # fmt: skip
