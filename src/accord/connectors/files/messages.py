"""People, accounts and touches as messages in the protocol that every other source speaks. Pure."""

import json
from collections.abc import Iterable, Iterator
from typing import Any

from accord.connectors.files.contracts import Kind
from accord.connectors.files.rows import Record

LARGEST_BODY = 400_000
MOST_MESSAGES = 500


def message_of(kind: Kind, record: Record, message_id: str, at: str, vendor: str) -> dict[str, Any]:
    """What the record says, as a message; `at` is when we learnt it where the file does not say."""
    if kind == "touches":
        return {**record.content, "messageId": message_id}
    said = _account if kind == "accounts" else _person
    return {"messageId": message_id, "timestamp": record.content.get("at", at), **said(record.content, vendor)}


def _account(content: dict[str, Any], vendor: str) -> dict[str, Any]:
    traits = content["traits"]
    group = group_id(vendor, content.get("external_id"), traits.get("domain"), traits.get("name"))
    return {"type": "group", "groupId": group, "traits": traits}


def group_id(vendor: str, external_id: str | None, domain: str | None, name: str | None) -> str:
    """One company, one id: its number in the other system, with the vendor's name before it where we know the
    vendor, else its domain, else its exact name."""
    if external_id:
        return f"{vendor}:{external_id}" if vendor else external_id
    return domain or " ".join((name or "").split())


def _person(content: dict[str, Any], vendor: str) -> dict[str, Any]:
    """An identify call that names the person's company too, where the row does by number or domain."""
    said = {ours: content[name] for name, ours in _IDS.items() if name in content}
    said |= {"type": "identify", "traits": dict(content["traits"])}
    if "external_id" in content:
        said["traits"]["external_id"] = content["external_id"]
    account = group_id(vendor, content.get("account_external_id"), content.get("account_domain"), None)
    if account:
        said["context"] = {"groupId": account}
    return said


_IDS = {"user_id": "userId", "anonymous_id": "anonymousId"}


def bodies(messages: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """Bodies of at most 500 messages and 400 kB, each a batch."""
    part: list[str] = []
    size = 0
    for message in messages:
        text = json.dumps(message, ensure_ascii=False, separators=(",", ":"))
        if part and (size + len(text) > LARGEST_BODY or len(part) == MOST_MESSAGES):
            yield _body(part)
            part, size = [], 0
        part.append(text)
        size += len(text.encode("utf-8", "replace"))
    if part:
        yield _body(part)


def _body(part: list[str]) -> bytes:
    return ('{"batch":[' + ",".join(part) + "]}").encode("utf-8", "replace")
