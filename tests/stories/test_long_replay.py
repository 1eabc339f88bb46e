"""A history that does not stay in memory as a whole gives the same report."""

from datetime import UTC, datetime

import pytest

from accord.connectors.sample import api as sample
from accord.engines import gathering
from accord.engines import history as engine
from accord.journey.replay import api as replay
from accord.journey.replay import playing

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
TEXT = sample.AGREEMENT.read_text(encoding="utf-8")
STRICT = TEXT.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 55}}")


def test_what_is_replayed_in_small_parts_is_the_same(monkeypatch, settings, tmp_path):
    sample.load(people=60, months=2, now=NOW)
    settings.REPLAYS = str(tmp_path / "whole")
    whole = replay.run(text=STRICT, name="northwind.yaml", now=NOW)
    for where, name, size in (
        (engine, "LARGE", 10), (playing, "ROWS", 50),
        (gathering, "HELD", 200), (gathering, "SORTED", 60), (gathering, "BUCKETS", 16),
    ):  # fmt: skip
        monkeypatch.setattr(where, name, size)
    settings.REPLAYS = str(tmp_path / "parts")
    assert replay.run(text=STRICT, name="northwind.yaml", now=NOW) == whole
    assert whole["proposed"]["handed_off"] > 3
    made, other = (sorted((tmp_path / name).rglob("*.npy")) for name in ("whole", "parts"))
    assert [one.read_bytes() for one in made] == [one.read_bytes() for one in other]
