"""What goes wrong anywhere: clients with a broken clock or no idea who they are, and people entered twice."""

from datetime import datetime, timedelta

from accord.connectors.sample.payloads import Message
from accord.connectors.sample.world import Human, World

HOW_OFTEN = 90
"""Every ninetieth person is in the CRM a second time, under another spelling of the address."""


def broken(now: datetime, seed: int) -> list[Message]:
    """Bodies of the last days that the warnings page shows."""
    late = (now + timedelta(days=400)).isoformat()
    return [
        {"type": "track", "event": "Content Downloaded", "messageId": f"s{seed}-odd-1", "properties": {"asset": "x"}},
        {"type": "page", "anonymousId": f"odd{seed}", "messageId": f"s{seed}-odd-2", "timestamp": "2015-2-02"},
        {"type": "page", "anonymousId": f"odd{seed}", "messageId": f"s{seed}-odd-3", "timestamp": late},
        {"type": "telepathy", "anonymousId": f"odd{seed}", "messageId": f"s{seed}-odd-4"},
        {"type": "track", "anonymousId": f"odd{seed}", "messageId": f"s{seed}-odd-5"},
    ]  # fmt: skip


def is_entered_twice(human: Human) -> bool:
    return human.number % HOW_OFTEN == 7 and not human.is_free_mail and human.kind in ("buyer", "bystander")


def second_entry(human: Human, at: str, seed: int) -> Message:
    """The same name at the same company, with an address that only a person can tell is the same."""
    local, _, host = human.email.partition("@")
    first, _, last = local.partition(".")
    traits = {"email": f"{first[:1]}{last}@{host}", "name": human.full, "company": human.company.name,
              "job_title": human.title, "external_id": f"D{human.number:06}"}  # fmt: skip
    return {"type": "identify", "messageId": f"s{seed}-twice-{human.number}", "timestamp": at, "receivedAt": at,
            "traits": traits}  # fmt: skip


def twice(world: World) -> list[Human]:
    return [human for human in world.humans if is_entered_twice(human)]
