"""What is done to clocks in one transaction: the rows that change, the facts that say so, and what they were before."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.agreement import api as agreements
from accord.agreement.contracts import Version
from accord.agreement.spec import Service
from accord.kernel.actor import Actor
from accord.kernel.instants import iso
from accord.ledger import api as ledger
from accord.steps.sla import rules
from accord.steps.sla.contracts import Changed
from accord.steps.sla.hours import ClockHours, Hours
from accord.steps.sla.models import Clock

KEPT = (
    "agreement_id", "member_id", "started_at", "hours", "calendar_print", "allowance", "times", "done", "deeds",
    "undecided", "spells", "due_at", "first_due_at", "at_risk_at", "taken", "reroutes", "next_at", "paused_at",
    "paused_until", "pause_reason", "paused_seconds", "broken_at", "broken_by", "ended_at", "ended_as", "ended_by",
    "raw_seconds", "working_seconds", "is_excused", "is_snoozed",
)  # fmt: skip
SAVED = (*KEPT, "reckoned_at", "fence", "leased_until", "person_id", "subject_id")
_INSTANTS = tuple(name for name in KEPT if name.endswith(("_at", "_until")))


@dataclass(slots=True)
class Book:
    """Change rows through it, then `close`."""

    actor: Actor
    at: datetime
    now: datetime
    version: Version | None = None
    member_ids: Collection[int] = ()
    changes: list[Changed] = field(default_factory=list)
    _versions: dict[int, Version | None] = field(default_factory=dict)
    _hours: dict[int, Hours] = field(default_factory=dict)
    _rows: dict[int, tuple[Clock, Mapping[str, Any]]] = field(default_factory=dict)
    _new: list[Clock] = field(default_factory=list)
    _told: list[tuple[Clock, ledger.Entry]] = field(default_factory=list)

    def version_of(self, agreement_id: int) -> Version | None:
        """The version of that number."""
        if self.version is not None and self.version.id == agreement_id:
            return self.version
        if agreement_id not in self._versions:
            self._versions[agreement_id] = agreements.version(agreement_id)
        return self._versions[agreement_id]

    def clause(self, row: Clock) -> Service | None:
        """What the version that it runs by says of it; None where a pilot's clause is gone."""
        version = self.version_of(row.agreement_id)
        return clause_in(version, row.service) if version else None

    def hours(self, row: Clock) -> ClockHours:
        """Whose hours count, by the version that the clock runs by."""
        found = self._hours.get(row.agreement_id)
        if found is None:
            version = self.version_of(row.agreement_id)
            assert version is not None, "a clock names a version that there is"
            found = self._hours[row.agreement_id] = Hours(version, now=self.now, member_ids=self.member_ids)
        return found.of(row)

    def touch(self, row: Clock) -> None:
        """The row is about to change."""
        if row.pk is not None and row.pk not in self._rows:
            self._rows[row.pk] = (row, snapshot(row))

    def has(self, row: Clock) -> bool:
        """Whether `close` writes the row."""
        return row.pk in self._rows

    def add(self, row: Clock) -> None:
        """A new row."""
        self._new.append(row)

    def tell(self, row: Clock, kind: str, *, at: datetime | None = None, reason: str = "", **body: Any) -> None:
        """A fact about the clock; instants in the body are written as JSON has them."""
        said = {name: iso(value) if isinstance(value, datetime) else value for name, value in body.items()}
        entry = ledger.Entry(
            kind=kind,
            subject_kind="clock",
            subject_id=row.pk or 0,
            at=at or self.at,
            actor=self.actor,
            agreement_id=row.agreement_id,
            reason=reason,
            body=said,
        )
        self._told.append((row, entry))

    def close(self) -> list[Changed]:
        """Write everything; what was changed, in the order of the clocks."""
        save(row for row, _ in self._rows.values())
        Clock.objects.bulk_create(self._new, batch_size=2000)
        entries = [_about(row, entry) for row, entry in self._told]
        ledger.record_all(entries, now=self.now)
        self.changes = [Changed(clock_id=row.pk, was=was, became=snapshot(row)) for row, was in self._rows.values()] + [
            Changed(clock_id=row.pk, was=None, became=snapshot(row)) for row in self._new
        ]
        return self.changes


def clause_in(version: Version, service: str) -> Service | None:
    """The clause of that id."""
    return next((one for one in version.agreement.clocks if one.id == service), None)


def save(rows: Iterable[Clock]) -> None:
    """Write these rows, in one query where they are many."""
    rows = list(rows)
    if len(rows) == 1:
        rows[0].save(update_fields=list(SAVED))
    elif rows:
        Clock.objects.bulk_create(rows, update_conflicts=True, unique_fields=["id"], update_fields=list(SAVED),
                                  batch_size=1000)  # fmt: skip


def snapshot(row: Clock) -> dict[str, Any]:
    """The row as JSON, as an undo puts it back."""
    kept = {name: getattr(row, name) for name in KEPT}
    return {name: value.isoformat() if isinstance(value, datetime) else value for name, value in kept.items()}


def restored(name: str, value: Any) -> Any:
    """One value of a snapshot."""
    return datetime.fromisoformat(value) if name in _INSTANTS and value is not None else value


def reckon(row: Clock, clause: Service, hours: ClockHours) -> None:
    """Deadline, instant of risk and next step, from the times it ran."""
    spells = rules.read(row.spells)
    row.calendar_print = hours.print_of(row.hours)
    row.due_at = rules.reached(spells, hours, row.allowance)
    row.at_risk_at = rules.reached(spells, hours, rules.after(row.allowance, rules.at_risk(clause)))
    row.next_at = row.paused_until if row.paused_at else next_step(row, clause, hours)[1]


def next_step(row: Clock, clause: Service, hours: ClockHours) -> tuple[rules.Step | None, datetime | None]:
    """The first step of its ladder that was not taken, and when it comes."""
    step = next((one for one in rules.ladder(clause) if str(one) not in row.taken), None)
    if step is None:
        return None, None
    return step, rules.reached(rules.read(row.spells), hours, rules.after(row.allowance, step.percent))


def _about(row: Clock, entry: ledger.Entry) -> ledger.Entry:
    if entry.subject_id == row.pk:
        return entry
    return ledger.Entry(**{name: getattr(entry, name) for name in entry.__dataclass_fields__} | {"subject_id": row.pk})
