"""Rows of one file that are about the same: joined into one record, or for touches numbered and dropped. Pure."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace

from accord.connectors.files.contracts import Fault, Kind
from accord.connectors.files.rows import Record
from accord.connectors.files.survey import short_hash


class Joining:
    """One walk. `joined` counts the rows that went into another."""

    def __init__(self, kind: Kind, repeated: frozenset[int]) -> None:
        self.kind, self.repeated = kind, repeated
        self.joined = 0

    def once(self, found: Iterable[Record | Fault]) -> Iterator[Record | Fault]:
        """Each key once, those that come several times at the end."""
        return self._touches(found) if self.kind == "touches" else self._others(found)

    def _others(self, found: Iterable[Record | Fault]) -> Iterator[Record | Fault]:
        waiting: dict[str, Record] = {}
        for record in found:
            if isinstance(record, Fault) or short_hash(record) not in self.repeated:
                yield record
            elif record.key in waiting:
                waiting[record.key] = waiting[record.key].joined(record)
                self.joined += 1
            else:
                waiting[record.key] = record
        yield from waiting.values()

    def _touches(self, found: Iterable[Record | Fault]) -> Iterator[Record | Fault]:
        """The same id twice is one touch; the same content twice without an id is two, told apart by a number."""
        seen: Counter[str] = Counter()
        for record in found:
            if isinstance(record, Fault):
                yield record
                continue
            name = record.key or f"row-{record.digest.hex()}"
            if short_hash(record) in self.repeated:
                seen[name] += 1
                if seen[name] > 1 and record.key:
                    self.joined += 1
                    continue
                name = name if seen[name] == 1 else f"{name}-{seen[name]}"
            yield replace(record, key=name)
