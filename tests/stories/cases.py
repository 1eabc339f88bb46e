"""The sample company's people as cases whose truth is known: what they did up to a day, and whether they buy."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

from accord.agreement.contracts import Version
from accord.agreement.load import load
from accord.connectors.sample import behaviour, world
from accord.connectors.sample.payloads import Writer
from accord.kernel.actor import PROCESS
from accord.kernel.touch import Touch, TouchKind, TraitChange
from accord.reporting.known import Story
from accord.reporting.suggest_examples import Example, Examples
from accord.steps.collect.contracts import StoredTouch

BEGIN = datetime(2025, 1, 6, tzinfo=UTC)
NORTHWIND = (Path(__file__).parents[2] / "examples" / "northwind.yaml").read_text(encoding="utf-8")
DAYS = 540


def version(text: str = NORTHWIND) -> Version:
    """An agreement as if it were in force from the beginning."""
    return Version(
        id=1, number=1, hash="0" * 64, name="northwind.yaml", text=text, title="Northwind", agreement=load(text, "n"),
        published_by=PROCESS, published_at=BEGIN, in_force_from=BEGIN,
    )  # fmt: skip


def cases(people: int, seed: int = 7, *, shuffled: bool = False, leaky: bool = False) -> Examples:
    """Everybody sixty days after they first came, and whether they buy. `leaky` adds what a rep typed in afterwards."""
    made = world.build(people=people, companies=max(6, people * 9 // 50), days=DAYS, seed=seed)
    writer = Writer(made, BEGIN, seed)
    found = [_case(human, made, writer, seed, leaky) for human in made.humans]
    truth = [one.is_true for one in found]
    if shuffled:
        Random(seed).shuffle(truth)
    cases = [Example(one.person_id, one.at, true, one.story) for one, true in zip(found, truth, strict=True)]
    return Examples(sorted(cases, key=lambda one: (one.at, one.person_id)), 0, 0, timedelta())


def _case(human, made, writer, seed, leaky) -> Example:
    at = BEGIN + timedelta(days=human.first_day + 60)
    touches = []
    for happening in behaviour.of(human, made, seed):
        for source, message in writer.messages(happening):
            if message["type"] in ("page", "track"):
                touches.append(_touch(source, message, BEGIN + timedelta(seconds=happening.at)))
    rows = [
        StoredTouch(touch, number + 1, 1) for number, touch in enumerate(sorted(touches, key=lambda t: t.occurred_at))
    ]
    changes, learnt = _traits(human), {}
    if leaky:
        quality = "hot" if human.buys else "cold"
        changes.append(TraitChange(at + timedelta(days=3), 900_001, "person", "lead_quality", quality))
        changes.append(TraitChange(at - timedelta(days=3), 900_002, "person", "call_minutes", 30 if human.buys else 2))
        changes.append(TraitChange(at - timedelta(days=1), 900_003, "person", "last_activity", at.isoformat()))
        changes.append(TraitChange(at - timedelta(days=1), 900_004, "person", "segment_code", quality))
        learnt = {900_001: at + timedelta(days=3), 900_002: at + timedelta(days=9)}
    return Example(human.number, at, human.buys, Story(human.number, rows, sorted(changes), learnt))


def _touch(source: str, message: dict, at: datetime) -> Touch:
    kind = TouchKind.PAGE if message["type"] == "page" else TouchKind.TRACK
    return Touch(
        1, message["messageId"], kind, message.get("event", ""), at, at, properties=message.get("properties", {})
    )


def _traits(human) -> list[TraitChange]:
    company = human.company
    known = [("person", "email", human.email), ("person", "job_title", human.title),
             ("person", "company", company.name),
             ("person", "email_kind", "free" if human.is_free_mail else "business"),
             ("account", "industry", company.industry), ("account", "employees", company.employees),
             ("account", "country", company.country.code), ("account", "domain", company.domain)]  # fmt: skip
    return [TraitChange(BEGIN, number + 1, *one) for number, one in enumerate(known)]
