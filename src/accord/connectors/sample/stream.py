"""All payloads of the story in the order of time, handed out up to an instant."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime
from random import Random

from accord.connectors.sample import behaviour, oddities, payloads
from accord.connectors.sample.behaviour import DAY, Happening
from accord.connectors.sample.payloads import Message, Writer
from accord.connectors.sample.world import World

Batch = dict[str, list[Message]]


class Stream:
    """Payloads by source; `until` gives those not given yet."""

    def __init__(self, world: World, begin: datetime, seed: int) -> None:
        self.begin, self.seed, self.world = begin, seed, world
        self.writer = Writer(world, begin, seed)
        self._all = self._merged()
        self._next = next(self._all, None)

    def until(self, at: datetime) -> Batch:
        """What was sent since the last call, up to the instant."""
        limit = (at - self.begin).total_seconds()
        found: Batch = defaultdict(list)
        while self._next is not None and self._next[0] <= limit:
            found[self._next[1]].append(self._next[2])
            self._next = next(self._all, None)
        return found

    def _merged(self) -> Iterator[tuple[float, str, Message]]:
        happenings = [h for human in self.world.humans for h in behaviour.of(human, self.world, self.seed)]
        happenings += behaviour.passers_by(self.world, self.seed)
        known = _firsts(happenings)
        happenings += self._enriched(known)
        for happening in sorted(happenings):
            for source, message in self._written(happening):
                yield happening.at, source, message

    def _written(self, happening: Happening) -> list[tuple[str, Message]]:
        if happening.what == "company":
            return [self.writer.company(self.world.companies[happening.who], happening.at)]
        if happening.what == "twice":
            stamp = self.writer.times(happening)["timestamp"]
            return [("crm", oddities.second_entry(self.world.humans[happening.who], stamp, self.seed))]
        return self.writer.messages(happening)

    def _enriched(self, known: dict[int, float]) -> list[Happening]:
        """Most companies are looked up within days of the first person known there; doubles come later."""
        first: dict[int, float] = {}
        for number, at in known.items():
            company = self.world.humans[number].company.number
            first[company] = min(at, first.get(company, at))
        found = []
        for company, at in sorted(first.items()):
            dice = Random(f"{self.seed}:enriched:{company}")
            if dice.random() < 0.88 and not self.world.companies[company].is_competitor:
                found.append(Happening(at + DAY * dice.random(), company, 0, "company", ""))
        last = self.world.days * DAY
        for human in oddities.twice(self.world):
            if human.number in known:
                found.append(Happening(min(last - 1, known[human.number] + 20 * DAY), human.number, 10**6, "twice", ""))
        return found


def _firsts(happenings: list[Happening]) -> dict[int, float]:
    found: dict[int, float] = {}
    for happening in happenings:
        if happening.what in ("form", "crm"):
            found[happening.who] = min(happening.at, found.get(happening.who, happening.at))
    return found


def bodies(messages: list[Message], size: int = 400) -> list[bytes]:
    """Batches of at most `size` messages."""
    return [payloads.body(messages[n : n + size]) for n in range(0, len(messages), size)]
