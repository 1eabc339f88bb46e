"""Answers of the tracking door. Success is exactly 200; every error is JSON with `code` and `message`."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import msgspec

Headers = list[tuple[str, str]]
_OPEN: Headers = [("access-control-allow-origin", "*"), ("access-control-expose-headers", "retry-after")]
_JSON: Headers = [("content-type", "application/json"), *_OPEN]
_USUAL_HEADERS = ("authorization", "content-type", "content-encoding", "anonymousid", "sentat")
_HEADER_NAME = re.compile(r"[a-z0-9!#$%&'*+.^_`|~-]{1,60}")


@dataclass(frozen=True, slots=True)
class Answer:
    """`code` and `message` are those of a refusal."""

    status: int
    body: bytes
    headers: Headers = field(default_factory=lambda: _JSON)
    code: str = ""
    message: str = ""


class Refusal(Exception):
    """The request cannot be taken; carries the answer."""

    def __init__(self, status: int, code: str, message: str, *, retry_after: int = 0) -> None:
        super().__init__(message)
        self.answer = error(status, code, message, retry_after=retry_after)


SUCCESS = Answer(200, b'{"success":true}')


def error(status: int, code: str, message: str, *, retry_after: int = 0) -> Answer:
    more = [("retry-after", str(retry_after))] if retry_after else []
    body = msgspec.json.encode({"code": code, "message": message})
    return Answer(status, body, [*_JSON, *more], code, message)


def json(value: Any) -> Answer:
    return Answer(200, msgspec.json.encode(value), [*_JSON, ("cache-control", "no-cache")])


def preflight(asked: str | None) -> Answer:
    """Names each header asked for: `*` does not cover Authorization."""
    allowed = dict.fromkeys([*_USUAL_HEADERS, *_asked(asked or "")])
    headers = [
        *_OPEN,
        ("access-control-allow-methods", "GET, POST, OPTIONS"),
        ("access-control-allow-headers", ", ".join(allowed)),
        ("access-control-max-age", "86400"),
        ("vary", "access-control-request-headers"),
    ]
    return Answer(204, b"", headers)


def _asked(text: str) -> Iterable[str]:
    names = [name.strip().lower() for name in text.split(",")[:50]]
    return [name for name in names if _HEADER_NAME.fullmatch(name)]
