"""Whom sales worked to an end, as they were known when they were handed over: for profile and personas."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from accord.agreement.spec import Agreement
from accord.reporting.handed import handed
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

PART = 500
_DEALS = """
select person_id, account_id, opened_at, result = 'won' from outcomes_opportunity
where cancelled_at is null and lead_id is null and person_id is not null and opened_at <= %s
  and result in ('won', 'lost') order by opened_at, id
"""


@dataclass(frozen=True, slots=True)
class Buyer:
    """A contact whose lead or deal was decided. `at` is the first hand-off, or when a deal without one was opened."""

    person_id: int
    account_id: int | None
    at: datetime
    is_won: bool
    person: Mapping[str, Any]
    account: Mapping[str, Any]

    @property
    def company(self) -> int:
        """The account, or the person where none is known."""
        return self.account_id or -self.person_id


def buyers(agreement: Agreement, *, now: datetime) -> list[Buyer]:
    """Everybody whose first hand-off, or whose deal without one, was decided, in order of time; each person once."""
    found = {
        one.person_id: (one.account_id, one.offered_at, one.outcome == "won")
        for one in reversed(handed(agreement=agreement, until=now))
        if one.is_first and one.outcome != "open"
    }
    with connection.cursor() as cursor:
        cursor.execute(_DEALS, [now])
        for person_id, account_id, at, is_won in cursor.fetchall():
            found.setdefault(person_id, (account_id, at, is_won))
    ordered = sorted(found.items(), key=lambda item: (item[1][1], item[0]))
    return [buyer for start in range(0, len(ordered), PART) for buyer in _known(ordered[start : start + PART])]


def _known(part: Sequence[tuple[int, tuple[int | None, datetime, bool]]]) -> Iterator[Buyer]:
    histories = identity.histories(person_ids=[person for person, _ in part])
    learnt = collect.received(touch_ids={one.touch_id for found in histories.values() for one in found})
    for person_id, (account_id, at, is_won) in part:
        traits: dict[str, dict[str, Any]] = {"person": {}, "account": {}}
        for one in histories.get(person_id, []):
            if one.at <= at and learnt.get(one.touch_id, one.at) <= at:
                traits[one.subject][one.name] = one.value
        yield Buyer(person_id, account_id, at, is_won, _given(traits["person"]), _given(traits["account"]))


def _given(traits: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in traits.items() if value is not None}
