"""The leads behind a number of the board, a page at a time. Reads the tables of clocks and hand-offs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from django.db import connection

from accord.reporting.board_volumes import FIRST

Which = Literal["kept", "broken", "excused", "open", "touched", "untouched", "delivered", "accepted", "rejected"]
OF_CLOCKS: tuple[Which, ...] = ("kept", "broken", "excused", "open", "touched", "untouched")
NOBODY = 0  # in place of a member's number: clocks that nobody owes in person
OF_VOLUMES: tuple[Which, ...] = ("delivered", "accepted", "rejected")


@dataclass(frozen=True, slots=True, kw_only=True)
class BehindBoard:
    """One lead (or request) behind a number. `at`: when it was kept or broken, when an open clock ends, or when the
    lead reached the stage. `seconds` until it was stopped, as its promise counts them."""

    subject_kind: str
    subject_id: int
    person_id: int | None
    member_id: int | None
    at: datetime | None
    seconds: int | None
    clock_id: int | None = None


@dataclass(frozen=True, slots=True)
class BehindBoardPage:
    rows: tuple[BehindBoard, ...]
    total: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which leads: those of a promise in a span of time, perhaps of one member (or NOBODY), or with so many seconds
    (more than `over`, at most `upto`)."""

    service: str
    which: Which
    since: datetime
    until: datetime
    member_id: int | None = None
    over: int | None = None
    upto: int | None = None


TOUCHED = (
    "done >= times and ((ended_as = 'kept' and ended_at >= %(since)s and ended_at < %(until)s) "
    "or (broken_at >= %(since)s and broken_at < %(until)s))"
)
_SPAN = {
    "kept": "ended_as = 'kept' and ended_at >= %(since)s and ended_at < %(until)s",
    "broken": "broken_at >= %(since)s and broken_at < %(until)s and not is_excused",
    "excused": "broken_at >= %(since)s and broken_at < %(until)s and is_excused",
    "open": "ended_at is null and broken_at is null",
    "untouched": "broken_at >= %(since)s and broken_at < %(until)s and done < times",
    "touched": TOUCHED,
}
_CLOCKS = """
select subject_kind, subject_id, person_id, coalesce(broken_by, member_id) as member,
  coalesce(broken_at, ended_at, due_at) as at, working_seconds, id, count(*) over ()
from sla_clock
where service = %(service)s and {span}
  and (%(member)s::bigint is null or coalesce(broken_by, member_id, %(nobody)s) = %(member)s)
  and (%(over)s::bigint is null or working_seconds > %(over)s or (%(over)s = 0 and working_seconds <= 0))
  and (%(upto)s::bigint is null or working_seconds <= %(upto)s)
order by at desc nulls last, id desc limit %(limit)s offset %(offset)s
"""
_LEADS = """
select 'lead', f.lead_id, l.person_id, a.member_id, f.at, null::bigint, null::bigint, count(*) over ()
from firsts f left join answers a on a.lead_id = f.lead_id join lifecycle_lead l on l.id = f.lead_id
where f.at >= %(since)s and f.at < %(until)s and (%(answer)s = '' or a.answer = %(answer)s)
order by f.at desc, f.lead_id desc limit %(limit)s offset %(offset)s
"""


def behind_clocks(asked: Asked, *, offset: int, limit: int) -> BehindBoardPage:
    """The clocks that `sla.promises` counts, the latest first."""
    named = {
        "service": asked.service, "since": asked.since, "until": asked.until, "member": asked.member_id,
        "nobody": NOBODY, "over": asked.over, "upto": asked.upto, "limit": limit, "offset": offset,
    }  # fmt: skip
    return _page(_CLOCKS.format(span=_SPAN[asked.which]), named)


def behind_volume(asked: Asked, *, stage: str, offset: int, limit: int) -> BehindBoardPage:
    """The leads that reached the stage in the time, and those of them that sales answered so."""
    named = {
        "stage": stage, "since": asked.since, "until": asked.until, "limit": limit, "offset": offset,
        "answer": "" if asked.which == "delivered" else asked.which,
    }  # fmt: skip
    return _page(FIRST + _LEADS, named)


def _page(query_text: str, named: Mapping[str, Any]) -> BehindBoardPage:
    with connection.cursor() as cursor:
        cursor.execute(query_text, named)
        found = cursor.fetchall()
    rows = tuple(
        BehindBoard(
            subject_kind=row[0],
            subject_id=row[1],
            person_id=row[2],
            member_id=row[3],
            at=row[4],
            seconds=row[5],
            clock_id=row[6],
        )
        for row in found
    )
    return BehindBoardPage(rows, found[0][7] if found else 0)
