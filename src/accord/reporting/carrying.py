"""Which rules carried each hand-off: computed once, by the version it was made by, from what was known then."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import datetime

from django.db import transaction

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.reporting.handed import Handed, handed
from accord.reporting.known import Story, stories
from accord.reporting.models import Carried, Examined
from accord.steps.scoring import api as scoring
from accord.steps.scoring.contracts import Tally

PART = 400
WHOLE = 1_000_000
Progress = Callable[[int], None]


def examine(*, now: datetime, limit: int | None = None, progress: Progress | None = None) -> int:
    """Look at hand-offs not looked at yet, at most `limit`; returns how many. What is done stays done."""
    done = 0
    while limit is None or done < limit:
        part = _fresh(now, PART if limit is None else min(PART, limit - done))
        if not part:
            break
        with transaction.atomic():
            _examine(part, now)
        done += len(part)
        if progress is not None:
            progress(done)
    return done


def waiting(*, now: datetime) -> int:
    """How many hand-offs were not looked at yet."""
    version = agreements.current()
    return len(_ids(now)) if version else 0


def _ids(now: datetime) -> list[int]:
    version = agreements.current()
    if version is None:
        return []
    seen = set(Examined.objects.values_list("handoff_id", flat=True))
    return [one.handoff_id for one in handed(agreement=version.agreement, until=now) if one.handoff_id not in seen]


def _fresh(now: datetime, limit: int) -> list[Handed]:
    version = agreements.current()
    found = _ids(now)[:limit]
    return handed(agreement=version.agreement, until=now, ids=found) if version and found else []


def _examine(part: Sequence[Handed], now: datetime) -> None:
    known = stories(person_ids={one.person_id for one in part}, until=now)
    rows: list[Carried] = []
    for version_id, group in _by_version(part).items():
        version = agreements.version(version_id)
        if version is not None:
            rows += _rows(group, version, known)
    Carried.objects.bulk_create(rows, batch_size=2000, ignore_conflicts=True)
    Examined.objects.bulk_create([Examined(one.handoff_id) for one in part], ignore_conflicts=True)


def _by_version(part: Sequence[Handed]) -> dict[int, list[Handed]]:
    found: dict[int, list[Handed]] = defaultdict(list)
    for one in part:
        found[one.agreement_id].append(one)
    return found


def _rows(group: Sequence[Handed], version: Version, known: dict[int, Story]) -> list[Carried]:
    tally = scoring.tallying(agreement=version.agreement)
    rows = []
    for one in group:
        story = known[one.person_id]
        at = one.offered_at
        rows += _of(one.handoff_id, tally(story.touches_by(at), story.changes_by(at), at))
    return rows


def _of(handoff_id: int, found: Tally) -> list[Carried]:
    whole = sum(given.limited for given in found.given.values() if given.limited > 0)
    return [
        Carried(
            handoff_id=handoff_id,
            rule=rule,
            units=given.limited,
            count=given.count,
            share=given.limited * WHOLE // whole if given.limited > 0 else 0,
        )
        for rule, given in found.given.items()
    ]
