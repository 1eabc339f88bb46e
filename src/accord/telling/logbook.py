"""What became of deliveries, for operations."""

from collections.abc import Collection, Sequence
from typing import cast

from accord.members import api as members
from accord.telling.contracts import AttemptCard, DeliveryCard, State
from accord.telling.models import Delivery


def deliveries(
    *, channel_id: int, state: str = "", offset: int = 0, limit: int = 50, delivery_ids: Collection[int] | None = None
) -> list[DeliveryCard]:
    """A channel's deliveries, the latest first, each with its tries."""
    rows = Delivery.objects.filter(channel_id=channel_id)
    if state:
        rows = rows.filter(state=state)
    if delivery_ids is not None:
        rows = rows.filter(pk__in=delivery_ids)
    return _cards(list(rows.prefetch_related("attempts").order_by("-id")[offset : offset + limit]))


def _cards(rows: Sequence[Delivery]) -> list[DeliveryCard]:
    readers = members.by_ids({row.member_id for row in rows if row.member_id is not None})
    return [_card(row, readers[row.member_id].email if row.member_id in readers else "") for row in rows]


def _card(row: Delivery, to: str) -> DeliveryCard:
    tries = sorted(row.attempts.all(), key=lambda one: one.pk)
    return DeliveryCard(
        id=row.pk,
        key=row.key,
        kinds=tuple(row.kinds),
        to=to,
        state=cast(State, row.state),
        attempts=tuple(AttemptCard(t.at, t.took, t.outcome, t.status, t.excerpt) for t in tries),
        made_at=row.made_at,
        due_at=row.due_at,
        done_at=row.done_at,
        last_error=row.last_error,
    )
