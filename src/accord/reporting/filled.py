"""How well the fields that the agreement requires are filled, over the open leads."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any

from django.db import connection

from accord.agreement import api as agreements
from accord.agreement.spec import Agreement, Criterion
from accord.steps.lifecycle import api as lifecycle
from accord.steps.lifecycle.contracts import LeadCard

# A value is known as a criterion's `known` has it: conditions.is_missing.
_OPEN = """
from unnest(%s::text[]) as wanted (field)
cross join lifecycle_lead l
join identity_person p on p.id = l.person_id
left join identity_account a on a.id = p.account_id
cross join lateral (select case when field like 'account.%%'
    then coalesce(a.traits, '{}') || jsonb_build_object('name', a.name, 'domain', a.domain)
    else p.traits || jsonb_build_object('name', p.name, 'email', p.email)
    end ->> split_part(field, '.', 2) as value) told
cross join lateral (select coalesce(btrim(told.value), '') not in ('', '[]', '{}')
    or (field = 'person.company' and btrim(coalesce(a.name, '')) <> '') as is_filled) filled
where l.closed_at is null
"""
_COUNT = f"select field, l.stage, count(*), count(*) filter (where is_filled) {_OPEN} group by field, l.stage"
_WITHOUT = f"select l.id {_OPEN} and not is_filled order by l.entered_stage_at desc, l.id desc limit %s offset %s"


@dataclass(frozen=True, slots=True)
class AtStage:
    """Of the open leads at a stage, for how many a field is known."""

    stage: str
    leads: int
    known: int

    @property
    def share(self) -> float:
        return self.known / self.leads


@dataclass(frozen=True, slots=True)
class Filled:
    """One required field: the stages whose criterion asks for it, and the open leads by the stage they are at."""

    field: str
    asked_at: tuple[str, ...]
    stages: tuple[AtStage, ...]

    @property
    def label(self) -> str:
        subject, _, trait = self.field.replace("_", " ").partition(".")
        return f"account {trait}" if subject == "account" else trait

    @property
    def leads(self) -> int:
        return sum(one.leads for one in self.stages)

    @property
    def known(self) -> int:
        return sum(one.known for one in self.stages)

    @property
    def lacking(self) -> int:
        return self.leads - self.known

    @property
    def share(self) -> float | None:
        return self.known / self.leads if self.leads else None

    def as_dict(self) -> dict[str, Any]:
        return {**asdict(self), "leads": self.leads, "known": self.known, "share": self.share}


def filled() -> list[Filled]:
    """Every field that a stage of the agreement in force asks for, the worst filled first; none without an agreement.
    Answers that people give when they move a lead are no fields: without them it does not move."""
    version = agreements.current()
    if version is None:
        return []
    asked = required(version.agreement)
    order = [stage.id for stage in version.agreement.stages]
    counts: dict[str, list[AtStage]] = {field: [] for field in asked}
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [list(asked)])
        for field, stage, leads, known in cursor.fetchall():
            counts[field].append(AtStage(stage, leads, known))
    found = [
        Filled(field, stages, tuple(sorted(counts[field], key=lambda one: _place(order, one.stage))))
        for field, stages in asked.items()
    ]
    return sorted(found, key=lambda one: (one.share is None, one.share or 0.0, one.field))


def without(*, field: str, offset: int = 0, limit: int = 50) -> list[LeadCard]:
    """A page of the open leads for which the field is not known, those that moved last first."""
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT, [[field], limit, offset])
        ids = [row[0] for row in cursor.fetchall()]
    cards = lifecycle.leads(ids)
    return [cards[one] for one in ids]


def required(agreement: Agreement) -> dict[str, tuple[str, ...]]:
    """Field, with its subject, → the stages whose criterion asks for it to be known."""
    found: dict[str, list[str]] = {}
    for stage in agreement.stages:
        if isinstance(stage.enter, Criterion):
            for name in dict.fromkeys(_known_in(stage.enter)):
                found.setdefault(name if "." in name else f"person.{name}", []).append(stage.id)
    return {field: tuple(stages) for field, stages in found.items()}


def _known_in(criterion: Criterion) -> Iterator[str]:
    yield from criterion.known or ()
    for group in (criterion.all_of, criterion.any_of):
        for one in group or ():
            yield from _known_in(one)


def _place(order: list[str], stage: str) -> int:
    return order.index(stage) if stage in order else len(order)
