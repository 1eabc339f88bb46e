"""The rows of a queue: one query a room, however many rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from accord.journey import queueing
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.handoff import api as handoff
from accord.steps.handoff.contracts import Counts, Filters, HandoffCard

State = Literal["waiting", "accepted", "open", "snoozed"]
STATES: tuple[State, ...] = ("waiting", "accepted", "open", "snoozed")


@dataclass(frozen=True, slots=True)
class Asked:
    """What of whose queue is asked for. `member_id` None with `everybody` False: what nobody was eligible for."""

    state: State
    member_id: int | None
    everybody: bool
    stage: str = ""
    grade: str = ""
    after: str = ""

    @property
    def query(self) -> str:
        rep = "" if self.everybody else f"&rep={self.member_id or 'nobody'}"
        return f"state={self.state}&stage={self.stage}&grade={self.grade}{rep}"


@dataclass(frozen=True, slots=True)
class QueueView:
    asked: Asked
    rows: Sequence[queueing.QueueRow]
    counts: Counts
    following: str | None
    reps: Sequence[MemberCard]


def asked_of(values: dict[str, str], member_id: int | None) -> Asked:
    """From the address; `member_id` None: the reader may see everybody's."""
    asked = values.get("state", "")
    state: State = asked if asked in STATES else "waiting"
    rep = values.get("rep", "")
    whose = member_id if member_id is not None else int(rep) if rep.isascii() and rep.isdigit() else None
    everybody = member_id is None and whose is None and rep != "nobody"
    some = {name: values.get(name, "")[:64] for name in ("stage", "grade", "after")}
    return Asked(state, whose, everybody, some["stage"], some["grade"], some["after"])


def queue_view(
    asked: Asked, opened: HandoffCard | None, *, with_reps: bool, size: int, now: datetime
) -> tuple[QueueView, queueing.QueueRow | None]:
    """The list, and the row of the hand-off that is open beside it; one query a room for both."""
    filters = Filters(state=asked.state, stage=asked.stage, grade=asked.grade)
    page = handoff.queue(
        member_id=asked.member_id,
        everybody=asked.everybody,
        filters=filters,
        after=asked.after or None,
        limit=size,
        now=now,
    )
    rows = queueing.rows_of([*page.rows, opened] if opened else page.rows)
    view = QueueView(
        asked=asked,
        rows=rows[: len(page.rows)],
        counts=handoff.counts(member_id=asked.member_id, everybody=asked.everybody, now=now),
        following=page.after,
        reps=members.team_of("sales") if with_reps else [],
    )
    return view, rows[-1] if opened else None


def first_of(asked: Asked, *, now: datetime) -> int | None:
    """The lead on top of what is asked for."""
    filters = Filters(state=asked.state)
    page = handoff.queue(member_id=asked.member_id, everybody=asked.everybody, filters=filters, limit=1, now=now)
    return page.rows[0].lead_id if page.rows else None


def tabs_view(asked: Asked, *, now: datetime) -> QueueView:
    """Only what the tabs show."""
    counts = handoff.counts(member_id=asked.member_id, everybody=asked.everybody, now=now)
    return QueueView(asked=asked, rows=[], counts=counts, following=None, reps=[])
