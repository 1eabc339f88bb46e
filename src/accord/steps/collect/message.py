"""One message of a payload → one touch, or the reason why not."""

from typing import Any, NamedTuple

from accord.kernel.instants import parse_instant
from accord.kernel.touch import Touch, TouchKind
from accord.steps.collect import naming, times
from accord.steps.collect.contracts import IMPORT_PATH, InboxRow

MAX_MESSAGE_ID = 100
MAX_IDENTIFIER = 500
_KINDS = {k.value: k for k in TouchKind}
_KINDS |= {k.value[0]: k for k in TouchKind}
_NO_DICT: dict[str, Any] = {}


class Refusal(NamedTuple):
    code: str
    message: str


class Shared(NamedTuple):
    """What a batch says once for all its messages."""

    context: dict[str, Any]
    integrations: dict[str, Any]
    timestamp: Any
    sent_at: Any


def kind_of(text: Any) -> TouchKind | None:
    """The kind that a type or the last part of a path names, long or short."""
    return _KINDS.get(text.strip().lower()) if isinstance(text, str) else None


def message_id_of(item: dict[str, Any]) -> str | None:
    given = _text(item.get("messageId", item.get("message_id")))
    return given or None


def touch_of(
    item: dict[str, Any], row: InboxRow, kind: TouchKind | None, index: int, shared: Shared
) -> Touch | Refusal:
    """`kind` is what the path says; without it the message's own type counts."""
    kind = kind or kind_of(item.get("type", item.get("action")))
    if kind is None:
        return Refusal("unknown_type", f"type {_short(item.get('type'))} is none of {', '.join(TouchKind)}")
    message_id = message_id_of(item) or f"accord-{row.id}-{index}"
    if len(message_id) > MAX_MESSAGE_ID:
        return Refusal("message_id_too_long", f"messageId is longer than {MAX_MESSAGE_ID} characters")
    context = _context(item, row, shared)
    traits = _traits(item, context, kind)
    ids = _identifiers(item, context)
    if isinstance(ids, Refusal):
        return ids
    if not _is_named(ids, traits, row):
        return Refusal("no_identity", "neither userId nor anonymousId")
    name = _name(item, kind)
    if kind is TouchKind.TRACK and not name:
        return Refusal("no_event", "a track call without the name of its event")
    moment = _times(item, row, shared)
    return Touch(
        row.source_id, message_id, kind, name, moment.occurred_at, row.received_at, moment.claimed_at, moment.sent_at,
        ids["anonymousId"], ids["userId"], ids["groupId"], ids["previousId"],
        _properties(item, context, kind), traits, context, moment.flags,
    )  # fmt: skip


def _identifiers(item: dict[str, Any], context: dict[str, Any]) -> dict[str, str | None] | Refusal:
    ids = {
        "anonymousId": _text(item.get("anonymousId", item.get("anonymous_id"))),
        "userId": _text(item.get("userId", item.get("user_id"))),
        "groupId": _text(item.get("groupId", item.get("group_id"))) or _text(context.get("groupId")),
        "previousId": _text(item.get("previousId", item.get("previous_id"))),
    }
    for name, value in ids.items():
        if value is not None and len(value) > MAX_IDENTIFIER:
            return Refusal("identifier_too_long", f"{name} is longer than {MAX_IDENTIFIER} characters")
    return ids


def _is_named(ids: dict[str, str | None], traits: dict[str, Any], row: InboxRow) -> bool:
    if ids["userId"] or ids["anonymousId"]:
        return True
    return row.path == IMPORT_PATH and bool(ids["groupId"] or traits.get("email") or traits.get("external_id"))


def _context(item: dict[str, Any], row: InboxRow, shared: Shared) -> dict[str, Any]:
    context = {**shared.context, **_dict(item.get("context"))}
    integrations = {**shared.integrations, **_dict(item.get("integrations"))}
    if integrations:
        context["integrations"] = integrations
    if row.user_agent.startswith("Mozilla/"):  # a browser; a server's library tells nothing about the person
        context.setdefault("userAgent", row.user_agent)
        context.setdefault("ip", row.client_ip)
    return context


def _traits(item: dict[str, Any], context: dict[str, Any], kind: TouchKind) -> dict[str, Any]:
    """Of a group call: the account's, while the person's stay in the context, canonical too."""
    persons = _dict(context.get("traits"))
    own = _dict(item.get("traits"))
    if kind is TouchKind.GROUP:
        if persons:
            context["traits"] = naming.person_traits(persons)
        return naming.account_traits(own)
    if own and persons:
        return {**naming.person_traits(persons), **naming.person_traits(own)}
    return naming.person_traits(own or persons) if own or persons else {}


def _properties(item: dict[str, Any], context: dict[str, Any], kind: TouchKind) -> dict[str, Any]:
    properties = _dict(item.get("properties"))
    if kind is TouchKind.PAGE or kind is TouchKind.SCREEN:
        properties = dict(properties)
        page = _dict(context.get("page"))
        for name in ("url", "title", "referrer"):
            if name not in properties and name in page:
                properties[name] = page[name]
        if "path" not in properties:
            path = _path(properties.get("url")) or page.get("path")
            if path:
                properties["path"] = path
        if "category" not in properties and item.get("category"):
            properties["category"] = item["category"]
    return properties


def _path(url: Any) -> str | None:
    """The path of an address; None where there is no address."""
    if not isinstance(url, str) or "://" not in url:
        return None
    rest = url.split("://", 1)[1].split("#", 1)[0].split("?", 1)[0]
    return "/" + rest.split("/", 1)[1] if "/" in rest else "/"


def _name(item: dict[str, Any], kind: TouchKind) -> str:
    if kind is TouchKind.TRACK:
        return _text(item.get("event")) or ""
    if kind is TouchKind.PAGE or kind is TouchKind.SCREEN:
        return _text(item.get("name")) or _text(_dict(item.get("properties")).get("name")) or ""
    return ""


def _times(item: dict[str, Any], row: InboxRow, shared: Shared) -> times.Times:
    claimed = item.get("originalTimestamp") or item.get("timestamp") or shared.timestamp
    sent = item.get("sentAt") or shared.sent_at
    received_at = row.received_at
    if row.path == IMPORT_PATH:  # sent_at means something only beside the receipt it belongs to
        then = parse_instant(item.get("receivedAt"))
        if then is None or not item.get("originalTimestamp"):
            claimed, sent = item.get("timestamp") or claimed, None
        received_at = then or received_at
    return times.corrected(claimed=claimed, sent=sent, received_at=received_at)


def _text(value: Any) -> str | None:
    """A name or identifier: text or a whole number; anything else is none."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return None


def _dict(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else _NO_DICT


def _short(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:57] + "…"
