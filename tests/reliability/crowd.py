"""Messages of a crowd that changes addresses, shares browsers and mailboxes, and repeats itself; from a seed."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
END = START + timedelta(days=90)
EVENTS = ("Webinar Attended", "Trial Started", "Demo Requested", "Content Downloaded")
TITLES = ("CIO", "Head of IT", "VP Sales", "Director")
DOMAINS = ("acme.example", "globex.example", "initech.example", "hooli.example")


def crowd(seed: int, size: int) -> list[dict[str, Any]]:
    """`size` messages of about a twelfth as many people."""
    rng = random.Random(seed)
    return [_message(rng, number, max(4, size // 12)) for number in range(size)]


def _message(rng: random.Random, number: int, people: int) -> dict[str, Any]:
    who = int(people * rng.random() ** 1.5)
    at = START + timedelta(seconds=rng.randrange(90 * 86_400))
    said: dict[str, Any] = {"messageId": f"m{number}", "timestamp": at.isoformat(), "anonymousId": _browser(rng, who)}
    kind = rng.choices(["page", "track", "identify", "group", "alias"], [50, 15, 22, 8, 5])[0]
    if kind != "page" or rng.random() < 0.3:
        said["userId"] = _user(rng, who)
    return said | {"type": kind} | _WHAT[kind](rng, who)


def _browser(rng: random.Random, who: int) -> str:
    """Mostly their own; now and then one of the next desk's, or junk."""
    roll = rng.random()
    return "null" if roll < 0.01 else f"b{who + (roll < 0.06)}-{rng.randrange(3)}"


def _user(rng: random.Random, who: int) -> str:
    roll = rng.random()
    return "undefined" if roll < 0.01 else f"u{who}" if roll < 0.9 else f"u{who}-old"


def _identify(rng: random.Random, who: int) -> dict[str, Any]:
    roll = rng.random()
    name = "info" if roll < 0.05 else f"p{who + (roll > 0.985)}" + ("" if roll < 0.9 else "+new")
    traits = {"email": f"{name}@{DOMAINS[(who + (roll < 0.2)) % 4]}", "jobTitle": rng.choice(TITLES)}
    if rng.random() < 0.5:
        traits["company"] = rng.choice(["Acme", "ACME Inc", "Globex"])
    return {"traits": traits}


def _group(rng: random.Random, who: int) -> dict[str, Any]:
    traits: dict[str, Any] = {"employees": rng.choice([60, 200, 900]), "name": f"Company {who % 7}"}
    if rng.random() < 0.4:
        traits["website"] = f"https://www.{rng.choice(DOMAINS)}/about"
    return {"groupId": f"g{who % 7}", "traits": traits}


_WHAT = {
    "page": lambda rng, _: {"properties": {"path": rng.choice(["/pricing", "/docs/a", "/docs/b", "/"])}},
    "track": lambda rng, _: {"event": rng.choice(EVENTS)},
    "identify": _identify,
    "group": _group,
    "alias": lambda rng, who: {"userId": f"u{who}", "previousId": rng.choice([f"b{who}-9", f"u{who}-old"])},
}


def plain(message: dict[str, Any]) -> dict[str, Any]:
    """The message as the naive model reads it."""
    traits = message.get("traits", {}) if message["type"] != "group" else {}
    return {
        "at": message["timestamp"],
        "id": message["messageId"],
        "user": message.get("userId"),
        "anon": message.get("anonymousId"),
        "email": traits.get("email"),
        "previous": message.get("previousId"),
    }
