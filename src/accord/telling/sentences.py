"""Notices in words, in the language and the zone that are active."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from accord.kernel.instants import parse_instant
from accord.outbox.contracts import NoticeCard, ReceivedCard
from accord.telling.contracts import Shown
from accord.telling.kinds import Kind, holds, kind_of
from accord.telling.subjects import name_of, names_of

_LONGEST = 300  # characters of one value in a sentence


def shown(received: Sequence[ReceivedCard]) -> list[Shown]:
    """A page of a member's list, in the order given."""
    read = {one.notice.id: one.read_at for one in received}
    return said([one.notice for one in received], read)


def said(notices: Sequence[NoticeCard], read: Mapping[int, datetime | None] | None = None) -> list[Shown]:
    """Notices in the order given; `read` is when each was read."""
    names = names_of(notices)
    return [_shown(one, *name_of(one, names), (read or {}).get(one.id)) for one in notices]


def _shown(notice: NoticeCard, about: str, path: str, read_at: datetime | None) -> Shown:
    kind = kind_of(notice.kind)
    return Shown(
        id=notice.id,
        kind=notice.kind,
        symbol=kind.symbol,
        sentence=_sentence(kind, notice.body, about),
        detail=_value("why", notice.body.get("why")),
        path=path,
        at=notice.at,
        read_at=read_at,
        table=_table(notice.body.get("table")),
    )


def _sentence(kind: Kind, body: Mapping[str, Any], about: str) -> str:
    pattern = str(kind.sentence if holds(kind, body) else kind.bare)
    values = {name: _value(name, body.get(name)) for name in kind.fields}
    return pattern % {"about": _value("about", about), **values}


def _value(name: str, value: Any) -> str:
    at = parse_instant(value) if name.endswith("_at") else None
    if at is not None:
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())[:_LONGEST]


def _table(rows: Any) -> tuple[tuple[str, ...], ...]:
    """Rows of cells that stand under the sentence, as the weekly board has them."""
    if not isinstance(rows, list):
        return ()
    return tuple(tuple(_value("", cell) for cell in row[:8]) for row in rows[:40] if isinstance(row, list))
