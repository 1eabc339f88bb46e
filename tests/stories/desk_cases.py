"""What the stories of the desk have in common: a Monday, the sample agreement, and leads that become ready."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

from accord.journey import river
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
NORTHWIND = (Path(__file__).parents[2] / "examples" / "northwind.yaml").read_text(encoding="utf-8")


def later(**much) -> datetime:
    return MONDAY + timedelta(**much)


def happens(*messages, at=MONDAY):
    source = collect.source_named(name="website", now=at)
    whole = [
        {"messageId": f"{at.isoformat()} {i} {m['userId']}", "timestamp": at.isoformat(), **m}
        for i, m in enumerate(messages)
    ]
    river.accept_touches(source_id=source.id, bodies=[json.dumps({"batch": whole}).encode()], now=at)


def identify(name, company="Acme", **traits):
    address = f"{name}@{company.lower()}.example"
    told = {"email": address, "company": company, "job_title": "Head of IT", **traits}
    return {"type": "identify", "userId": name, "traits": told}


def demo(name):
    return {"type": "track", "event": "Demo Requested", "userId": name}


def ready(name="iris", at=MONDAY, company="Acme"):
    """Somebody asks for a demo; the lead that follows."""
    happens(identify(name, company), demo(name), at=at)
    return lead_of(f"{name}@{company.lower()}.example")


def interested(name="iris", company="Acme", at=MONDAY, **traits):
    """They fit, they did enough, and something is not known; the lead that follows."""
    trial = {"type": "track", "event": "Trial Started", "userId": name}
    group = {
        "type": "group",
        "userId": name,
        "groupId": f"{company.lower()}.example",
        "traits": {"employees": 300, "industry": "software", "country": "DE"},
    }
    happens(identify(name, company, **traits), group, trial, at=at)
    return lead_of(f"{name}@{company.lower()}.example")


def lead_of(address):
    person = identity.lookup(text=address)
    return lifecycle.leads_of([person.id])[person.id][0]


def handed(lead):
    return handoff.of_leads([lead.id])[lead.id][0]


def queue(member):
    return [row.lead_id for row in handoff.queue(member_id=member.id).rows]


def stage(lead):
    return lifecycle.lead(lead.id).stage
