"""From entries to shares. Pure: rows in, lines out."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from accord.reporting.contracts import StageLine
from accord.reporting.counting import Line

_DAY = 86_400


@dataclass(slots=True)
class Part:
    """The funnel of one value: entries and medians by stage, leads by the furthest place of theirs."""

    entered: dict[str, int] = field(default_factory=dict)
    median: dict[str, float | None] = field(default_factory=dict)
    negative: int = 0
    furthest: Counter[int] = field(default_factory=Counter)

    def lines(self, stages: Sequence[str], ladder: Sequence[str]) -> tuple[StageLine, ...]:
        reached = {stage: self._reached(place) for place, stage in enumerate(ladder, start=1)}
        before = dict(zip(ladder[1:], ladder[:-1], strict=True))
        first = reached.get(ladder[0], 0) if ladder else 0
        return tuple(
            StageLine(
                stage,
                self.entered.get(stage, 0),
                _share(reached.get(stage, self.entered.get(stage, 0)), first),
                _share(reached[stage], reached[before[stage]]) if stage in before else None,
                _days(self.median.get(stage)),
            )
            for stage in stages
        )

    def _reached(self, place: int) -> int:
        return sum(leads for furthest, leads in self.furthest.items() if furthest >= place)


def parts(lines: Iterable[Line], ladder: Sequence[str]) -> tuple[Part, Mapping[str, Part]]:
    """The funnel of all leads, and of each value."""
    whole = Part()
    by: dict[str, Part] = defaultdict(Part)
    places = {stage: place for place, stage in enumerate(ladder, start=1)}
    for line in lines:
        part = whole if line.is_all else by[line.value]
        part.entered[line.stage], part.median[line.stage] = line.entered, line.median_seconds
        part.negative += line.negative
        if line.stage in places:
            part.furthest[places[line.stage]] += line.furthest
    return whole, by


def _share(part: int, of: int) -> float | None:
    return round(part / of, 6) if of else None


def _days(seconds: float | None) -> float | None:
    return None if seconds is None else round(seconds / _DAY, 4)
