"""What crosses the wall of the room that calls out."""

from dataclasses import dataclass
from ipaddress import IPv4Network, IPv6Network

from accord.kernel.errors import Refused, Unavailable


class AddressRefused(Refused):
    """The address may not be called: it is malformed, not encrypted, or inside the house."""

    code = "address_refused"


class NotReached(Unavailable):
    """No answer. `may_have_arrived`: everything had been sent, so that the other side may have it all the same.
    `only_this`: the other side takes others, but not this one now."""

    code = "not_reached"

    def __init__(self, message: str, *, may_have_arrived: bool = False, only_this: bool = False) -> None:
        super().__init__(message, retry_after=0.0)
        self.may_have_arrived = may_have_arrived
        self.only_this = only_this


@dataclass(frozen=True, slots=True)
class Allowed:
    """What the administrator allows besides encrypted calls to the public internet."""

    networks: tuple[IPv4Network | IPv6Network, ...] = ()
    plain_http: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said: the status, the first 2,000 characters of the body, how long it took in seconds, and
    how many seconds it asked to be left alone (None: it did not ask)."""

    status: int
    excerpt: str
    seconds: float
    retry_after: float | None = None

    @property
    def is_good(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True, slots=True)
class MailServer:
    """`encryption` is "tls" from the first byte, "starttls", or "none"."""

    host: str
    port: int
    user: str = ""
    password: str = ""
    encryption: str = "starttls"
