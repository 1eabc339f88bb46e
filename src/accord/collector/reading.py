"""The bytes of a request → a body within the limits, known to be JSON, with its key and its number of events."""

import zlib
from dataclasses import dataclass
from typing import Any

import msgspec

from accord.collector.answers import Refusal
from accord.collector.options import BATCH_BYTES, BATCH_EVENTS, EVENT_BYTES
from accord.steps.collect.contracts import NotJson, TooDeep, decode_json

_GZIP_MAGIC = b"\x1f\x8b"


class _Envelope(msgspec.Struct):
    batch: list[msgspec.Raw] | msgspec.UnsetType = msgspec.UNSET
    write_key: str | msgspec.UnsetType | None = msgspec.field(default=msgspec.UNSET, name="writeKey")


_ENVELOPE = msgspec.json.Decoder(_Envelope)


@dataclass(frozen=True, slots=True)
class Reading:
    events: int
    key: str | None


def unpacked(body: bytes, encoding: str) -> bytes:
    """The body itself, whatever its packing says; never more than the limit is unpacked. Raises Refusal."""
    if encoding not in ("", "identity", "gzip", "x-gzip"):
        raise Refusal(400, "unsupported_encoding", f"Content-Encoding {encoding[:40]!r} is not gzip")
    if not body.startswith(_GZIP_MAGIC):  # says gzip and is not: let the JSON decide
        return body
    whole = b""
    while body:
        stream = zlib.decompressobj(wbits=31)
        try:
            whole += stream.decompress(body, BATCH_BYTES + 1 - len(whole))
        except zlib.error as error:
            raise Refusal(400, "not_gzip", f"the body is not gzip: {error}") from None
        if len(whole) > BATCH_BYTES:
            raise too_large(BATCH_BYTES, "a batch")
        if not stream.eof:
            raise Refusal(400, "not_gzip", "the gzip body ends early")
        body = stream.unused_data.lstrip(b"\x00")
    return whole


def key_of(body: bytes) -> str:
    """The key in a body that was refused, where it can be read at all; "" otherwise."""
    try:
        return _ENVELOPE.decode(body).write_key or ""
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        return ""


def too_large(limit: int, what: str) -> Refusal:
    return Refusal(400, "too_large", f"{what} is larger than {limit:,} bytes")


def read(body: bytes) -> Reading:
    """Check that the body is JSON within the limits. Raises Refusal, always 400."""
    try:
        body.decode() if not body.isascii() else None
        envelope = _ENVELOPE.decode(body)
    except RecursionError:
        raise Refusal(400, "too_deep", "the JSON is nested too deeply") from None
    except UnicodeDecodeError:
        raise Refusal(400, "not_json", "the body is not UTF-8") from None
    except msgspec.MsgspecError:
        return _read_slowly(body)
    if isinstance(envelope.batch, msgspec.UnsetType):
        _check_event(len(body))
        return Reading(1, envelope.write_key or None)
    _check_batch(len(envelope.batch))
    if len(body) > EVENT_BYTES:
        for event in envelope.batch:
            _check_event(len(bytes(event)))
    return Reading(len(envelope.batch), envelope.write_key or None)


def _read_slowly(body: bytes) -> Reading:
    """JSON of an unusual shape: lone surrogates, endless numbers, a batch that is no list."""
    try:
        value, _ = decode_json(body)
    except TooDeep:
        raise Refusal(400, "too_deep", "the JSON is nested too deeply") from None
    except NotJson as error:
        raise Refusal(400, "not_json", f"the body is not JSON: {error}") from None
    fields: dict[str, Any] = value if isinstance(value, dict) else {}
    batch, key = fields.get("batch"), fields.get("writeKey")
    events = batch if isinstance(batch, list) else [value]
    _check_batch(len(events))
    for event in events:
        _check_event(len(msgspec.json.encode(event)))
    return Reading(len(events), key if isinstance(key, str) else None)


def _check_batch(events: int) -> None:
    if events > BATCH_EVENTS:
        raise Refusal(400, "too_many_events", f"a batch holds at most {BATCH_EVENTS:,} events")


def _check_event(size: int) -> None:
    if size > EVENT_BYTES:
        raise too_large(EVENT_BYTES, "an event")
