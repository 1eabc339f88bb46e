"""What each channel is given to carry, and what it says came of it."""

from dataclasses import dataclass
from datetime import datetime

from accord.members.contracts import MemberCard
from accord.telling.contracts import Shown


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    """One delivery. `notices` are in the reader's words; `home` is the address of this installation, without a slash at
    the end; `to` are those the notice is for; `reader` is the one member that a mail is for; `bodies` are the notices'
    JSON with what they are about."""

    key: str
    notices: tuple[Shown, ...]
    bodies: tuple[dict[str, object], ...]
    home: str
    now: datetime
    address: str = ""
    secret: str = ""
    reader: MemberCard | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`lasting`: trying again is of no use. `gone`: the other side wants nothing any more. `of_channel`: every other
    delivery to the channel would have met the same. `asked`: seconds the other side wants to be left alone."""

    is_sent: bool
    words: str
    status: int | None = None
    lasting: bool = False
    gone: bool = False
    of_channel: bool = True
    asked: float | None = None
