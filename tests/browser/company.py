"""A small company for looking at pages: people with histories, hand-offs in every state, deals, warnings."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

from accord.agreement import api as agreements
from accord.journey import desk, river
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.money import Money
from accord.members import api as members
from accord.members.contracts import MemberCard
from accord.steps.collect import api as collect
from accord.steps.collect.contracts import IMPORT_PATH, Oddity
from accord.steps.handoff import api as handoff
from tests.browser.chromium import PASSWORD

AGREEMENT = Path(__file__).parents[2] / "examples" / "northwind.yaml"
ROLES = {"mara": "marketer", "sam": "rep", "sigrid": "sdr", "rhea": "operations", "ada": "admin", "ed": "executive"}

PEOPLE = (
    ("Ingrid Sørensen", "IT director", "acme.example", "Acme GmbH", "software", 420, "DE"),
    ("Мария Иванова", "Head of IT", "globex.example", "Глобекс", "finance", 1800, "DE"),
    ("ليلى حداد", "Director of marketing", "initech.example", "شركة إنيتك", "software", 240, "AE"),
    ("王小明", "CIO", "umbra.example", "乌木科技", "manufacturing", 950, "CN"),
    ("林怡君", "VP sales", "hooli.example", "呼利股份", "software", 3100, "TW"),
    ("Jean-Baptiste Étienne", "Chief revenue officer", "vandelay.example", "Vandelay SA", "logistics", 75, "FR"),
    ("Tom Okafor", "Marketing manager", "soylent.example", "Soylent", "healthcare", 640, "GB"),
    ("Aoife Ní Dhomhnaill", "Head of demand generation", "stark.example", "Stark Ltd", "software", 150, "IE"),
    ("Wolfgang Amadeus von Hohenlohe-Langenburg", "Director of information technology and digital transformation",
     "wayne.example", "Wayne Enterprises International Holding Aktiengesellschaft", "finance", 4800, "AT"),
    ("Sofía Álvarez", "Student", "gmail.com", "", "", 0, "ES"),
)  # fmt: skip


def build(now: datetime, *, people: int = 30) -> dict[str, MemberCard]:
    """Everything; returns the members by first name."""
    cast = {name: _member(name, role, now) for name, role in ROLES.items()}
    by = Actor(ActorKind.MEMBER, "rhea@northwind.example")
    began = now - timedelta(days=60)
    agreements.publish(text=AGREEMENT.read_text(encoding="utf-8"), name=AGREEMENT.name, by=by, now=began)
    source = collect.add_source(name="Web site", now=began)
    messages = [message for number in range(people) for message in history(number, now)]
    tell(source.id, messages, now)
    odd = Oddity(source.id, now, "bad-time", "the time 2015-2-02T00:30:08.276Z is no instant", "m-1", '{"timestamp":…}')
    collect.warn(oddities=[odd])
    _work(cast, now)
    return cast


def tell(source_id: int, messages: list[dict[str, Any]], now: datetime) -> None:
    """Messages through the inbox and the river, as every client's."""
    messages = sorted(messages, key=lambda one: str(one["timestamp"]))
    bodies = [
        json.dumps({"batch": messages[i : i + 100]}, ensure_ascii=False).encode() for i in range(0, len(messages), 100)
    ]
    collect.put(source_id=source_id, bodies=bodies, now=now, path=IMPORT_PATH)
    while collect.waiting()[0]:
        river.drain(limit=5000, now=now)


def _member(name: str, role: str, now: datetime) -> MemberCard:
    email = f"{name}@northwind.example"
    return members.add(email=email, role=role, name=name.capitalize(), password=PASSWORD, now=now)


def history(number: int, now: datetime) -> Iterator[dict[str, Any]]:
    name, title, domain, company, industry, employees, country = PEOPLE[number % len(PEOPLE)]
    suffix = "" if number < len(PEOPLE) else str(number)
    email = f"person{number}@{domain}"
    ticks = (now - timedelta(hours=3 * (number + 1)) - timedelta(hours=h) for h in count(0, 7))

    def message(kind: str, **body: Any) -> dict[str, Any]:
        at = next(ticks).isoformat()
        return {
            "type": kind,
            "messageId": f"m-{number}-{at}",
            "timestamp": at,
            "receivedAt": at,
            "anonymousId": f"a-{number}",
            **body,
        }

    if number % 3 == 0:
        yield message("track", event="Demo Requested", userId=email, properties={"form": "demo", "plan": "team"})
    for path in ("/pricing", "/docs/start", "/pricing", "/docs/api", "/pricing", "/blog/leads"):
        yield message(
            "page",
            properties={"path": path, "title": path.strip("/").title(), "url": f"https://northwind.example{path}"},
        )
    yield message("track", event="Webinar Attended", userId=email, properties={"webinar": "One list, one agreement"})
    yield message("track", event="Content Downloaded", userId=email, properties={"content": "buyers-guide.pdf"})
    if company:
        yield message(
            "group",
            userId=email,
            groupId=domain,
            traits={
                "name": company,
                "industry": industry,
                "employees": employees,
                "country": country,
                "domain": domain,
            },
        )
    yield message(
        "identify",
        userId=email,
        traits={"email": email, "name": name + suffix, "title": title, "company": company, "phone": "+49 30 1234567"},
    )
    yield message("page", properties={"path": "/"}, context={"campaign": {"source": "newsletter", "name": "spring"}})


def _work(cast: dict[str, MemberCard], now: datetime) -> None:
    """Some hand-offs accepted, one qualified, one deal won, one open."""
    rep = cast["sam"]
    rows = handoff.queue(member_id=rep.id, limit=20).rows
    for place, row in enumerate(rows[-4:]):
        desk.accept(handoff_id=row.id, by=rep, now=now)
        if place < 3:
            desk.qualify(
                lead_id=row.lead_id, answers={"budget": "40,000", "need": "reports", "timing": "Q1"}, by=rep, now=now
            )
        if place < 2:
            done = desk.open_deal(
                lead_id=row.lead_id, name="Platform, 50 seats", amount=Money.of(48_000, "EUR"), by=rep, now=now
            )
            if place == 0 and done.deal:
                desk.win(deal_id=done.deal.id, by=rep, now=now)
