"""Everything that is not tracking goes to the web process, streamed both ways."""

from collections.abc import AsyncIterator
from urllib.parse import quote

import aiohttp
from yarl import URL

from accord.collector.options import Options
from accord.collector.rsgi import Protocol, Scope
from accord.collector.tracking import address_of

_HOP_BY_HOP = frozenset(
    (
        *("connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "proxy-connection"),
        *("te", "trailer", "transfer-encoding", "upgrade"),
    )
)
_OURS = frozenset(("forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "expect"))
_SMALL = 256 * 1024
_AWAY_PAGE = (
    b"<!doctype html><html lang=en><meta charset=utf-8><meta http-equiv=refresh content=2>"
    b"<title>Accord</title><p>Accord is starting. This page tries again by itself.</p></html>"
)


class Forwarding:
    def __init__(self, options: Options) -> None:
        self._options = options
        self._scheme = options.public_url.partition("://")[0] if options.public_url else ""
        self._session: aiohttp.ClientSession | None = None

    def start(self) -> None:
        self._session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(limit=200, keepalive_timeout=10),
            timeout=aiohttp.ClientTimeout(total=None, sock_connect=5, sock_read=300),
            auto_decompress=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=("user-agent", "accept", "accept-encoding", "content-type"),
        )

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def forward(self, scope: Scope, protocol: Protocol) -> None:
        if self._session is None or not self._options.web:
            return _not_here(protocol)
        try:
            async with self._session.request(
                scope.method,
                self._url(scope),
                headers=self._headers(scope),
                data=_body(scope, protocol),
                allow_redirects=False,
            ) as response:
                return await _pass_on(response, scope, protocol)
        except (aiohttp.ClientError, TimeoutError, OSError):
            return _away(scope, protocol)

    def _url(self, scope: Scope) -> URL:
        path = quote(scope.path, safe="/:@!$&'()*+,;=~-._")
        query = f"?{scope.query_string}" if scope.query_string else ""
        return URL(f"http://{self._options.web}{path}{query}", encoded=True)

    def _headers(self, scope: Scope) -> list[tuple[str, str]]:
        """The client's headers, except what belongs to its connection or claims to know who it is."""
        named = (scope.headers.get("connection") or "").lower()
        dropped = _HOP_BY_HOP | _OURS | {name.strip() for name in named.split(",")}
        host = scope.headers.get("host") or scope.authority or ""
        passed = [(k, v) for k, v in scope.headers.items() if k.lower() not in dropped and k.lower() != "host"]
        return [
            *passed,
            ("host", host),
            ("x-forwarded-for", address_of(scope.client)),
            ("x-forwarded-host", host),
            ("x-forwarded-proto", self._scheme or scope.scheme),
        ]


def _body(scope: Scope, protocol: Protocol) -> AsyncIterator[bytes] | None:
    has_body = (scope.headers.get("content-length") or "0") != "0" or scope.headers.get("transfer-encoding")
    return _parts(protocol) if has_body else None


async def _parts(protocol: Protocol) -> AsyncIterator[bytes]:
    async for part in protocol:
        yield bytes(part)


async def _pass_on(response: aiohttp.ClientResponse, scope: Scope, protocol: Protocol) -> None:
    headers = [(k.lower(), v) for k, v in response.headers.items() if k.lower() not in _HOP_BY_HOP]
    if scope.method == "HEAD" or response.status in (204, 304):
        return protocol.response_empty(response.status, [h for h in headers if h[0] != "content-length"])
    if response.content_length is not None and response.content_length <= _SMALL:
        return protocol.response_bytes(response.status, headers, await response.read())
    transport = protocol.response_stream(response.status, headers)
    async for part in response.content.iter_any():
        await transport.send_bytes(part)
    return None


def _away(scope: Scope, protocol: Protocol) -> None:
    """The web process is starting again; a browser's page comes back by itself."""
    headers = [("retry-after", "2"), ("cache-control", "no-store")]
    if "text/html" in (scope.headers.get("accept") or ""):
        return protocol.response_bytes(503, [*headers, ("content-type", "text/html; charset=utf-8")], _AWAY_PAGE)
    body = b'{"code":"web_away","message":"the screens are starting; try again"}'
    return protocol.response_bytes(503, [*headers, ("content-type", "application/json")], body)


def _not_here(protocol: Protocol) -> None:
    body = b'{"code":"not_found","message":"only the tracking API lives at this address"}'
    return protocol.response_bytes(404, [("content-type", "application/json")], body)
