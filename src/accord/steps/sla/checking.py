"""Every clock against what the ledger says of it."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.kernel.instants import parse_instant
from accord.ledger import api as ledger
from accord.ledger.contracts import FactCard
from accord.steps.sla.models import Clock

Wrong = tuple[int, int, str, Any, Any]
"""Lead, clock, what is wrong, as stored, as the facts say."""
_DUE = ("ClockStarted", "ClockReassigned", "ClockReckonedAgain", "ClockResumed", "ClockPutBack")


@dataclass(slots=True)
class _Said:
    """What the facts come to."""

    due: datetime | None = None
    verdict: str = ""
    is_excused: bool = False
    taken: set[str] = field(default_factory=set)


def check(lead_ids: Collection[int]) -> Iterator[Wrong]:
    """What differs."""
    rows = list(Clock.objects.filter(subject_kind="lead", subject_id__in=lead_ids).order_by("id"))
    facts = ledger.about_each("clock", [row.pk for row in rows])
    for row in rows:
        said = _folded(facts.get(row.pk, []))
        stored = _Said(row.due_at, row.ended_as, row.is_excused, set(row.taken))
        for name in _Said.__slots__:
            here, right = getattr(stored, name), getattr(said, name)
            if here != right and not (name == "due" and (row.ended_at or row.paused_at)):
                yield row.subject_id, row.pk, name, _plain(here), _plain(right)


def _folded(facts: Iterable[FactCard]) -> _Said:
    said = _Said()
    for one in facts:
        if one.kind in _DUE:
            said.due = parse_instant(one.body.get("due"))
        if one.kind == "ClockPutBack":
            said.verdict = one.body.get("verdict", "")
        elif one.kind in ("ClockStopped", "ClockEnded", "ClockCorrected"):
            said.verdict = one.body["verdict"]
        elif one.kind == "ClockStepTaken":
            said.taken.add(f"{one.body['do']}@{one.body['percent']}")
        elif one.kind == "ExcuseGranted":
            said.is_excused = True
    return said


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, set) else value
