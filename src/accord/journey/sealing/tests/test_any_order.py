"""Whatever happens in whatever order: what is read is what the database has, and the lake holds each touch once."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from accord.journey import sealing, verdicts, withdrawal
from accord.journey.sealing import mending, rounds
from accord.kernel.actor import PROCESS
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

pytestmark = pytest.mark.django_db
BEGIN = datetime(2026, 1, 15, tzinfo=UTC)


class Year:
    """Steps of an installation's life, drawn by dice."""

    def __init__(self, dice, send, page, settings):
        self.dice, self.send, self.page, self.settings = dice, send, page, settings
        self.now, self.sent = BEGIN, 0

    def touches(self):
        for _ in range(self.dice.randrange(1, 6)):
            late = self.dice.choice([0, 0, 1, 20, 45, 100, 400, -60, -4000])
            at = self.now - timedelta(days=late, seconds=self.dice.randrange(86_400))
            self.send(self.page(self.sent, at, user=f"u{self.dice.randrange(4)}"), now=self.now)
            self.sent += 1

    def time(self):
        self.now += timedelta(days=self.dice.choice([1, 10, 31, 70]))

    def seal(self):
        left = self.dice.choice([1, 2, 10**9])

        def rest(_):
            nonlocal left
            left -= 1
            return left > 0

        sealing.seal(now=self.now, rest=rest)

    def verdict(self):
        numbers = [row.touch_id for page in collect.all_touches() for row in page]
        if numbers:
            is_machine = self.dice.random() < 0.7
            verdicts.judge_touch(touch_id=self.dice.choice(numbers), is_machine=is_machine, actor=PROCESS, now=self.now)

    def withdraw(self):
        source = collect.source_named(name="web site", now=self.now)
        gone = [f"m{self.dice.randrange(self.sent)}"]
        withdrawal.withdraw(source_id=source.id, message_ids=gone, by=PROCESS, reason="undone", now=self.now)

    def rebuild(self):
        status = sealing.status(now=self.now)
        months = [one["month"] for one in status["months"]]
        if months:
            sealing.rebuild(months=[self.dice.choice(months)], now=self.now)

    def patience(self):
        self.settings.SEAL_AFTER_DAYS = self.dice.choice([0, 3, 40])


def stored():
    rows = [row for page in collect.all_touches() for row in page]
    owners = identity.people_behind(alias_ids={row.alias_id for row in rows})
    judged = collect.verdicts_of(touch_ids=[row.touch_id for row in rows])
    machines = {number for number, verdict in judged.items() if verdict.is_machine}
    return sorted((r.touch_id, r.touch.occurred_at, owners[r.alias_id], r.touch_id in machines) for r in rows)


def read():
    columns = ("touch_id", "occurred_at", "person_id", "is_machine")
    found = [row for batch in sealing.everything(columns=columns) for row in batch.to_pylist()]
    return sorted(tuple(row[name] for name in columns) for row in found)


@pytest.mark.parametrize("seed", [0, 1, 2, 9, 13])
def test_what_is_read_is_what_the_database_has(seed, lake, send, page, settings, monkeypatch):
    monkeypatch.setattr(rounds, "WINDOW", 7)
    monkeypatch.setattr(rounds, "CHUNK_ROWS", 5)
    monkeypatch.setattr(mending, "MANY", 2)
    year = Year(random.Random(seed), send, page, settings)
    year.touches()
    steps = [year.touches, year.touches, year.time, year.seal, year.seal, year.verdict, year.withdraw, year.rebuild]
    for _ in range(30):
        year.dice.choice([*steps, year.patience])()
        assert read() == stored()
    sealing.seal(now=year.now)
    report = sealing.verify()
    assert report["ok"], report
    assert report["withdrawn"] == 0
    assert read() == stored()


def test_the_last_touch_withdrawn_after_it_was_sealed_is_not_read(lake, send, page, settings):
    year = Year(random.Random(0), send, page, settings)
    send(page(0, BEGIN - timedelta(days=100)), page(1, BEGIN - timedelta(days=90)), now=BEGIN)
    sealing.seal(now=BEGIN)
    year.sent = 1
    source = collect.source_named(name="web site", now=BEGIN)
    withdrawal.withdraw(source_id=source.id, message_ids=["m1"], by=PROCESS, reason="undone", now=BEGIN)
    assert len(stored()) == 1
    assert read() == stored()
