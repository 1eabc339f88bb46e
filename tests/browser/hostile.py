"""Text that tries to become script, in every field that a page shows."""

from datetime import datetime, timedelta
from typing import Any

from accord.agreement import api as agreements
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import Oddity
from tests.browser import company

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{ 7|add:7 }}{% load static %}",
    "</title><script>alert(1)</script>",
    '<hx-partial hx-target="body"><script>alert(1)</script></hx-partial>',
    "<a href=x hx-get=/queue/ hx-trigger=load hx-on:click=alert(1)>x</a>",
    "\u202e\u2066evil\u2069<b>",
    "<style>*{display:none}</style><div style=color:red>",
)
MARK = "hostile"


def pour(now: datetime) -> None:
    """People, companies, touches, a source, a member, warnings and a version of the agreement, all hostile."""
    source = collect.add_source(name=PAYLOADS[0][:90], now=now)
    company.tell(source.id, [one for place, text in enumerate(PAYLOADS) for one in _messages(place, text, now)], now)
    members.add(email="eve@northwind.example", role="rep", name=PAYLOADS[1], now=now)
    members.set_active(member_id=_member("eve@northwind.example"), is_active=False)
    odd = [Oddity(source.id, now, text[:40], text, text[:90], text) for text in PAYLOADS]
    collect.warn(oddities=odd)
    _publish(now)


def _messages(place: int, text: str, now: datetime) -> list[dict[str, Any]]:
    at = (now - timedelta(minutes=5 * (place + 1))).isoformat()
    user = f"hostile{place}@{MARK}{place}.example"
    domain = f"{MARK}{place}.example"
    traits = {
        "email": user,
        "name": f"{text} {MARK}",
        "title": f"Director {text}",
        "company": text,
        "phone": text,
        text: text,
    }
    bodies: list[dict[str, Any]] = [
        {"type": "identify", "traits": traits},
        {"type": "group", "groupId": domain, "traits": {"name": text, "industry": text, "domain": domain}},
        {"type": "track", "event": text, "properties": {text: text, "url": text}},
        {"type": "page", "name": text, "properties": {"path": text, "title": text}},
        {"type": "track", "event": "Demo Requested", "context": {"campaign": {"source": text, "name": text}}},
    ]
    common = {"timestamp": at, "receivedAt": at, "userId": user}
    return [{**common, **body, "messageId": f"h-{place}-{number}"} for number, body in enumerate(bodies)]


def _publish(now: datetime) -> None:
    text = company.AGREEMENT.read_text(encoding="utf-8")
    text = text.replace("agreement: Northwind lead agreement", f"agreement: 'Northwind {PAYLOADS[0]}'")
    text = text.replace("No say in the purchase.", f"'{PAYLOADS[0]}'").replace("They bought.", f"'{PAYLOADS[0]}'")
    text = text.replace('says: "Show me how it fits with what we already run."', f"says: '{PAYLOADS[0]}'")
    by = Actor(ActorKind.MEMBER, "rhea@northwind.example")
    agreements.publish(text=text, name=f"{PAYLOADS[0]}.yaml", by=by, now=now)


def _member(email: str) -> int:
    card = members.by_email(email)
    assert card is not None
    return card.id
