"""Whom a proposal that is a pilot is for: its numbers, and those beside it, are of these people only.

People are in a segment while what was known of them says so, as if the pilot had always run; in that of a team all the
while, before its first lead of theirs too, if it has had one at any time.
"""

from collections.abc import Iterator, Sequence

from accord.agreement.spec import Agreement
from accord.agreement.traits import is_in_scope
from accord.journey.replay.world import Segment, columns, pages
from accord.journey.scope import by_traits
from accord.kernel.instants import to_micros
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity

EVER = -(2**62)
Row = tuple[int, int, int]


def segment_of(agreement: Agreement, people: Sequence[int]) -> Segment | None:
    """None for an agreement that is no pilot."""
    if agreement.pilot is None:
        return None
    turns = _turns if agreement.pilot.where is not None else _hands
    rows = [row for part in pages(people) for row in turns(agreement, part)]
    return Segment(agreement.pilot.means, columns(sorted(rows), len(people)))


def _turns(agreement: Agreement, part: dict[int, int]) -> Iterator[Row]:
    assert agreement.pilot
    for person_id, changes in identity.histories(person_ids=part).items():
        was_in = False
        for at, is_in in by_traits(agreement, agreement.pilot, changes):
            if is_in != was_in:
                yield part[person_id], max(EVER, to_micros(at)), int(is_in)
            was_in = is_in


def _hands(agreement: Agreement, part: dict[int, int]) -> Iterator[Row]:
    for person_id, spells in handoff.held_through_time(part).items():
        if any(is_in_scope(agreement, {}, {}, [team]) for team, *_ in spells):
            yield part[person_id], EVER, 1
