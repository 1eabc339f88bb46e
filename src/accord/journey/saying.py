"""What a member says of somebody is a touch like any other: through the inbox and the river."""

import json
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from typing import Any

from accord.journey import river
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect

PREFIX = "said-"  # of the ids of all such messages


def say(message: Mapping[str, Any], *, source: str, by: MemberCard, now: datetime) -> int | None:
    """One identify or group call of a member's, taken in at once, as `river.accept_first` says: else the number in the
    inbox under which it waits. `source` is the name it is said under."""
    said = json.dumps(message, ensure_ascii=False, sort_keys=True)
    whole = {
        **message,
        "messageId": f"{PREFIX}{sha256(f'{by.id} {now.isoformat()} {said}'.encode()).hexdigest()}",
        "timestamp": now.isoformat(),
        "context": {**message.get("context", {}), "by": by.email},
    }
    body = json.dumps({"batch": [whole]}, ensure_ascii=False).encode()
    return river.accept_first(source_id=collect.source_named(name=source, now=now).id, body=body, now=now)
