import json
from datetime import UTC, datetime

import pytest

from accord.journey import sealing
from accord.journey.river import accept_touches
from accord.steps.collect import api as collect

NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


@pytest.fixture
def lake(settings, tmp_path):
    """A lake of the test's own; nothing is in it."""
    settings.LAKE = str(tmp_path / "lake")
    return tmp_path / "lake"


@pytest.fixture
def send():
    def send(*messages, now=NOW):
        source = collect.source_named(name="web site", now=now)
        body = json.dumps({"batch": list(messages)}).encode()
        return accept_touches(source_id=source.id, bodies=[body], now=now, path="/v1/batch")

    return send


@pytest.fixture
def page():
    def page(number, at, user="mara", **more):
        said = {
            "type": "page",
            "messageId": f"m{number}",
            "userId": user,
            "timestamp": at.isoformat(),
            "name": 'A "p",\nq',
        }
        return said | {"properties": {"path": "/pricing", "n": number}} | more

    return page


@pytest.fixture
def rows():
    def rows(**asked):
        return [row for batch in sealing.everything(**asked) for row in batch.to_pylist()]

    return rows
