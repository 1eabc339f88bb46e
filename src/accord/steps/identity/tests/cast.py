"""Touches as the tests say them."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection

from accord.kernel.touch import Touch, TouchKind
from accord.steps.identity import api
from accord.steps.identity.contracts import Resolution

MONDAY = datetime(2025, 3, 3, 9, tzinfo=UTC)
_KINDS = {"identify": TouchKind.IDENTIFY, "group": TouchKind.GROUP, "alias": TouchKind.ALIAS, "page": TouchKind.PAGE}


def touch(minute: float = 0, kind: str = "page", *, message: str = "", source: int = 1, **said: Any) -> Touch:
    """`user`, `anon`, `group`, `previous` are identifiers; `traits` and `context` as sent."""
    at = MONDAY + timedelta(minutes=minute)
    return Touch(
        source_id=source,
        message_id=message or f"m-{kind}-{minute}-{said.get('user')!a:.20}-{said.get('anon')!a:.20}",
        kind=_KINDS[kind],
        name="",
        occurred_at=at,
        received_at=at,
        anonymous_id=said.get("anon"),
        user_id=said.get("user"),
        group_id=said.get("group"),
        previous_id=said.get("previous"),
        traits=said.get("traits", {}),
        context=said.get("context", {}),
    )


_numbers = iter(range(1, 10**9))


def arrive(*touches: Touch, together: bool = True) -> Resolution:
    """The touches arrive, in one batch or one by one; the last batch's resolution."""
    batches: Sequence[Sequence[Touch]] = [touches] if together else [[one] for one in touches]
    for batch in batches:
        last = api.resolve(touches=list(batch), ids=[next(_numbers) for _ in batch], now=MONDAY + timedelta(days=400))
    return last


def who(text: str) -> int:
    """The id of the person of a user id, address or anonymous id."""
    query_text = "SELECT person_id FROM identity_alias WHERE value = %s ORDER BY kind DESC LIMIT 1"
    with connection.cursor() as cursor:
        cursor.execute(query_text, [text])
        return cursor.fetchone()[0]


def state(person_id: int, subject: str = "person") -> dict[str, Any]:
    """The traits as they are after everything known."""
    changes = api.histories(person_ids=[person_id])[person_id]
    last = {c.name: c.value for c in changes if c.subject == subject}
    return {name: value for name, value in last.items() if value is not None}
