"""One request, one answer, over a connection to a number that was checked. Small on purpose: what a library for HTTP
does besides (look names up again, follow redirections, use proxies, read without end) must not happen here."""

import http.client
import io
import socket
import ssl
import time
from collections.abc import Mapping
from email.utils import parsedate_to_datetime

from accord.outside.contracts import Answer, NotReached
from accord.outside.guard import Target

MOST_BYTES = 65_536  # of an answer, head and body
EXCERPT = 2_000  # characters of a body that are kept
LINGER = 2.0  # seconds to wait for the body once the status is known
LONGEST_REST = 86_400.0


def post(target: Target, *, body: bytes, headers: Mapping[str, str], seconds: float) -> Answer:
    """Send `body` and read the answer, all within `seconds`. Raises NotReached."""
    began = time.monotonic()
    until = began + seconds
    with _connected(target, until) as connection:
        try:
            connection.settimeout(_left(until))
            connection.sendall(_request(target, body, headers))
        except OSError as error:
            raise NotReached(f"the connection broke while sending: {_words(error)}") from None
        head, rest = _read_head(connection, until)
        rest += _read_body(connection, min(until, time.monotonic() + LINGER), head, rest)
    return _answer(head, rest, time.monotonic() - began)


def _request(target: Target, body: bytes, headers: Mapping[str, str]) -> bytes:
    named = {"Host": target.named, "Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"POST {target.path} HTTP/1.1", *(f"{name}: {_one_line(value)}" for name, value in named.items()), "", ""]
    return "\r\n".join(lines).encode("latin-1", "replace") + body


def _one_line(value: str) -> str:
    return "".join(c if c.isprintable() else " " for c in value)


def _connected(target: Target, until: float) -> socket.socket:
    """A connection to the first of the numbers that answers."""
    trouble: OSError | None = None
    for number in target.numbers[:4]:
        plain = socket.socket(socket.AF_INET6 if ":" in number else socket.AF_INET)
        try:
            plain.settimeout(_left(until))
            plain.connect((number, target.port))
            return _encrypted(plain, target) if target.is_encrypted else plain
        except OSError as error:
            plain.close()
            trouble = error
    raise NotReached(f"{target.host} cannot be reached: {_words(trouble)}")


def _encrypted(plain: socket.socket, target: Target) -> socket.socket:
    return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)


def _left(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _read_head(connection: socket.socket, until: float) -> tuple[bytes, bytes]:
    """Status and headers, and what came after them; an interim answer (1xx) is passed over."""
    got = b""
    while True:
        head, found, rest = got.partition(b"\r\n\r\n")
        if found and head[9:10] != b"1":
            return head, rest
        got = rest if found else got
        if not found:
            part = _part(connection, until)
            if not part or len(got) > MOST_BYTES:
                raise NotReached("the answer was cut off or is no HTTP", may_have_arrived=True)
            got += part


def _part(connection: socket.socket, until: float) -> bytes:
    try:
        connection.settimeout(_left(until))
        return connection.recv(16_384)
    except OSError as error:
        raise NotReached(f"no answer: {_words(error)}", may_have_arrived=True) from None


def _read_body(connection: socket.socket, until: float, head: bytes, rest: bytes) -> bytes:
    """What else comes of the body, as far as it is wanted; the status is known, so nothing here is a failure."""
    length = _headers(head).get("Content-Length", "")
    wanted = min(int(length), MOST_BYTES) if length.isascii() and length.isdigit() else MOST_BYTES
    more = b""
    try:
        while len(rest) + len(more) < wanted and not (rest + more).endswith(b"0\r\n\r\n"):
            part = _part(connection, until)
            if not part:
                break
            more += part
    except NotReached:
        pass
    return more


def _headers(head: bytes) -> http.client.HTTPMessage:
    try:
        return http.client.parse_headers(io.BytesIO(head.partition(b"\r\n")[2] + b"\r\n\r\n"))
    except http.client.HTTPException:
        raise NotReached("the headers of the answer are malformed", may_have_arrived=True) from None


def _answer(head: bytes, rest: bytes, seconds: float) -> Answer:
    version, _, status = head.partition(b"\r\n")[0].partition(b" ")
    if not version.startswith(b"HTTP/1.") or not status[:3].isdigit():
        raise NotReached("the answer is no HTTP", may_have_arrived=True)
    headers = _headers(head)
    body = _unchunked(rest) if "chunked" in headers.get("Transfer-Encoding", "").lower() else rest
    text = body.decode("utf-8", "replace").replace("\0", "")[:EXCERPT]
    return Answer(int(status[:3]), text, seconds, _rest(headers.get("Retry-After", ""), headers.get("Date", "")))


def _unchunked(rest: bytes) -> bytes:
    out = b""
    while True:
        size, found, rest = rest.partition(b"\r\n")
        try:
            length = int(size.partition(b";")[0], 16)
        except ValueError:
            return out
        if not found or length <= 0:
            return out
        out, rest = out + rest[:length], rest[length + 2 :]


def _rest(text: str, date: str) -> float | None:
    """Seconds of a Retry-After, which is a number or a date (then by the other side's own clock)."""
    if text.isascii() and text.strip().isdigit():
        return min(float(text[:12]), LONGEST_REST)
    try:
        seconds = (parsedate_to_datetime(text) - parsedate_to_datetime(date)).total_seconds()
    except (ValueError, TypeError):
        return None
    return min(max(seconds, 0.0), LONGEST_REST)


def _words(error: OSError | None) -> str:
    if isinstance(error, TimeoutError):
        return "it took too long"
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({error.verify_message})"
    return str(error.strerror or error) if error is not None else "it has no address"
