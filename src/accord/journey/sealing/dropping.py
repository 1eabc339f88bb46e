"""Retention: sealed months leave the database but for the keys of their touches, and come back.

A month is dropped when its files have the checksums of the manifest, and of it every touch for which the file says the
very same as the database. What was begun is noted before the first touch is dropped: from then on the month is not made
anew from the database, and nothing is read without the lake.
"""

import time
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accord.engines import contents, lake
from accord.engines.lake import File, Lake
from accord.journey.models import DroppedMonth
from accord.journey.sealing import owning
from accord.journey.sealing.contracts import Rest, restless
from accord.journey.sealing.knowing import month_of
from accord.journey.sealing.rounds import alone
from accord.kernel.errors import Refused
from accord.steps.collect import api as collect


class NotDropped(Refused):
    """That month cannot be dropped, or was not."""

    code = "not_dropped"


@dataclass(slots=True)
class Dropping:
    """What was dropped or restored: months gone through, touches, and those of which the lake says otherwise than the
    database, which stay as they are. `is_finished` is false where it was asked to stop."""

    months: int = 0
    touches: int = 0
    different: int = 0
    is_finished: bool = True

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def oldest_kept(now: datetime) -> str | None:
    """The first month (YYYY-MM) that the setting keeps whole; None where it keeps all."""
    if not settings.KEEP_MONTHS:
        return None
    months = now.year * 12 + now.month - 1 - settings.KEEP_MONTHS
    return f"{months // 12:04}-{months % 12 + 1:02}"


def drop(*, months: Collection[str] = (), now: datetime, rest: Rest = restless) -> Dropping:
    """Drop these months, or without any those that the setting does not keep and nobody has restored.

    Raises NotDropped for a month that is not sealed or not over, LakeBusy, StrangeLake, and lake.Damaged where a file
    is not what was sealed.
    """
    report = Dropping()
    with alone():
        found = owning.opened()
        sealed = _droppable(found, now)
        if strange := sorted(set(months) - set(sealed)):
            raise NotDropped(f"{', '.join(strange)}: only months that are over and sealed are dropped")
        for month in sorted(months) or _due(sealed, now):
            if found is not None and report.is_finished:
                _drop(found, month, report, now, rest)
    return report


def is_due(*, now: datetime) -> bool:
    """Whether the setting asks for a month to be dropped."""
    return oldest_kept(now) is not None and bool(_due(_droppable(owning.opened(), now), now))


def restore(*, months: Collection[str] = (), now: datetime, rest: Rest = restless) -> Dropping:
    """Put what the touches of these months said back into the database, without any of all months; the setting drops
    them no more. Raises NotDropped, LakeBusy, collect.ContentsAway where the lake lacks some, lake.Damaged."""
    report = Dropping()
    with alone():
        known = owning.dropped()
        if strange := sorted(set(months) - known.keys()):
            raise NotDropped(f"nothing of {', '.join(strange)} was dropped")
        found = lake.opened(owning.address())
        for month in sorted(months or known):
            if report.is_finished:
                _restore(found, month, report, now, rest)
    return report


def _droppable(found: Lake | None, now: datetime) -> dict[str, int]:
    months = found.manifest.months if found else {}
    return {month: upto for month, upto in months.items() if month < month_of(now)}


def _due(sealed: dict[str, int], now: datetime) -> list[str]:
    oldest = oldest_kept(now)
    if oldest is None:
        return []
    rows = {row.month: row for row in DroppedMonth.objects.all()}
    return sorted(month for month, upto in sealed.items() if month < oldest and _is_open(rows.get(month), upto))


def _is_open(row: DroppedMonth | None, upto: int) -> bool:
    """Never begun, not finished, or with late touches since; not where somebody has restored it."""
    return row is None or (row.restored_at is None and (row.dropped_at is None or row.upto < upto))


def _drop(found: Lake, month: str, report: Dropping, now: datetime, rest: Rest) -> None:
    row = DroppedMonth.objects.filter(month=month).first()
    done = row.upto if row is not None and row.dropped_at is not None else 0  # what was begun is gone through again
    files = [file for file in found.manifest.of(month) if file.last_touch > done]
    _check(found, files, "nothing is dropped: accord lake rebuild")
    upto = found.manifest.months[month]
    begun = {"restored_at": None, "dropped_at": None, "upto": upto}
    DroppedMonth.objects.update_or_create(month=month, defaults=begun, create_defaults={**begun, "began_at": now})
    for rows in _parts(found, files):
        began = time.perf_counter()
        with transaction.atomic():
            gone, different = collect.drop(rows=rows)
            DroppedMonth.objects.filter(month=month).update(touches=F("touches") + gone)
        report.touches += gone
        report.different += different
        if not rest(time.perf_counter() - began):
            report.is_finished = False
            return
    report.months += 1
    DroppedMonth.objects.filter(month=month).update(dropped_at=now)


def _restore(found: Lake | None, month: str, report: Dropping, now: datetime, rest: Rest) -> None:
    if found is not None:
        _check(found, found.manifest.of(month), "nothing of its month is put back: get the file from a back-up")
    for rows in _parts(found, found.manifest.of(month)) if found else ():
        began = time.perf_counter()
        report.touches += collect.undrop(rows=rows)
        if not rest(time.perf_counter() - began):
            report.is_finished = False
            return
    if left := collect.dropped_in(month=month):
        raise collect.ContentsAway(
            f"what {left} touches of {month} said is not in the lake at {owning.address()}: put the lake back from a "
            "back-up"
        )
    report.months += 1
    DroppedMonth.objects.filter(month=month).update(upto=0, touches=0, restored_at=now)


def _check(found: Lake, files: Collection[File], words: str) -> None:
    """Raises lake.Damaged, with these words, where a file is not what was sealed."""
    for file in files:
        if why := found.wrong_with(file):
            raise lake.Damaged(f"{file.path}: {why}; {words}")


def _parts(found: Lake, files: Collection[File]) -> Iterator[list[dict[str, Any]]]:
    """Touches of files, some thousand at once."""
    for file in files:
        yield from contents.of_file(found, file)
