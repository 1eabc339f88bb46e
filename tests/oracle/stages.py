"""The stages of one lead, as docs/explanation/stages.md says them, with nothing but lists. Knows none of our code.

A graph is a list of stages in the order of the journey: (name, rule, goes_to). A rule is ("score", name, points),
("did", name, points), ("accepted or", name, points), ("people",), ("recycled",) or ("disqualified",).
"""

from dataclasses import dataclass, field


@dataclass
class Moment:
    at: int
    scores: dict
    has_demo: bool
    is_activity: bool


@dataclass
class NaiveLead:
    graph: list
    competitor_from: int
    cool_down: int
    log: list = field(default_factory=list)  # (from, to, at, by people)
    accepted_at: int | None = None
    seen: list = field(default_factory=list)

    def rule(self, name):
        return next(rule for stage, rule, _ in self.graph if stage == name)

    def goes_to(self, name):
        return next(ways for stage, _, ways in self.graph if stage == name)

    def place(self, name):
        return [stage for stage, _, _ in self.graph].index(name)

    def holds(self, name, moment, after=None):
        """`after`: only a demo later than that counts."""
        kind, *rest = self.rule(name)
        accepted = self.accepted_at is not None and self.accepted_at <= moment.at
        if kind == "score":
            return moment.scores[rest[0]] >= rest[1]
        if kind == "did":
            is_new = after is None or moment.at > after
            return moment.has_demo and is_new and moment.scores[rest[0]] >= rest[1]
        if kind == "accepted or":
            return accepted or moment.scores[rest[0]] >= rest[1]
        return False

    def see(self, moments):
        for moment in sorted(moments, key=lambda m: m.at):
            self.seen.append(moment)
            while target := self.next(moment):
                self.go(target, moment.at, False)

    def go(self, target, at, by_people):
        self.log.append((self.log[-1][1] if self.log else "", target, at, by_people))
        if target == self.graph[0][0] or self.rule(target)[0] in ("recycled", "disqualified") or self.is_end(target):
            self.accepted_at = None

    def is_end(self, name):
        return not self.goes_to(name) or self.rule(name) == ("disqualified",)

    def next(self, moment):
        if not self.log:
            first = self.graph[0][0]
            return first if self.holds(first, moment) else None
        here, entered = self.log[-1][1], self.log[-1][2]
        if self.is_end(here):
            return None
        if moment.at >= entered:
            return self.onward(here, entered, moment)
        if any(people and at > moment.at for _, _, at, people in self.log):
            return None
        target = self.onward_then(moment)
        return target if target in self.goes_to(here) else None

    def onward_then(self, moment):
        """From the stage that it had at the moment, as far as it is recorded."""
        standing = [to for _, to, at, _ in self.log if at <= moment.at]
        if standing:
            return None if self.rule(standing[-1]) == ("recycled",) else self.onward(standing[-1], 0, moment)
        first = self.graph[0][0]
        return self.onward(first, 0, moment) if self.holds(first, moment) else None

    def onward(self, here, entered, moment):
        if self.is_end(here):
            return None
        if moment.scores["c"] >= self.competitor_from and "disqualified" in self.goes_to(here):
            return "disqualified"
        ways, after = self.goes_to(here), None
        if self.rule(here) == ("recycled",):
            after = entered
            was_here = any(m.is_activity and m.at > entered for m in self.seen)
            if moment.at < entered + self.cool_down or not was_here:
                return None
        else:
            ways = [way for way in ways if self.place(way) > self.place(here)]
        open_ways = [way for way in ways if self.holds(way, moment, after)]
        return max(open_ways, key=self.place, default=None)

    def accept(self, at):
        self.accepted_at = at if self.accepted_at is None else self.accepted_at
        while self.accepted_at is not None and not self.is_end(self.log[-1][1]):
            ways = [w for w in self.goes_to(self.log[-1][1]) if self.rule(w)[0] == "accepted or"]
            if not ways:
                return
            self.go(max(ways, key=self.place), at, True)

    def recycle(self, at):
        """False where the graph has no such way."""
        if "recycled" not in self.goes_to(self.log[-1][1]):
            return False
        self.go("recycled", at, True)
        return True
