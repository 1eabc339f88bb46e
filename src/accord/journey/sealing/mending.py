"""Files are replaced: where a verdict turned or touches were withdrawn, where a month has many small ones, and where
one is missing or damaged. The old ones stay for a day, for whoever reads them still."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from accord.engines import lake
from accord.engines.contracts import LAKE_COLUMNS
from accord.engines.lake import File, Lake
from accord.journey.sealing import owning
from accord.journey.sealing.contracts import CHUNK_BYTES, CHUNK_ROWS, LENT, WINDOW, Report, Rest
from accord.journey.sealing.knowing import READ, rows, truth
from accord.steps.collect import api as collect

KEPT = timedelta(days=1)  # that a replaced file stays
PACKED = 8  # rows in memory are about so many times as large as in a file
MANY = 8  # files of a month, from which on small ones are gathered


class Begun(Protocol):
    """A round, or whatever else knows its instant."""

    @property
    def now(self) -> datetime: ...


def swept(found: Lake, *, now: datetime) -> Lake:
    """Without what a killed process left behind, and what was replaced more than a day ago."""
    old = [one.path for one in found.manifest.retired if datetime.fromisoformat(one.at) < now - KEPT]
    lent = [path for path in found.place.listed(LENT) if path.split("/")[1] < f"{now - KEPT:%Y%m%dT%H%M%S}"]
    for path in [*_spare(found), *old, *lent]:
        found.place.remove(path)
    retired = tuple(one for one in found.manifest.retired if one.path not in old)
    return owning.commit(found, replace(found.manifest, retired=retired), now=now) if old else found


def _spare(found: Lake) -> list[str]:
    """The files that no manifest lists; of a dropped month only where every listed one is what was sealed, for
    otherwise this manifest may be an older one that was put back, and an unlisted file the only copy."""
    unlisted = found.unlisted()
    months = {part for path in unlisted for part in path.split("/")}
    kept = {
        f"month={month}"
        for month in (owning.dropped() if unlisted else ())
        if f"month={month}" in months and any(map(found.wrong_with, found.manifest.of(month)))
    }
    return [path for path in unlisted if kept.isdisjoint(path.split("/"))]


def mended(found: Lake, begun: Begun, report: Report, rest: Rest) -> Lake:
    """With today's verdicts and without withdrawn touches."""
    upto = found.manifest.looked
    marks = collect.marks(upto=upto)
    if marks == found.manifest.marks:
        return found
    known = truth(upto)
    for file in found.manifest.files:
        if lake.differing(found.table(file, ["touch_id", "is_machine"]), known):
            rows_now = lake.made_true(_whole(found, file), known, LAKE_COLUMNS)
            found = _replaced(found, [file], rows_now, begun, report)
        if not rest(0.0):
            report.is_finished = False
            return found
    return owning.commit(found, replace(found.manifest, marks=marks), now=begun.now)


def gathered(found: Lake, begun: Begun, report: Report, rest: Rest) -> Lake:
    """With few files a month, as far as they are not large already."""
    for month in found.manifest.months:
        if len(found.manifest.of(month)) > MANY:
            for part in _parts(found.manifest.of(month)):
                found = _replaced(found, part, lake.joined([_whole(found, file) for file in part]), begun, report)
        if not rest(0.0):
            report.is_finished = False
            break
    return found


def _parts(files: list[File]) -> Iterator[list[File]]:
    """Several small files each, that make one of the size of a chunk."""
    part: list[File] = []
    for file in sorted(files, key=lambda file: file.rows):
        large = sum(one.rows for one in [*part, file]) > CHUNK_ROWS
        if large or sum(one.bytes for one in [*part, file]) > CHUNK_BYTES // PACKED:
            break
        part.append(file)
        if len(part) >= 4 * MANY:
            yield part
            part = []
    if len(part) > 1:
        yield part


def rebuilt(found: Lake, month: str, begun: Begun, report: Report, rest: Rest) -> Lake:
    """With the files of a sealed month made anew from the database."""
    upto = found.manifest.months[month]
    known = truth(upto)
    files: list[File] = []
    chunk: list[Any] = []
    for start in range(0, upto, WINDOW):
        end = min(start + WINDOW, upto)
        began = time.perf_counter()
        text = collect.export(columns=READ, after=start, upto=end, sealed={}, month=month)
        busy = time.perf_counter() - began
        chunk += rows(text, known)
        is_full = sum(map(len, chunk)) >= CHUNK_ROWS or sum(part.nbytes for part in chunk) >= CHUNK_BYTES
        if chunk and (is_full or end == upto):
            files += found.write(lake.joined(chunk))
            chunk = []
        if not rest(busy):
            report.is_finished = False
            return found
    report.rewritten += len(files)
    manifest = found.manifest.with_files(files, instead_of=found.manifest.of(month), at=begun.now)
    return owning.commit(found, manifest, now=begun.now)


def _whole(found: Lake, file: File) -> Any:
    """All rows of a file that is what was sealed, for what is wrong in it would get a good checksum with the new one.
    Raises lake.Damaged."""
    if why := found.wrong_with(file):
        raise lake.Damaged(f"{file.path}: {why}; mend it by: accord lake rebuild")
    return found.table(file)


def _replaced(found: Lake, files: list[File], rows_now: Any, begun: Begun, report: Report) -> Lake:
    new = found.write(rows_now) if len(rows_now) else []
    report.rewritten += len(new)
    return owning.commit(found, found.manifest.with_files(new, instead_of=files, at=begun.now), now=begun.now)
