import threading
from datetime import UTC, datetime, timedelta

import pytest

from accord.journey import sealing
from accord.journey.sealing.running import Sealer

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealer():
    return Sealer(threading.Event())


class TestTheSealer:
    def test_seals_what_is_due_and_mends_what_is_missing(self, lake, send, page, sealer):
        long_ago = datetime.now(UTC) - timedelta(days=60)
        send(page(1, long_ago), now=datetime.now(UTC))
        sealer.look()
        assert sealing.verify()["rows"] == 1
        next(lake.rglob("*.parquet")).unlink()
        sealer.look()
        assert sealing.verify()["ok"]

    def test_says_what_is_wrong_and_lives(self, lake, send, page, sealer, caplog):
        lake.mkdir()
        (lake / "manifest.json").write_text("{")
        sealer.look()
        assert "nothing is sealed" in caplog.text

    def test_stops_after_the_part_in_hand(self, sealer):
        sealer._stopping.set()
        assert not sealer.rest(1000.0)
