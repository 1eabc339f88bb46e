"""The moments of one person from the touches themselves, by any agreement; the tables are not read."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime

from accord.kernel.instants import from_micros, to_micros
from accord.steps.scoring.compile import Program
from accord.steps.scoring.contracts import DidIndex, Moment, Subject, TouchRow
from accord.steps.scoring.explain import sheet_of
from accord.steps.scoring.history import History, SignalRow
from accord.steps.scoring.live import moments_of
from accord.steps.scoring.signals import Matcher

_EVER = from_micros(-(2**55))


def recounted(
    program: Program, subject: Subject, touches: Sequence[TouchRow], instants: Iterable[datetime], until: datetime
) -> list[Moment]:
    """Those of touches, of trait changes and of turns by time alone, in order; then those of the instants asked."""
    history = History.of(program, subject, _signals(program, touches), to_micros(until))
    found = moments_of(program, [history], {subject.person_id: _EVER}, until)[subject.person_id]
    asked = sorted({at for at in instants if at <= until} - {moment.at for moment in found})
    return [*found, *_seen_at(program, subject, touches, asked, found)]


def _signals(program: Program, touches: Iterable[TouchRow]) -> Iterator[SignalRow]:
    matcher = Matcher(program)
    for row in touches:
        at, source_id, message_id = to_micros(row.touch.occurred_at), row.touch.source_id, row.touch.message_id
        for match in matcher.of(row.touch):
            yield SignalRow(at, source_id, message_id, match.rule, match.value, row.touch_id)


def _seen_at(
    program: Program,
    subject: Subject,
    touches: Sequence[TouchRow],
    instants: Sequence[datetime],
    found: Sequence[Moment],
) -> Iterator[Moment]:
    if not instants:
        return
    sheet = sheet_of(program, (row.touch for row in touches), subject.changes, instants[-1])
    done = found[0].did.done if found else {}
    for at in instants:
        units = {name: sheet.units(place, to_micros(at)) for place, name in enumerate(program.score_ids)}
        yield Moment(at, None, "", units, DidIndex(to_micros(at), done))
