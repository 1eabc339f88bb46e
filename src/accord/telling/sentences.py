"""Notices in words, in the language and the zone that are active."""

import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language_bidi

from accord.kernel.instants import parse_instant
from accord.members import api as members
from accord.outbox.contracts import NoticeCard, ReceivedCard
from accord.telling.contracts import Shown
from accord.telling.kinds import Kind, holds, kind_of
from accord.telling.subjects import name_of, names_of

WHO = ("member", "from", "to", "by")
_LONGEST = 300  # characters of one value in a sentence


def shown(received: Sequence[ReceivedCard]) -> list[Shown]:
    """A page of a member's list, in the order given."""
    read = {one.notice.id: one.read_at for one in received}
    return said([one.notice for one in received], read)


def said(notices: Sequence[NoticeCard], read: Mapping[int, datetime | None] | None = None) -> list[Shown]:
    """Notices in the order given; `read` is when each was read."""
    names, who = names_of(notices), _members(notices)
    return [_shown(one, *name_of(one, names), (read or {}).get(one.id), who) for one in notices]


def _members(notices: Sequence[NoticeCard]) -> dict[int, str]:
    """The names of those members that bodies have by number."""
    said = [one.body.get(name) for one in notices for name in WHO]
    numbers = {number for number in said if type(number) is int}
    return {number: card.label for number, card in members.by_ids(numbers).items()} if numbers else {}


def _shown(notice: NoticeCard, about: str, path: str, read_at: datetime | None, who: Mapping[int, str]) -> Shown:
    kind = kind_of(notice.kind)
    said = notice.body.get("words")
    body = {**notice.body, **(said if isinstance(said, dict) else {})}
    body |= {name: who[n] for name in WHO if type(n := notice.body.get(name)) is int and n in who}
    return Shown(
        id=notice.id,
        kind=notice.kind,
        symbol=kind.symbol,
        sentence=_sentence(kind, body, about),
        detail=_value("why", body.get("why")),
        path=path,
        at=notice.at,
        read_at=read_at,
        table=_table(notice.body.get("table")),
    )


def _sentence(kind: Kind, body: Mapping[str, Any], about: str) -> str:
    pattern = str(kind.sentence if holds(kind, body) else kind.bare)
    values = {name: _apart(_value(name, body.get(name))) for name in kind.fields}
    return pattern % {"about": _apart(_value("about", about)), **values}


def _apart(text: str) -> str:
    """A name written from right to left does not turn the sentence round, nor the sentence the name."""
    if get_language_bidi() or any(unicodedata.bidirectional(c) in ("R", "AL") for c in text):
        return f"\u2068{text}\u2069"
    return text


def _value(name: str, value: Any) -> str:
    at = parse_instant(value) if name == "due" or name.endswith("_at") else None
    if at is not None:
        return date_format(timezone.localtime(at), "SHORT_DATETIME_FORMAT")
    return " ".join("".join(c if c.isprintable() else " " for c in str(value or "")).split())[:_LONGEST]


def _table(rows: Any) -> tuple[tuple[str, ...], ...]:
    """Rows of cells that stand under the sentence, as the weekly board has them."""
    if not isinstance(rows, list):
        return ()
    return tuple(tuple(_value("", cell) for cell in row[:8]) for row in rows[:40] if isinstance(row, list))
