"""The way of a lead as a drawing: a swim lane for each side, boxes for stages, lines for the ways between them.

Pure geometry: the same agreement always gives the same drawing. No box touches another and no line runs through a box:
lines leave a box into the gap behind its column, run along the channel above the row of where they go, and enter there
from above. Ways to one stage share one line in that channel.
"""

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from accord.agreement.drawing.layout import LANES, aside, cells, neighbour
from accord.agreement.drawing.lines import BEND
from accord.agreement.drawing.promises import in_short, promised_at
from accord.agreement.drawing.svg import as_svg
from accord.agreement.drawing.text import wrapped
from accord.agreement.drawing.types import Box, Drawing, Label, Lane, Way
from accord.agreement.spec import Agreement, Stage
from accord.agreement.wording import stage_words

MARGIN, NAME_WIDTH, BOX_WIDTH, PADDING = 12, 104, 152, 8
NAME_SIZE, TITLE_SIZE, TEXT_SIZE, LEADING = 13, 14, 11, 15
GAP, TRACK, CHANNEL, FOOT = 30, 9, 20, 16
MOST_LINES = 4
MOST_PROMISES = 3


def drawing(agreement: Agreement, *, changed: frozenset[str] = frozenset(), right_to_left: bool = False) -> Drawing:
    """The drawing of an agreement. `changed` holds paths of differences (`stages.mql.enter`,
    `stages.recycled.goes_to.sql`): the boxes and ways they speak of are marked."""
    made = _Plan(agreement, changed)
    whole = Drawing(made.width, made.height, agreement.title, made.lanes(), made.boxes(), made.ways())
    return whole.mirrored() if right_to_left else whole


class _Plan:
    def __init__(self, agreement: Agreement, changed: frozenset[str]) -> None:
        self.agreement, self.changed = agreement, changed
        self.stages = {stage.id: stage for stage in agreement.stages}
        self.cells = cells(agreement.stages)
        self.words = {stage.id: _words(agreement, stage) for stage in agreement.stages}
        self.gone = self._gone()
        self.pairs = [*self._kept(), *self.gone]
        self.straight = {pair for pair in self.pairs if neighbour(self.cells, pair[0]) == pair[1]}
        self._place_columns()
        self._place_rows()

    def _kept(self) -> list[tuple[str, str]]:
        return [(one.id, to) for one in self.agreement.stages for to in one.goes_to if to in self.stages]

    def _gone(self) -> list[tuple[str, str]]:
        """Ways that the change took away, between stages that are still there."""
        found = [path.split(".") for path in sorted(self.changed) if path.startswith("stages.") and ".goes_to." in path]
        ways = [(path[1], path[3]) for path in found if len(path) == 4]
        return [way for way in ways if way not in self._kept() and way[0] in self.stages and way[1] in self.stages]

    def _place_columns(self) -> None:
        """Behind each column a gap with the lines of the stages that go further than next door."""
        columns = 1 + max((cell.column for cell in self.cells.values()), default=0)
        behind: list[list[tuple[str, str]]] = [[] for _ in range(columns)]
        for trunk in dict.fromkeys(self._trunk(pair) for pair in self.pairs if pair not in self.straight):
            behind[self.cells[trunk[0]].column].append(trunk)
        steps = [BOX_WIDTH + GAP + TRACK * len(trunks) for trunks in behind]
        self.lefts = list(accumulate(steps, initial=MARGIN + NAME_WIDTH + GAP // 2))
        self.width = self.lefts[-1] - GAP // 2 + MARGIN
        self.trunks = {
            trunk: (self.lefts[column] + BOX_WIDTH + GAP // 2 + TRACK * at)
            for column, trunks in enumerate(behind)
            for at, trunk in enumerate(trunks)
        }

    def _trunk(self, pair: tuple[str, str]) -> tuple[str, str]:
        """The line in the gap that a way begins with: one for each stage and kind of way."""
        return pair[0], aside(self.stages[pair[1]])

    def _place_rows(self) -> None:
        """Above each row a channel with the lines that lead into its boxes."""
        self.tops: dict[tuple[int, int], int] = {}
        self.heights: dict[tuple[int, int], int] = {}
        self.buses: dict[str, int] = {}
        self.lane_edges = [MARGIN]
        for lane in range(len(LANES)):
            y = self.lane_edges[-1]
            for row in range(self._rows(lane)):
                y = self._place_row((lane, row), y)
            self.lane_edges.append(max(y + FOOT, self.lane_edges[-1] + 4 * LEADING + FOOT))
        self.height = self.lane_edges[-1] + MARGIN

    def _place_row(self, at: tuple[int, int], y: int) -> int:
        here = [stage for stage, cell in self.cells.items() if cell[:2] == at]
        tracks = self._tracks(here)
        self.buses |= {stage: y + CHANNEL // 2 + TRACK * track for stage, track in tracks.items()}
        self.tops[at] = y + CHANNEL + TRACK * (1 + max(tracks.values(), default=-1))
        self.heights[at] = max(_box_height(self.words[stage]) for stage in here)
        return self.tops[at] + self.heights[at]

    def _rows(self, lane: int) -> int:
        return 1 + max((cell.row for cell in self.cells.values() if cell.lane == lane), default=-1)

    def _tracks(self, stages: Sequence[str]) -> dict[str, int]:
        """Stages of one row to tracks of its channel; those whose lines do not meet may share one."""
        ends: list[int] = []
        found = {}
        spans = {stage: self._span(stage) for stage in stages}
        for stage, span in sorted(spans.items(), key=lambda one: (one[1] or (0, 0), one[0])):
            if span is None:
                continue
            track = next((at for at, end in enumerate(ends) if end + TRACK < span[0]), len(ends))
            ends[track:] = [span[1], *ends[track + 1 :]]
            found[stage] = track
        return found

    def _span(self, stage: str) -> tuple[int, int] | None:
        xs = [self.trunks[self._trunk(pair)] for pair in self.pairs if pair[1] == stage and pair not in self.straight]
        middle = self._left(stage) + BOX_WIDTH // 2
        return (min(*xs, middle), max(*xs, middle)) if xs else None

    def _left(self, stage: str) -> int:
        return self.lefts[self.cells[stage].column]

    def _top(self, stage: str) -> int:
        return self.tops[self.cells[stage][:2]]

    def _middle(self, stage: str) -> int:
        return self._top(stage) + self.heights[self.cells[stage][:2]] // 2

    def lanes(self) -> tuple[Lane, ...]:
        return tuple(self._lane(at, side) for at, side in enumerate(LANES))

    def _lane(self, at: int, side: str) -> Lane:
        top, bottom = self.lane_edges[at : at + 2]
        party = self.agreement.party(side)
        name = party.team if party else side
        lines = wrapped(name, NAME_SIZE, NAME_WIDTH - 2 * PADDING, 3)
        y = (top + bottom) // 2 - LEADING * (len(lines) - 1) // 2 + NAME_SIZE // 3
        x = MARGIN + NAME_WIDTH // 2
        labels = tuple(Label(text, x, y + LEADING * i, NAME_SIZE) for i, text in enumerate(lines))
        return Lane(side, MARGIN, top, self.width - 2 * MARGIN, bottom - top, labels)

    def boxes(self) -> tuple[Box, ...]:
        return tuple(self._box(stage) for stage in self.agreement.stages)

    def _box(self, stage: Stage) -> Box:
        left, top = self._left(stage.id), self._top(stage.id)
        height = self.heights[self.cells[stage.id][:2]]
        title, text = self.words[stage.id]
        y = top + (height - _text_height(title, text)) // 2
        labels = []
        for size, lines in ((TITLE_SIZE, title), (TEXT_SIZE, text)):
            for words in lines:
                y += LEADING
                labels.append(Label(words, left + BOX_WIDTH // 2, y - 3, size))
        is_handed = stage.id in self.agreement.handoff.at
        return Box(
            stage.id, stage.owner, left, top, BOX_WIDTH, height, tuple(labels), stage.means,
            aside(stage), is_handed, self._is_changed(stage.id),
        )  # fmt: skip

    def _is_changed(self, stage: str) -> bool:
        mine = f"stages.{stage}"
        ways = f"{mine}.goes_to"
        owed = [f"services.{one.id}" for one in promised_at(self.agreement, self.stages[stage])]
        about = (mine, f"handoff.at.{stage}", *owed)
        return any(
            path in about
            or path.startswith(tuple(f"{one}." for one in owed))
            or (path.startswith(f"{mine}.") and not path.startswith(f"{ways}."))
            for path in self.changed
        )

    def ways(self) -> tuple[Way, ...]:
        made = [self._way(start, to) for start, to in self.pairs]
        return tuple(replace(way, joins=self._joins(way, made)) for way in made)

    def _way(self, start: str, to: str) -> Way:
        kind = aside(self.stages[to]) or ("back" if self._is_back(start, to) else "forward")
        is_changed = f"stages.{start}.goes_to.{to}" in self.changed
        points = self._straight(start, to) if (start, to) in self.straight else self._bent(start, to)
        return Way(start, to, kind, tuple(points), is_changed, is_gone=(start, to) in self.gone)

    @staticmethod
    def _joins(way: Way, ways: Sequence[Way]) -> bool:
        """Another, unmarked as it is, comes to the same end from further away on the same side."""
        if way.is_changed or len(way.points) < 4:
            return False
        reach = way.points[2][0] - way.points[3][0]
        return any(
            (other.end, other.kind) == (way.end, way.kind)
            and not other.is_changed
            and len(other.points) > 3
            and (other.points[2][0] - way.points[3][0]) * (1 if reach > 0 else -1) > abs(reach)
            for other in ways
        )

    def _is_back(self, start: str, to: str) -> bool:
        return self.cells[to].column <= self.cells[start].column or bool(aside(self.stages[start]))

    def _straight(self, start: str, to: str) -> list[tuple[int, int]]:
        y = self._top(start) + min(self.heights[self.cells[start][:2]], 2 * LEADING) // 2 + BEND
        return [(self._left(start) + BOX_WIDTH, y), (self._left(to), y)]

    def _bent(self, start: str, to: str) -> list[tuple[int, int]]:
        x, y = self.trunks[self._trunk((start, to))], self.buses[to]
        nth = [trunk for trunk in self.trunks if trunk[0] == start].index(self._trunk((start, to)))
        leave = self._middle(start) + BEND + 5 * nth
        into = self._left(to) + BOX_WIDTH // 2
        return [(self._left(start) + BOX_WIDTH, leave), (x, leave), (x, y), (into, y), (into, self._top(to))]


def _words(agreement: Agreement, stage: Stage) -> tuple[tuple[str, ...], tuple[str, ...]]:
    room = BOX_WIDTH - 2 * PADDING
    notes = _rests(agreement) if aside(stage) == "recycled" else ""
    title = wrapped(stage_words(stage.id), TITLE_SIZE, room, 2)
    text = wrapped(stage.means, TEXT_SIZE, room, MOST_LINES - len(title))
    owed = [line for one in promised_at(agreement, stage)[:MOST_PROMISES]
            for line in wrapped(in_short(one), TEXT_SIZE, room, 2)]  # fmt: skip
    return title, (*text, *wrapped(notes, TEXT_SIZE, room, 2), *owed)


def _rests(agreement: Agreement) -> str:
    """How long a recycled lead rests: the promise that goes with this way."""
    rests = sorted({(one.cool_down.micros, one.cool_down.text) for one in agreement.recycle_reasons if one.cool_down})
    if not rests:
        return ""
    shortest, longest = rests[0][1], rests[-1][1]
    if shortest.partition(" ")[2] == longest.partition(" ")[2]:
        shortest = shortest.partition(" ")[0]
    return f"rests {longest}" if len(rests) == 1 else f"rests {shortest} – {longest}"


def _text_height(title: Sequence[str], text: Sequence[str]) -> int:
    return LEADING * (len(title) + len(text))


def _box_height(words: tuple[Sequence[str], Sequence[str]]) -> int:
    return _text_height(*words) + 2 * PADDING


__all__ = ["Box", "Drawing", "Label", "Lane", "Way", "as_svg", "drawing"]
