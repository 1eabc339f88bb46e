"""The text of an agreement with other points, rules and thresholds; everything else in it stays as its author wrote it,
comments included. Pure: text in, text out."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from accord.agreement.contracts import AgreementFault
from accord.agreement.reading.document import read
from accord.agreement.reading.nodes import Place
from accord.agreement.reading.page import Page
from accord.agreement.spec import Agreement, Criterion, Score, Test
from accord.agreement.walk import tree
from accord.kernel.errors import Refused

_NUMBER = re.compile(r"[-+]?[0-9][0-9_]*")


class CannotRepoint(Refused):
    """The text is written in a way that cannot be changed line by line."""

    code = "cannot-repoint"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`points` by rule, 0 takes the rule out; `added` are rules as text, by score; `thresholds` are by (score, what is
    asked of it at least now), for every stage; `grades` by (score, grade)."""

    points: Mapping[str, int] = field(default_factory=dict)
    added: Mapping[str, Sequence[str]] = field(default_factory=dict)
    thresholds: Mapping[tuple[str, int], int] = field(default_factory=dict)
    grades: Mapping[tuple[str, str], int] = field(default_factory=dict)


def repoint(text: str, name: str, change: Change) -> str:
    """The text with the change made. Raises AgreementFault where the text cannot be read, and CannotRepoint; whether
    the new one is fit to be published is for `check` to say."""
    reading = read(text, name)
    agreement, page = reading.agreement, reading.page
    if agreement is None or page.faults:
        raise AgreementFault(tuple(sorted(set(page.faults))))
    lines = _Lines(text)
    for score in agreement.scores:
        _score(lines, page, score, change)
    for stage in agreement.stages:
        if isinstance(stage.enter, Criterion):
            for score_id, test in _asked(stage.enter):
                if (wanted := change.thresholds.get((score_id, int(test.at_least or 0)))) is not None:
                    lines.put(page.places.of(test, "at_least"), wanted)
    return lines.text()


def _asked(criterion: Criterion) -> list[tuple[str, Test]]:
    """Every least that is asked of a score, wherever it stands."""
    found = [one.score for one in tree(criterion) if one.score]
    return [(name, test) for name, test in found if test.at_least is not None]


def thresholds_in(criterion: Criterion) -> list[tuple[str, Test]]:
    """The scores that must come to so much for a criterion to hold: those not within any or none."""
    if criterion.score and criterion.score[1].at_least is not None:
        return [criterion.score]
    return [found for part in criterion.all_of or () for found in thresholds_in(part)]


def _score(lines: "_Lines", page: Page, score: Score, change: Change) -> None:
    gone = [rule for rule in score.rules if change.points.get(rule.id, rule.points) == 0]
    added = change.added.get(score.id, ())
    if len(gone) == len(score.rules) and not added:
        raise CannotRepoint(f"no rule of {score.id} would be left")
    for name, _ in score.grades:
        if (least := change.grades.get((score.id, name))) is not None:
            lines.put(page.places.of(score, f"grade {name}"), least)
    for rule in score.rules:
        if rule not in gone and rule.id in change.points:
            lines.put(page.places.of(rule, "points"), change.points[rule.id])
    last = page.places.of(score.rules[-1])
    indent = lines.item(last)[2]
    lines.after(last, [f"{indent}- {rule}" for rule in added])
    for rule in gone:
        lines.drop(page.places.of(rule))
    used = {rule.group for rule in score.rules if rule not in gone}
    idle = [group for group in score.groups if group.id not in used]
    for group in idle:
        lines.drop(page.places.of(group))
    if idle and len(idle) == len(score.groups):
        lines.drop_line(page.places.of(score, "groups")[0] - 1, "groups:")


class _Lines:
    """The lines of a text; changes are kept by line and made at the end."""

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")
        self._dropped: set[int] = set()
        self._added: dict[int, list[str]] = {}
        self._put: dict[int, list[tuple[int, int]]] = {}

    def put(self, place: Place, number: int) -> None:
        """Another number where one stands."""
        self._put.setdefault(place[0] - 1, []).append((place[1] - 1, number))

    def item(self, place: Place) -> tuple[int, int, str]:
        """First line, line after the last, and indent of the list entry at a place."""
        first = place[0] - 1
        while first >= 0 and not self._lines[first].lstrip().startswith("- "):
            first -= 1
        if first < 0 or place[0] - 1 - first > 40:
            raise CannotRepoint(f"line {place[0]}: write each rule on a line of its own, behind “- ”")
        indent = self._lines[first][: len(self._lines[first]) - len(self._lines[first].lstrip())]
        end = first + 1
        while end < len(self._lines) and self._belongs(self._lines[end], len(indent)):
            end += 1
        return first, end, indent

    def _belongs(self, line: str, indent: int) -> bool:
        plain = line.strip()
        return bool(plain) and not plain.startswith("#") and len(line) - len(line.lstrip()) > indent

    def after(self, place: Place, lines: Sequence[str]) -> None:
        self._added.setdefault(self.item(place)[1], []).extend(lines)

    def drop(self, place: Place) -> None:
        first, end, _ = self.item(place)
        self._dropped |= set(range(first, end))

    def drop_line(self, line: int, begins: str) -> None:
        """The line itself or the one before it that begins so."""
        for near in (line, line - 1):
            if self._lines[near].strip().startswith(begins):
                self._dropped.add(near)
                return

    def text(self) -> str:
        found: list[str] = []
        for number, line in enumerate(self._lines):
            found += self._added.get(number, [])
            if number not in self._dropped:
                found.append(self._changed(line, self._put.get(number, [])))
        return "\n".join([*found, *self._added.get(len(self._lines), [])])

    def _changed(self, line: str, puts: list[tuple[int, int]]) -> str:
        for column, number in sorted(puts, reverse=True):
            there = _NUMBER.match(line, column)
            if there is None:
                raise CannotRepoint("a number that is to change stands where none can be found")
            line = line[:column] + str(number) + line[there.end() :]
        return line


def all_thresholds(agreement: Agreement) -> set[tuple[str, int]]:
    """(score, least) for every least that any stage asks of a score."""
    enters = [stage.enter for stage in agreement.stages if isinstance(stage.enter, Criterion)]
    return {(name, int(test.at_least or 0)) for enter in enters for name, test in _asked(enter)}


def scores_read(agreement: Agreement, stage_id: str) -> dict[str, int]:
    """What a stage asks of each score at least, whatever else holds."""
    enter = agreement.stage(stage_id).enter
    found = thresholds_in(enter) if isinstance(enter, Criterion) else []
    return {name: int(test.at_least) for name, test in found if test.at_least is not None}

