"""The rows of a queue: one query a room, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.journey import queueing
from accord.kernel.instants import to_micros
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import HandoffCard, Pulse
from accord.web.queue.asking import Asked, State

TABS: tuple[tuple[State, Promise], ...] = (
    ("waiting", _("To accept")),
    ("accepted", _("In work")),
    ("snoozed", _("Snoozed")),
)


@dataclass(frozen=True, slots=True)
class Tab:
    state: State
    words: Promise
    count: int
    query: str


@dataclass(frozen=True, slots=True)
class QueueView:
    """`pulse` tells later whether anything changed since `at`."""

    asked: Asked
    rows: Sequence[queueing.QueueRow]
    pulse: Pulse
    following: str | None
    reps: Sequence[MemberCard]
    at: datetime

    @property
    def stamp(self) -> int:
        """When it was read, as an address says it."""
        return to_micros(self.at)

    @property
    def tabs(self) -> list[Tab]:
        return [
            Tab(state, words, getattr(self.pulse.counts, state), self.asked.at(state).query) for state, words in TABS
        ]


def queue_view(
    asked: Asked,
    opened: HandoffCard | None,
    *,
    with_reps: bool,
    size: int,
    now: datetime,
    pulse: Pulse | None = None,
) -> tuple[QueueView, queueing.QueueRow | None]:
    """The list, and the row of the hand-off that is open beside it; one query a room for both."""
    page = handoff.queue(
        member_id=asked.member_id,
        everybody=asked.everybody,
        filters=asked.filters,
        after=asked.after or None,
        limit=size,
        now=now,
    )
    rows = queueing.rows_of([*page.rows, opened] if opened else page.rows, now=now)
    view = QueueView(
        asked=asked,
        rows=rows[: len(page.rows)],
        pulse=pulse or pulse_of(asked, now=now),
        following=page.after,
        reps=members.team_of("sales") if with_reps else [],
        at=now,
    )
    return view, rows[-1] if opened else None


def first_of(asked: Asked, *, now: datetime) -> int | None:
    """The lead on top of what is asked for."""
    page = handoff.queue(member_id=asked.member_id, everybody=asked.everybody, filters=asked.filters, limit=1, now=now)
    return page.rows[0].lead_id if page.rows else None


def tabs_view(asked: Asked, *, now: datetime) -> QueueView:
    """Only what the tabs show."""
    return QueueView(asked=asked, rows=[], pulse=pulse_of(asked, now=now), following=None, reps=[], at=now)


def pulse_of(asked: Asked, *, now: datetime) -> Pulse:
    """How long the lists are, and a print of what is in them: one query."""
    return handoff.pulse(member_id=asked.member_id, everybody=asked.everybody, now=now)
