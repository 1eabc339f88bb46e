"""One walk over a file: rows understood, joined, compared with earlier imports, and handed on in chunks."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from accord.connectors.files.contracts import Fault, Kind, Mapping, Progress
from accord.connectors.files.joining import Joining
from accord.connectors.files.rows import Record, Understanding
from accord.connectors.files.seen import Judged, judge
from accord.connectors.files.survey import Survey, records, survey
from accord.connectors.files.tally import Tally

CHUNK = 1000
Take = Callable[[Sequence[Judged], Sequence[Fault], int], bool]
"""Takes one chunk and the line reached; False stops the walk."""


@dataclass(frozen=True, slots=True)
class Walk:
    kind: Kind
    path: Path
    mapping: Mapping
    source_name: str
    reading: Understanding

    def survey(self) -> Survey:
        """Rows, checksum and repeated keys."""
        return survey(self.path, self.mapping, self.reading)

    def go(self, found: Survey, tally: Tally, take: Take, progress: Progress | None) -> bool:
        """Through the file; False where `take` stopped it. The tally is kept up to date."""
        joining = Joining(self.kind, found.repeated)
        stream = joining.once(records(self.path, self.mapping, self.reading))
        line = done = 0
        while part := list(islice(stream, CHUNK)):
            line = max(line, *(item.line for item in part))
            done += len(part)
            if not self._chunk(part, tally, take, line):
                return False
            tally.counts["joined"] = joining.joined
            tally.counts["rows"] = min(found.rows, done + joining.joined)
            if progress is not None:
                progress(tally.counts["rows"], found.rows)
        return True

    def _chunk(self, part: list[Record | Fault], tally: Tally, take: Take, line: int) -> bool:
        faults = [item for item in part if isinstance(item, Fault)]
        judged = judge(self.kind, self.source_name, [item for item in part if isinstance(item, Record)])
        tally.counts["refused"] += len(faults)
        for item in judged:
            tally.counts[item.change] += 1
            tally.note(item.record)
        tally.total(item.record for item in judged)
        return take([item for item in judged if item.change != "same"], faults, line)
