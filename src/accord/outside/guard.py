"""Which addresses may be called. Decided on the numbers that a name means, and those very numbers are then called."""

import ipaddress
import socket
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from accord.outside.contracts import AddressRefused, Allowed, NotReached

Number = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Sequence[str]]

# https://www.iana.org/assignments/iana-ipv4-special-registry and what clouds answer for machines at.
_CLOSED_4 = [
    ipaddress.IPv4Network(n)
    for n in (
        "0.0.0.0/8",
        "10.0.0.0/8",
        "100.64.0.0/10",
        "127.0.0.0/8",
        "168.63.129.16/32",
        "169.254.0.0/16",
        "172.16.0.0/12",
        "192.0.0.0/24",
        "192.0.2.0/24",
        "192.31.196.0/24",
        "192.52.193.0/24",
        "192.88.99.0/24",
        "192.168.0.0/16",
        "192.175.48.0/24",
        "198.18.0.0/15",
        "198.51.100.0/24",
        "203.0.113.0/24",
        "224.0.0.0/4",
        "240.0.0.0/4",
    )
]
# Of IPv6 only global unicast is open, without what carries an IPv4 address inside or is for documents.
_OPEN_6 = ipaddress.IPv6Network("2000::/3")
_CLOSED_6 = [ipaddress.IPv6Network(n) for n in ("2001::/23", "2001:db8::/32", "2002::/16", "3fff::/20")]
_LONGEST = 2000
_PORTS = {"https": 443, "http": 80}


@dataclass(frozen=True, slots=True)
class Target:
    """An address that may be called: `numbers` are all that the name means, `path` begins with a slash."""

    host: str
    port: int
    path: str
    numbers: tuple[str, ...]
    is_encrypted: bool

    @property
    def named(self) -> str:
        """The host as the header has it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port in (443 if self.is_encrypted else 80,) else f"{host}:{self.port}"


def is_open(number: Number) -> bool:
    """Whether this is an address of the public internet."""
    if isinstance(number, ipaddress.IPv4Address):
        return not any(number in network for network in _CLOSED_4)
    return number.scope_id is None and number in _OPEN_6 and not any(number in network for network in _CLOSED_6)


def resolved(host: str, port: int) -> list[str]:
    """All numbers of a name, as the system knows them. Raises NotReached."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NotReached(f"the name {host} is not known: {error}") from None
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def check(address: str, *, allowed: Allowed, resolve: Resolve = resolved) -> Target:
    """The target of an address. Raises AddressRefused where it may not be called, NotReached where its name means
    nothing."""
    scheme, host, port, path = _parts(address, allowed)
    numbers = tuple(resolve(host, port))
    if not numbers:
        raise NotReached(f"the name {host} has no address")
    for text in numbers:
        _check_number(text, host, allowed)
    return Target(host, port, path, numbers, scheme == "https")


def _parts(address: str, allowed: Allowed) -> tuple[str, str, int, str]:
    if len(address) > _LONGEST or not address.isprintable() or any(c in address for c in ' \\"<>^`{|}'):
        raise AddressRefused("this is no address: it is too long or has characters that no address has")
    try:
        parts = urlsplit(address)
        port = parts.port or _PORTS.get(parts.scheme, 0)
        host = (parts.hostname or "").encode("idna").decode("ascii") if ":" not in (parts.hostname or "") else ""
        host = host or str(ipaddress.IPv6Address(parts.hostname or ""))
    except ValueError:
        raise AddressRefused("this is no address: its host or its port is malformed") from None
    if parts.scheme not in _PORTS:
        raise AddressRefused("an address begins with https://")
    if parts.scheme == "http" and not allowed.plain_http:
        raise AddressRefused("only https:// is called, unless an administrator sets ACCORD_OUTSIDE_HTTP")
    if parts.username is not None or parts.password is not None or parts.port == 0:
        raise AddressRefused("an address holds no user, no password and no port 0")
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    if not path.isascii() or not path.startswith("/"):
        raise AddressRefused("the path of an address is written in ASCII; encode it with %")
    return parts.scheme, host, port, path


def _check_number(text: str, host: str, allowed: Allowed) -> None:
    try:
        number = ipaddress.ip_address(text)
    except ValueError:
        raise AddressRefused(f"{host} means {text}, which is no address") from None
    if is_open(number) or any(number in network for network in allowed.networks if network.version == number.version):
        return
    raise AddressRefused(
        f"{host} means {number}, which is not on the public internet; an administrator can allow it by "
        "ACCORD_OUTSIDE_NETWORKS"
    )
