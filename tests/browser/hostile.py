"""Text that tries to become script, in every field that a page shows."""

import json
from datetime import datetime, timedelta
from typing import Any

from accord.agreement import api as agreements
from accord.kernel.actor import Actor, ActorKind
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import Oddity
from tests.browser import company
from tests.browser.payloads import PAYLOADS

SOME = (
    PAYLOADS[0],
    *('"><img src=x onerror=alert(1)>', "'><svg onload=alert(1)>", "javascript:alert(1)"),
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
    company.tell(source.id, [one for place, text in enumerate(SOME) for one in _messages(place, text, now)], now)
    members.add(email="eve@northwind.example", role="rep", name=SOME[1], now=now)
    members.set_active(member_id=_member("eve@northwind.example"), is_active=False)
    odd = [Oddity(source.id, now, text[:40], text, text[:90], text) for text in SOME]
    collect.warn(oddities=odd)
    _publish(now)


def pour_all(now: datetime) -> None:
    """Every payload, in a database of its own: the pages become long."""
    source = collect.add_source(name="All payloads", now=now)
    company.tell(source.id, [one for place, text in enumerate(PAYLOADS) for one in _everywhere(place, text, now)], now)
    collect.warn(oddities=[Oddity(source.id, now, text[:40], text, text[:90], text) for text in PAYLOADS])
    _publish(now, PAYLOADS)


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


def _everywhere(place: int, text: str, now: datetime) -> list[dict[str, Any]]:
    """A person and a company of that name; events of that name, of one person for every twenty-five payloads."""
    at = (now - timedelta(days=100, minutes=place)).isoformat()
    user, crowd = f"payload{place}@{MARK}.example", f"payload{place - place % 25}@{MARK}.example"
    told = {"name": text, "email": user, "title": text, "company": text}
    bodies: list[dict[str, Any]] = [
        {"type": "identify", "userId": user, "traits": told},
        {"type": "group", "userId": user, "groupId": f"payload-{place}", "traits": {"name": text, "industry": text}},
        {"type": "track", "userId": crowd, "event": text, "properties": {text[:90]: text, "plan": text}},
    ]
    common = {"timestamp": at, "receivedAt": at}
    return [{**common, **body, "messageId": f"p-{place}-{number}"} for number, body in enumerate(bodies)]


def _publish(now: datetime, reasons_said: tuple[str, ...] = ()) -> None:
    text = company.AGREEMENT.read_text(encoding="utf-8")
    text = text.replace("agreement: Northwind lead agreement", f"agreement: 'Northwind {PAYLOADS[0]}'")
    text = text.replace("No say in the purchase.", f"'{PAYLOADS[0]}'").replace("They bought.", f"'{PAYLOADS[0]}'")
    text = text.replace('says: "Show me how it fits with what we already run."', f"says: '{PAYLOADS[0]}'")
    said = [json.dumps(one, ensure_ascii=False).replace("\ufeff", "\\ufeff") for one in reasons_said]
    reasons = "".join(f"  - {{id: payload-{n}, means: {one}, then: disqualify}}\n" for n, one in enumerate(said))
    text = text.replace("reject_reasons:\n", f"reject_reasons:\n{reasons}")
    by = Actor(ActorKind.MEMBER, "rhea@northwind.example")
    agreements.publish(text=text, name=f"{PAYLOADS[0]}.yaml", by=by, now=now, unsigned_because=PAYLOADS[0])
    _propose(text.replace("They did not buy.", f"'{PAYLOADS[0]}'"), by, now)


def _propose(text: str, by: Actor, now: datetime) -> None:
    made = agreements.put_forward(text=text, name=f"{SOME[1]}.yaml", by=by, now=now, note="\n".join(SOME))
    for words in SOME:
        agreements.comment(proposal_id=made.id, text=words, by=by, now=now)
    agreements.decline(
        proposal_id=made.id, by=Actor(ActorKind.MEMBER, "mara@northwind.example"), reason=SOME[0], now=now
    )


def _member(email: str) -> int:
    card = members.by_email(email)
    assert card is not None
    return card.id
