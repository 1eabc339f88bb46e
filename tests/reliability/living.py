"""A company that lives day by day: people come, the process judges, reps answer; and whether its replay does the same.

Everything comes in the order it happens and time is looked at once a day, so that the record and the replay must agree
on every score and on every decision.
"""

import json
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from accord.agreement import api as agreements
from accord.engines.contracts import UNITS
from accord.journey import api as journey
from accord.journey import desk, rescore
from accord.journey.replay import running
from accord.journey.replay.playing import Played
from accord.kernel.actor import Actor, ActorKind
from accord.kernel.instants import to_micros
from accord.members import api as members
from accord.steps.collect import api as collect
from accord.steps.handoff import api as handoff
from accord.steps.scoring import api as scoring

START = datetime(2025, 3, 3, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")
NORTHWIND = Path(__file__).parents[2] / "examples" / "northwind.yaml"
EVENTS = (
    "Webinar Attended", "Trial Started", "Demo Requested", "Content Downloaded", "Unsubscribed", "Email Link Clicked",
)  # fmt: skip
PATHS = ("/pricing", "/docs/a", "/docs/b", "/", "/careers/ops", "/pricing/pro")
TITLES = ("CIO", "Head of IT", "Student", "Sales Director", "Clerk")


def live(people: int, days: int, seed: int, *, touches: int = 12, after: int = 30) -> datetime:
    """Tell the story of so many people, each of about so many touches, and of so many days `after` the last; gives the
    instant at which it ends."""
    rng = random.Random(seed)
    rescore.publish(text=NORTHWIND.read_text(), name="northwind.yaml", by=RHEA, now=START - timedelta(days=1))
    sam = members.add(email="sam@northwind.example", role="rep", now=START)
    source = collect.add_source(name="web site", now=START)
    firms = max(50, people // 30)
    told = sorted(
        (one for who in range(people) for one in _life(rng, who, days, touches, firms)), key=lambda one: one[0]
    )
    place = 0
    for day in range(1, days + after + 1):
        now = START + timedelta(days=day)
        batch = []
        while place < len(told) and told[place][0] <= now:
            batch.append(told[place][1])
            place += 1
        bodies = [json.dumps({"batch": batch[n : n + 500]}).encode() for n in range(0, len(batch), 500)]
        if bodies:
            journey.accept_touches(source_id=source.id, bodies=bodies, now=now)
        while rescore.tick(now=now):
            pass
        _answer(rng, sam, now)
    return START + timedelta(days=days + after)


def _life(rng: random.Random, who: int, days: int, touches: int, firms: int) -> list[tuple[datetime, dict[str, Any]]]:
    """Most are somebody of a company; some of them are interested."""
    eager = rng.random() ** 2
    found = []
    for number in range(max(1, round(rng.gauss(touches, touches / 3)))):
        at = START + timedelta(seconds=rng.randrange(days * 86_400))
        said: dict[str, Any] = {"messageId": f"{who}-{number}", "timestamp": at.isoformat(), "userId": f"u{who}"}
        if number == 0 or rng.random() < 0.05:
            company = {"name": f"Company {who % firms}", "employees": 20 + 40 * (who % 7), "industry": "software"}
            traits = {
                "email": f"p{who}@c{who % firms}.example",
                "jobTitle": TITLES[who % len(TITLES)],
                "company": company,
            }
            found.append((at, said | {"type": "identify", "traits": traits}))
        elif rng.random() < 0.25 * eager:
            found.append((at, said | {"type": "track", "event": rng.choice(EVENTS)}))
        else:
            found.append((at, said | {"type": "page", "properties": {"path": rng.choice(PATHS)}}))
    return found


def _answer(rng: random.Random, sam: Any, now: datetime) -> None:
    """Some of what waits is answered."""
    for waiting in handoff.queue(member_id=sam.id, limit=200).rows:
        lot = rng.random()
        if waiting.accepted_at is None and lot < 0.3:
            desk.accept(handoff_id=waiting.id, by=sam, now=now)
        elif waiting.accepted_at is None and lot < 0.5:
            desk.reject(handoff_id=waiting.id, reason=rng.choice(["no-answer", "not-a-fit"]), by=sam, now=now)
        elif waiting.accepted_at is not None and lot < 0.05:
            desk.recycle(lead_id=waiting.lead_id, reason="nurture", by=sam, now=now)


def compare(now: datetime) -> dict[str, Any]:
    """The version in force replayed against what happened: every decision, and every score as it is cached."""
    version = agreements.current()
    assert version is not None
    report, held = running.report_of(
        text=version.text, name=version.name, now=now, since=None, until=None, against=None, progress=None
    )
    return {"reality": report.as_json()["reality"], "touches": report.data.touches, **scores(held.proposed.played)}


def scores(played: Played) -> dict[str, Any]:
    """How many cached scores there are, and those that the replay has otherwise."""
    people = played.world.people.tolist()
    place_of = {person: place for place, person in enumerate(people)}
    names = played.ours.conditions.program.score_ids
    total, wrong = 0, []
    for start in range(0, len(people), 2000):
        cards = scoring.scores_of(person_ids=people[start : start + 2000])
        asked = [(place_of[person], card) for person, of_one in cards.items() for card in of_one.values()]
        who, when = [place for place, _ in asked], [to_micros(card.as_of) for _, card in asked]
        units = played.look_at(np.array(who, np.int64), np.array(when, np.int64))[0] if asked else []
        for row, (place, card) in enumerate(asked):
            total += 1
            if int(units[row][names.index(card.score_id)]) != card.units:
                wrong.append((people[place], card.score_id, card.units / UNITS))
    return {"scores": total, "scores_different": wrong}
