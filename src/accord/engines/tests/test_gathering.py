"""A history comes out the same in whatever order its rows came, and however many were put aside."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.engines import gathering as engine
from accord.engines.gathering import Gathering
from accord.engines.machine import Codes

PEOPLE = np.array([3, 5, 8, 13, 21], np.int64)
MEANT = Codes(((4,), (0, 2), (1,)), (True, True, False), nobody=(7,))
VALUES = [900, 100, 500]
rows = st.lists(
    st.tuples(st.integers(0, 4), st.integers(0, 9), st.integers(-3, 2), st.integers(0, 3)), max_size=40
)  # fmt: skip


def made(folder, given_rows, *, at_once=7):
    gathering = Gathering(PEOPLE, touches=len(given_rows))
    for start in range(0, len(given_rows), at_once):
        part = np.array(given_rows[start : start + at_once], np.int64)
        gathering.add(*part.T)
    return gathering.done(MEANT, VALUES, folder)


def by_hand(given_rows):
    """Codes by what they mean: (0, 2), (1,), (4,). Values: 100, 500, 900."""
    code, value = [2, 0, 1], [0, 3, 1, 2]
    return sorted((who, at, code[c], value[v]) if c >= 0 else (who, at, c, v) for who, at, c, v in given_rows)


SMALL = {"HELD": 10, "SORTED": 6, "BUCKETS": 4}


@pytest.fixture
def small(monkeypatch):
    for name, size in SMALL.items():
        monkeypatch.setattr(engine, name, size)


class TestGathering:
    @settings(max_examples=60)
    @given(rows, st.booleans(), st.randoms())
    def test_sorts_rows_by_person_instant_and_meaning(self, tmp_path_factory, given_rows, is_small, random):
        shuffled = random.sample(given_rows, len(given_rows))
        with pytest.MonkeyPatch.context() as patch:
            for name, size in SMALL.items() if is_small else ():
                patch.setattr(engine, name, size)
            found = made(tmp_path_factory.mktemp("made") / "history", shuffled)
        wanted = by_hand(given_rows)
        whose = np.repeat(np.arange(5), np.diff(found.starts)).tolist()
        has_values = len(found.value) > 0
        values = found.value.tolist() if has_values else [0] * len(whose)
        assert list(zip(whose, found.at.tolist(), found.code.tolist(), values, strict=True)) == wanted
        assert has_values == any(c < 0 or v > 0 for _, _, c, v in wanted)
        assert found.codes == Codes(((0, 2), (1,), (4,)), (True, False, True), (7,))
        assert found.people.tolist() == PEOPLE.tolist()

    def test_holds_no_more_in_memory_than_it_may(self, small):
        gathering = Gathering(PEOPLE)
        most = 0
        for at in range(50):
            gathering.add(np.array([at % 5, 0]), np.array([at, at]), np.array([0, 1]), np.array([0, 0]))
            most = max(most, gathering._many)
        assert most < 10
        parts = list(gathering.parts())
        assert sum(map(len, parts)) == 100
        assert [part["person"].min() for part in parts] == sorted(part["person"].min() for part in parts)

    def test_knows_whose_rows_are_wanted(self):
        assert Gathering(PEOPLE).places(np.array([1, 3, 8, 9, 21, 40])).tolist() == [-1, 0, 2, -1, 4, -1]
