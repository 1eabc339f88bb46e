"""JSON text → values that PostgreSQL can keep: no NUL, no lone surrogate, no infinite or endless number."""

import json
import re
from typing import Any

import msgspec

MAX_DEPTH = 100
_DECODER = msgspec.json.Decoder()
_ENCODER = msgspec.json.Encoder()
_SUSPECT = re.compile(rb"\\u(?:0000|[dD][89a-fA-F])")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_INT64 = 2**63


class NotJson(ValueError):
    """The text is not JSON; the message says where."""


class TooDeep(NotJson):
    """The JSON is nested too deeply."""


def decode(raw: bytes) -> tuple[Any, bool]:
    """The value of a JSON text made storable, and whether anything had to be changed. Raises NotJson, TooDeep."""
    try:
        value = _DECODER.decode(raw)
        if b"\\u" not in raw or _SUSPECT.search(raw) is None:
            _ENCODER.encode(value)  # refuses integers that do not fit
            return value, False
    except RecursionError:
        raise TooDeep("nested too deeply") from None
    except OverflowError:
        return clean(value), True
    except (msgspec.MsgspecError, UnicodeDecodeError):
        value = _lenient(raw)
    cleaned = clean(value)
    return cleaned, cleaned != value


def _lenient(raw: bytes) -> Any:
    """What msgspec refuses and JSON allows: lone surrogates as escapes and numbers out of range."""
    try:
        return json.loads(raw.decode("utf-8", "strict"), parse_constant=_no_constant)
    except RecursionError:
        raise TooDeep("nested too deeply") from None
    except ValueError as error:
        raise NotJson(str(error)) from None


def _no_constant(name: str) -> Any:
    raise NotJson(f"{name} is not JSON")


def clean(value: Any) -> Any:
    """The same value with U+FFFD for what no database keeps, and endless integers as text."""
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, dict):
        return {clean(k): clean(v) for k, v in value.items()}
    if isinstance(value, list):
        return [clean(v) for v in value]
    if isinstance(value, int) and not -_INT64 <= value < 2 * _INT64:
        return hex(value)[:200]
    if isinstance(value, float) and value - value != 0:
        return None
    return value


def is_too_deep(value: Any) -> bool:
    """Whether objects and lists nest deeper than MAX_DEPTH; walks without recursion."""
    level, layer = 0, [value]
    while layer:
        level += 1
        if level > MAX_DEPTH:
            return True
        layer = [c for v in layer for c in _children(v)]
    return False


def _children(value: Any) -> list[Any]:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [v for v in inner if isinstance(v, dict | list)]
