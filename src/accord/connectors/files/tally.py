"""Counts, notes and totals of one import while it goes on."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from accord.connectors.files.contracts import Kind, Note
from accord.connectors.files.rows import Record

MOST_NOTES = 200


class Tally:
    """`counts`: rows, new, changed, same, joined, refused."""

    def __init__(self, kind: Kind, counts: dict[str, int] | None = None) -> None:
        self.kind = kind
        self.counts = Counter(counts or {})
        self.totals: Counter[str] = Counter()
        self._notes: dict[tuple[str, str], Note] = {}

    def note(self, record: Record) -> None:
        for code, message in record.odd:
            self.add_note(code, message, record.line)

    def add_note(self, code: str, message: str, line: int, count: int = 1) -> None:
        before = self._notes.get((code, message))
        if before is not None:
            self._notes[code, message] = Note(code, message, before.line, before.count + count)
        elif len(self._notes) < MOST_NOTES:
            self._notes[code, message] = Note(code, message, line, count)

    def total(self, records: Iterable[Record]) -> None:
        """Deals by result, and what they are worth by currency."""
        if self.kind != "deals":
            return
        for record in records:
            content = record.content
            self.totals[content["result"]] += 1
            self.totals["without_account"] += "account" not in content and "account_external_id" not in content
            if "amount_minor" in content:
                self.totals[f"{content['result']}_minor_{content['currency']}"] += content["amount_minor"]

    @property
    def notes(self) -> tuple[Note, ...]:
        return tuple(self._notes.values())

    def counted(self) -> dict[str, Any]:
        return dict(self.counts)
