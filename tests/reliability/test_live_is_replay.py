"""What was decided live is what the replay decides: every score and every step of every lead."""

import pytest

from tests.reliability.living import compare, live

pytestmark = pytest.mark.django_db


class TestLive:
    def test_is_replay_in_every_score_and_every_decision(self):
        found = compare(live(90, 60, seed=11))
        assert found["scores"] > 150
        assert found["scores_different"] == []
        assert found["reality"]["differences"] == []
        assert found["reality"]["equal"] == found["reality"]["compared"] > 120
