"""A raw request body → touches and oddities. Pure; the same row always gives the same touches."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any

import msgspec

from accord.kernel.instants import EPOCH
from accord.kernel.touch import Touch, TouchKind
from accord.steps.collect import storable
from accord.steps.collect.contracts import IMPORT_PATH, InboxRow, Oddity, SplitResult
from accord.steps.collect.message import Refusal, Shared, kind_of, message_id_of, touch_of

_FLAGS = {
    "bad-time": "a time that is no instant; the server's time counts instead",
    "future": "lies in the future; kept",
    "cleaned": "held NUL characters, lone surrogates or endless numbers; replaced",
}
_NOTHING = Shared({}, {}, None, None)
_IMPORTED = InboxRow(0, 0, EPOCH, IMPORT_PATH, b"")


def split(rows: Iterable[InboxRow]) -> SplitResult:
    """Every message of every body, in order; what cannot be stored becomes an oddity and the rest goes on."""
    result = SplitResult()
    for row in rows:
        for found in _of_row(row):
            if isinstance(found, Oddity):
                result.oddities.append(found)
            else:
                result.touches.append(found)
                result.oddities.extend(_odd(found))
    return result


def why_refused(message: dict[str, Any]) -> str | None:
    """Why a message that somebody imports cannot be stored; None where it can."""
    found = touch_of(message, _IMPORTED, None, 0, _NOTHING)
    return found.message if isinstance(found, Refusal) else None


def _of_row(row: InboxRow) -> Iterator[Touch | Oddity]:
    try:
        body, was_cleaned = storable.decode(row.body)
    except storable.NotJson as error:
        yield _oddity(row, Refusal("not_json", str(error)), {}, row.body[:300].decode("utf-8", "replace"))
        return
    is_nested = row.body.count(b"{") + row.body.count(b"[") > storable.MAX_DEPTH
    items, kind, shared = _items(body, row.path)
    for index, item in enumerate(items):
        yield _one(item, row, kind, index, shared, was_cleaned, is_nested)


def _items(body: Any, path: str) -> tuple[list[Any], TouchKind | None, Shared]:
    if isinstance(body, dict) and isinstance(body.get("batch"), list):
        context, integrations = body.get("context"), body.get("integrations")
        shared = Shared(
            context if isinstance(context, dict) else {},
            integrations if isinstance(integrations, dict) else {},
            body.get("originalTimestamp") or body.get("timestamp"),
            body.get("sentAt"),
        )
        return body["batch"], None, shared
    return [body], kind_of(path.rstrip("/").rpartition("/")[2]), _NOTHING


def _one(
    item: Any, row: InboxRow, kind: TouchKind | None, index: int, shared: Shared, was_cleaned: bool, is_nested: bool
) -> Touch | Oddity:
    if not isinstance(item, dict):
        return _oddity(row, Refusal("not_an_object", "a message is a JSON object"), {}, _excerpt(item))
    if is_nested and (storable.is_too_deep(item) or storable.is_too_deep(shared.context)):
        return _oddity(row, Refusal("too_deep", f"nested deeper than {storable.MAX_DEPTH} levels"), item, "")
    touch = touch_of(item, row, kind, index, shared)
    if isinstance(touch, Refusal):
        return _oddity(row, touch, item, _excerpt(item))
    return replace(touch, flags=(*touch.flags, "cleaned")) if was_cleaned else touch


def _odd(touch: Touch) -> Iterator[Oddity]:
    for flag in touch.flags:
        if flag in _FLAGS:
            excerpt = f"{touch.kind} {touch.name} claimed {touch.claimed_at} sent {touch.sent_at}"
            message = f"the message {_FLAGS[flag]}" if flag != "bad-time" else f"the message has {_FLAGS[flag]}"
            yield Oddity(touch.source_id, touch.received_at, flag, message, touch.message_id, excerpt[:300])


def _oddity(row: InboxRow, refusal: Refusal, item: dict[str, Any], excerpt: str) -> Oddity:
    message_id = (message_id_of(item) or "")[:200]
    return Oddity(row.source_id, row.received_at, refusal.code, refusal.message, message_id, storable.clean(excerpt))


def _excerpt(value: Any) -> str:
    return msgspec.json.encode(value)[:300].decode("utf-8", "replace")
