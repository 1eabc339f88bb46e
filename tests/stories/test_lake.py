"""A data team reads the lake without Accord, as docs/reference/lake.md says; and it may lie anywhere Arrow reaches."""

import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pyarrow import fs

from accord.engines import lake as lakes
from accord.engines import lake_place
from accord.journey import sealing
from accord.journey.river import accept_touches
from accord.steps.collect import api as collect

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "lake.md"
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture
def history():
    said = [
        {
            "type": "page",
            "messageId": f"m{n}",
            "userId": f"u{n % 7}",
            "timestamp": (NOW - timedelta(days=n)).isoformat(),
            "properties": {"path": "/pricing" if n % 3 else "/careers"},
        }
        for n in range(120)
    ]
    source = collect.source_named(name="web site", now=NOW)
    accept_touches(source_id=source.id, bodies=[json.dumps({"batch": said}).encode()], now=NOW, path="/v1/batch")
    return said


def read():
    return sorted(m for batch in sealing.everything(columns=("message_id",)) for m in batch.column(0).to_pylist())


def test_the_examples_of_the_reference_run(settings, tmp_path, history):
    settings.LAKE = str(tmp_path)
    sealing.seal(now=NOW)
    blocks = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.S)
    assert len(blocks) == 3
    names: dict = {}
    for block in blocks:
        exec(block.replace("LAKE", str(tmp_path)), names)
    old = [one for one in history if one["timestamp"] < "2026-05"]
    counted = Counter(one["timestamp"][:7] for one in old)
    assert [(month, touches) for month, touches, _ in names["by_month"]] == sorted(counted.items())
    assert dict(names["paths"]) == Counter(one["properties"]["path"] for one in old)
    assert names["touches"].num_rows == len(old)


def test_the_reference_names_every_column_and_key_of_the_manifest(settings, tmp_path, history):
    settings.LAKE = str(tmp_path)
    sealing.seal(now=NOW)
    page = PAGE.read_text(encoding="utf-8")
    manifest = json.loads((tmp_path / "manifest.json").read_bytes())
    wanted = [*lakes.SCHEMA.names, *manifest, *manifest["files"][0]]
    assert [name for name in wanted if f"`{name}`" not in page] == []


def test_a_lake_may_be_named_by_url(settings, tmp_path, history):
    settings.LAKE = (tmp_path / "lake").as_uri()
    sealing.seal(now=NOW)
    assert sealing.verify()["ok"]
    assert sealing.verify()["files"] > 0
    assert read() == sorted(one["messageId"] for one in history)


def test_a_lake_may_lie_on_what_is_no_disk(settings, tmp_path, history, monkeypatch):
    """Every file is put whole in one step there, and nothing is renamed."""
    storage = fs.SubTreeFileSystem(str(tmp_path), fs.LocalFileSystem(use_mmap=False))
    for month in range(1, 13):
        for year in (2025, 2026):
            (tmp_path / f"bucket/touches/month={year}-{month:02}").mkdir(parents=True)
    monkeypatch.setattr(lakes, "place", lambda address: lake_place.Place(storage, address))
    settings.LAKE = "bucket"
    sealing.seal(now=NOW)
    assert sealing.verify()["ok"]
    sealing.rebuild_all(now=NOW)
    assert read() == sorted(one["messageId"] for one in history)


@pytest.mark.parametrize("address", ["nosuch://bucket/lake", "s3://"])
def test_a_place_that_cannot_be_opened_is_refused_in_one_sentence(settings, history, address):
    settings.LAKE = address
    with pytest.raises(lakes.NoSuchPlace, match="ACCORD_LAKE"):
        sealing.seal(now=NOW)
