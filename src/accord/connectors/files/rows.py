"""One row of the file as what it means, or the fault that refuses it. Pure."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from accord.connectors.files import values
from accord.connectors.files.canonical import FIELDS
from accord.connectors.files.contracts import Fault, Kind, Mapping
from accord.connectors.files.readers import Row
from accord.kernel.instants import parse_instant
from accord.kernel.money import Money
from accord.kernel.traits import account_trait, person_trait
from accord.steps.collect import api as collect

LONGEST_ID = 200


@dataclass(frozen=True, slots=True)
class Record:
    """A row understood. `key` says which person, account, deal or touch it is; `content` all that it says about
    it, in JSON; `odd` what is imported with a note: (code, message)."""

    line: int
    key: str
    content: dict[str, Any]
    odd: tuple[tuple[str, str], ...] = ()

    @property
    def digest(self) -> bytes:
        """Equal for equal content."""
        return digest_of(self.content)

    def joined(self, later: "Record") -> "Record":
        """Both rows as one: what the later one says overrules, what it leaves out stays."""
        content = {**self.content, **later.content}
        for part in ("traits", "properties"):
            if part in content:
                content[part] = {**self.content.get(part, {}), **later.content.get(part, {})}
        return Record(self.line, self.key, content, (*self.odd, *later.odd))


@dataclass(slots=True)
class Refusal(Exception):
    """The row is refused for this column and value."""

    column: str
    value: str
    reason: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """Turns rows into records by one mapping. `currency` counts where neither the file nor the map names one."""

    kind: Kind
    columns: tuple[str, ...]
    mapping: Mapping
    currency: str = "EUR"
    products: dict[str, str] = field(default_factory=dict)

    def record(self, row: Row) -> Record | Fault:
        """The record of the row, or the fault that refuses it."""
        try:
            return _BY_KIND[self.kind](self, row)
        except Refusal as refusal:
            return Fault(row.line, refusal.column, refusal.value[:200], refusal.reason)

    def named(self, row: Row) -> tuple[dict[str, str], dict[str, str]]:
        """Values by our field, and the cells of columns that are no field, by their heading. Empty cells are out."""
        known, others = dict(self.mapping.constants), dict[str, str]()
        for column, cell in zip(self.columns, row.cells, strict=True):
            target = self.mapping.columns.get(column)
            if not cell or target == "":
                continue
            if target is None:
                others[column] = cell
            elif target in FIELDS[self.kind]:
                known[target] = self.mapping.value_map.get(target, {}).get(cell, cell)
            else:
                others[target] = self.mapping.value_map.get(target, {}).get(cell, cell)
        return known, others

    def column_of(self, target: str) -> str:
        """The file's column that fills the field."""
        return next((c for c, f in self.mapping.columns.items() if f == target), target)

    def at(self, known: dict[str, str], target: str) -> datetime | None:
        """The instant in the field; None where it is empty. Raises Refusal."""
        if target not in known:
            return None
        try:
            return values.instant(known[target], self.mapping.date_format)
        except (values.Unclear, OverflowError) as unclear:
            raise Refusal(self.column_of(target), known[target], str(unclear)) from unclear


def digest_of(content: dict[str, Any]) -> bytes:
    """Sixteen bytes that are equal for equal content."""
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=str)
    return hashlib.blake2b(text.encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _person(reading: Understanding, row: Row) -> Record:
    known, others = reading.named(row)
    odd: list[tuple[str, str]] = []
    traits = {person_trait(name): value for name, value in others.items()}
    traits |= {name: known[name] for name in ("name", "first_name", "last_name", "job_title", "phone", "country",
                                              "company") if name in known}  # fmt: skip
    if "email" in known:
        address = values.email(known["email"])
        if address is None:
            odd.append(("not-an-address", f"{known['email'][:60]} is no e-mail address and was left out"))
        else:
            traits["email"] = address
    content: dict[str, Any] = {"traits": traits}
    for name in ("external_id", "user_id", "anonymous_id", "account_external_id"):
        if name in known:
            content[name] = _identifier(reading, name, known[name])
    if (host := values.domain(known.get("account_domain", ""))) is not None:
        content["account_domain"] = host
    if (at := reading.at(known, "at")) is not None:
        content["at"] = at.isoformat()
    return Record(row.line, _person_key(reading, content, known), content, tuple(odd))


def _person_key(reading: Understanding, content: dict[str, Any], known: dict[str, str]) -> str:
    if "email" in content["traits"]:
        return f"email:{content['traits']['email']}"
    for name in ("external_id", "user_id", "anonymous_id"):
        if name in content:
            return f"{name}:{content[name]}"
    raise Refusal(reading.column_of("email"), known.get("email", ""), "neither an e-mail address nor an external id")


def _identifier(reading: Understanding, target: str, value: str) -> str:
    if len(value) > LONGEST_ID:
        raise Refusal(reading.column_of(target), value, f"longer than {LONGEST_ID} characters")
    return value


def _account(reading: Understanding, row: Row) -> Record:
    known, others = reading.named(row)
    traits: dict[str, Any] = {account_trait(name): value for name, value in others.items()}
    traits |= {name: _number(known[name]) for name in ("employees", "revenue") if name in known}
    traits |= {name: known[name] for name in ("name", "website", "industry", "country") if name in known}
    content: dict[str, Any] = {"traits": traits}
    host = values.domain(known.get("domain", "")) or values.domain(known.get("website", ""))
    if host is not None:
        traits["domain"] = host
    if "external_id" in known:
        content["external_id"] = _identifier(reading, "external_id", known["external_id"])
    if (at := reading.at(known, "at")) is not None:
        content["at"] = at.isoformat()
    for name, value in (("external_id", content.get("external_id")), ("domain", host), ("name", traits.get("name"))):
        if value:
            return Record(row.line, f"{name}:{str(value).casefold()}", content)
    raise Refusal(reading.column_of("name"), "", "neither an external id, a domain nor a name")


def _number(text: str) -> int | float | str:
    """A number as a number; anything else stays the text it is."""
    try:
        value, _ = values.amount(text)
    except values.Unclear:
        return text
    return int(value) if value == value.to_integral_value() else float(value)


def _deal(reading: Understanding, row: Row) -> Record:
    known, _ = reading.named(row)
    if "external_id" not in known:
        raise Refusal(reading.column_of("external_id"), "", "no number of the deal")
    odd: list[tuple[str, str]] = []
    content: dict[str, Any] = {"external_id": _identifier(reading, "external_id", known["external_id"])}
    content |= {n: known[n] for n in ("name", "owner", "account", "account_external_id", "person_external_id",
                                      "lost_reason") if n in known}  # fmt: skip
    if (host := values.domain(known.get("account_domain", ""))) is not None:
        content["account_domain"] = host
    for name in ("email", "owner_email"):
        if (address := values.email(known.get(name, ""))) is not None:
            content[name] = address
    if "product" in known:
        content["product"] = reading.products.setdefault(values.word_key(known["product"]), known["product"])
    content |= _money(reading, known) | _result(known, odd)
    for name in ("opened_at", "closed_at"):
        if (at := reading.at(known, name)) is not None:
            content[name] = at.isoformat()
    return Record(row.line, f"deal:{content['external_id']}", content, tuple(odd))


def _money(reading: Understanding, known: dict[str, str]) -> dict[str, Any]:
    if "amount" not in known:
        return {}
    try:
        value, sign = values.amount(known["amount"])
    except values.Unclear as unclear:
        raise Refusal(reading.column_of("amount"), known["amount"], str(unclear)) from unclear
    code = known.get("currency", sign or reading.currency).upper()[:3]
    money = Money.of(value, code)
    if money.amount != value:
        raise Refusal(reading.column_of("amount"), known["amount"], f"finer than the minor unit of {code}")
    return {"amount_minor": money.minor, "currency": code}


def _result(known: dict[str, str], odd: list[tuple[str, str]]) -> dict[str, Any]:
    word = known.get("stage", "")
    flags = (values.truth(known.get("is_won", "")), values.truth(known.get("is_closed", "")))
    result = values.stage_result(word, *flags)
    if result is None:
        odd.append(("unknown-stage", f"stage {word!r} is not known: the deal counts as open" if word else
                    "no stage: the deal counts as open"))  # fmt: skip
    return {"stage": word, "result": result or "open"}


def _touch(reading: Understanding, row: Row) -> Record:
    message = row.message if row.message is not None else _message_of(reading, row)
    if not isinstance(message.get("type"), str):
        raise Refusal("type", str(message.get("type", "")), "no type: track, page, screen, identify, group or alias")
    if why := collect.why_refused({**message, "messageId": "row"}):
        raise Refusal("", "", why)
    given = message.get("messageId")
    key = given if isinstance(given, str) and 0 < len(given) <= 100 else ""
    return Record(row.line, key, message)


def _message_of(reading: Understanding, row: Row) -> dict[str, Any]:
    """A row of a table as a Segment message; every other column is a property."""
    known, others = reading.named(row)
    at = reading.at(known, "timestamp")
    if at is None:
        raise Refusal(reading.column_of("timestamp"), "", "no time")
    if not (known.keys() & {"user_id", "anonymous_id", "email"}):
        raise Refusal(reading.column_of("user_id"), "", "nobody: neither a user id, an anonymous id nor an address")
    kind = known.get("type", "track").lower()
    if kind == "track" and "event" not in known:
        raise Refusal(reading.column_of("event"), "", "no name of the event")
    page = {name: known[name] for name in ("session_id", "url", "path", "title", "referrer") if name in known}
    message: dict[str, Any] = {"type": kind, "timestamp": at.isoformat(), "properties": {**others, **page}}
    message |= {ours: known[name] for name, ours in _SEGMENT.items() if name in known}
    if "event" in known:
        message["event" if kind == "track" else "name"] = known["event"]
    if (address := values.email(known.get("email", ""))) is not None:
        message["context"] = {"traits": {"email": address}}
    return message


_SEGMENT = {"user_id": "userId", "anonymous_id": "anonymousId", "message_id": "messageId", "group_id": "groupId"}
_BY_KIND: dict[Kind, Callable[[Understanding, Row], Record]] = {
    "people": _person,
    "accounts": _account,
    "deals": _deal,
    "touches": _touch,
}


def instant_of(content: dict[str, Any], name: str) -> datetime | None:
    """The instant that a record keeps as text."""
    return parse_instant(content.get(name))
