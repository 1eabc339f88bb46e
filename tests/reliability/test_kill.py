"""kill -9 of any process under load; `python -m bench.kill` is the long version."""

import pytest

from bench.kill import trial


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
def test_nothing_acknowledged_is_lost_or_counted_twice():
    found = trial(kills=20, messages=4000, batch=10, clients=2, pause=0.6)
    assert found["kills"] == 20
    assert found["acknowledged"] >= 4000
    assert (found["lost"], found["twice"], found["set_aside"]) == (0, 0, 0), found
    assert found["differences"] == 0, found
    assert found["left_behind"] == 0, found
