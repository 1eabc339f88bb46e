"""What the door needs to know when it opens."""

from dataclasses import dataclass

EVENT_BYTES = 32 * 1024
BATCH_BYTES = 500 * 1024
BATCH_EVENTS = 2_500
WAITING_BYTES = 64 * 1024 * 1024  # bodies read and not committed; beyond it clients are asked to come again
READING_BYTES = 128 * 1024 * 1024  # bodies on their way in, all clients together
READING_SECONDS = 30


@dataclass(frozen=True, slots=True)
class Options:
    """`web` is the address of the web process, host:port; empty: this door only tracks."""

    host: str
    port: int
    database_url: str
    web: str = ""
    public_url: str = ""
    rate_limit: int = 20_000
    durable: bool = True
