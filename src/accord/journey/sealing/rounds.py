"""A round of sealing: touches of closed months go from the database into files, a chunk at a time, each chunk whole.

A chunk counts when the manifest that lists its files is in its place; until then its touches are read from the
database, and whoever begins anew after a crash reads them from there again. Late touches of a sealed month go to a
further file. The river stores touches under its lock, in order of their numbers: up to the last number that can be seen
all are there that ever will be.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from accord.engines import lake
from accord.engines.lake import Lake, Truth
from accord.journey.locks import sealing
from accord.journey.sealing import mending, owning
from accord.journey.sealing.contracts import CHUNK_BYTES, CHUNK_ROWS, WINDOW, LakeBusy, Report, Rest, restless
from accord.journey.sealing.knowing import READ, month_of, rows, truth
from accord.steps.collect import api as collect


@dataclass(frozen=True, slots=True)
class Round:
    """What a round knows when it begins: the last number, what was decided by then, and the months that stay open."""

    now: datetime
    upto: int
    known: Truth
    open_months: tuple[str, str]


def seal(*, now: datetime, rest: Rest = restless) -> Report:
    """Seal what is due: months that ended `after` ago, what came late for those sealed before, and what says that it
    is of a later month than this. Then files are mended where verdicts turned or touches were withdrawn, and small ones
    gathered. Raises LakeBusy, owning.StrangeLake, lake.Damaged."""
    with alone():
        found = mending.swept(owning.opened() or owning.founded(now), now=now)
        report = Report()
        upto = collect.last_number()
        begun = Round(now, upto, truth(upto), (month_of(now - owning.after()), month_of(now)))
        for step in (_sealed, mending.mended, mending.gathered):
            if report.is_finished:
                found = step(found, begun, report, rest)
        return report


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else changes the lake meanwhile. Raises LakeBusy."""
    with sealing() as is_alone:
        if not is_alone:
            raise LakeBusy("another process is changing the lake", retry_after=60)
        yield


def _sealed(found: Lake, begun: Round, report: Report, rest: Rest) -> Lake:
    first, last = begun.open_months
    floor = found.manifest.floor
    start = found.manifest.looked if found.manifest.before == first else floor
    kept = floor + 1 if start > floor else None  # the lowest number that may still lie in the database only
    chunk: list[Any] = []
    while start < begun.upto:
        end = min(start + WINDOW, begun.upto)
        began = time.perf_counter()
        text = collect.export(
            columns=READ, after=start, upto=end, sealed=found.manifest.months, outside=begun.open_months
        )
        kept = kept or collect.first_within(first=first, last=last, after=start, upto=end)
        busy = time.perf_counter() - began
        chunk += rows(text, begun.known)
        start = end
        report.is_finished = rest(busy)
        if _is_full(chunk) or (chunk and (start == begun.upto or not report.is_finished)):
            found = _committed(found, begun, chunk, report, upto=end, floor=kept - 1 if kept else end)
            chunk = []
        if not report.is_finished:
            return found
    floor = kept - 1 if kept else max(floor, begun.upto)
    manifest = replace(found.manifest, before=first, looked=begun.upto, floor=floor)
    return found if manifest == found.manifest else owning.commit(found, manifest, now=begun.now)


def _is_full(chunk: list[Any]) -> bool:
    return sum(len(part) for part in chunk) >= CHUNK_ROWS or sum(part.nbytes for part in chunk) >= CHUNK_BYTES


def _committed(found: Lake, begun: Round, chunk: list[Any], report: Report, *, upto: int, floor: int) -> Lake:
    """The chunk in files, and a manifest that lists them and says up to where each month outside is sealed."""
    files = found.write(lake.joined(chunk))
    first, last = begun.open_months
    outside = {month for month in found.manifest.months if not first <= month <= last} | {file.month for file in files}
    manifest = found.manifest.with_files(files, instead_of=(), at=begun.now)
    # A round that begins at the floor again passes months that are sealed further already.
    months = manifest.months | {month: max(upto, manifest.months.get(month, 0)) for month in outside}
    report.touches += sum(file.rows for file in files)
    report.files += len(files)
    return owning.commit(found, replace(manifest, months=months, floor=max(manifest.floor, floor)), now=begun.now)
