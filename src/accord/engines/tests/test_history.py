"""Histories on the disk: written whole, mapped, and no more of them than are kept."""

import os

import numpy as np

from accord.engines import history as engine
from accord.engines.gathering import Gathering
from accord.engines.machine import Codes


def made(folder, at=5):
    gathering = Gathering(np.array([1, 2], np.int64), touches=3)
    gathering.add(np.array([1, 0]), np.array([at, 7]), np.array([0, 0]), np.array([0, 0]))
    return gathering.done(Codes(((0,),), (True,)), [], folder)


class TestHistories:
    def test_are_read_as_they_were_made(self, tmp_path):
        made(tmp_path / "one")
        found = engine.read(tmp_path / "one")
        assert found.at.tolist() == [7, 5]
        assert found.starts.tolist() == [0, 1, 2]
        assert (found.touches, found.codes.rules) == (3, ((0,),))
        assert engine.read(tmp_path / "none") is None

    def test_go_on_being_read_where_their_folder_is_removed(self, tmp_path):
        found = made(tmp_path / "one")
        made(tmp_path / "two")
        engine.tidied(tmp_path, keep=0)
        assert not any(tmp_path.iterdir())
        assert found.at.tolist() == [7, 5]

    def test_stay_where_they_were_asked_for_last(self, tmp_path):
        for age, name in enumerate(("newest", "newer", "old", "older")):
            made(tmp_path / name)
            os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
        engine.used(tmp_path / "older")
        engine.tidied(tmp_path, keep=3)
        assert sorted(one.name for one in tmp_path.iterdir()) == ["newer", "newest", "older"]

    def test_that_were_left_half_made_are_removed_a_day_later(self, tmp_path):
        for name, age in (("making-old", 2 * engine.DAY_SECONDS), ("making-new", 60)):
            (tmp_path / name).mkdir()
            os.utime(tmp_path / name, (1_700_000_000 - age, 1_700_000_000 - age))
        made(tmp_path / "one")
        os.utime(tmp_path / "one", (1_700_000_000, 1_700_000_000))
        engine.tidied(tmp_path, keep=3)
        assert sorted(one.name for one in tmp_path.iterdir()) == ["making-new", "one"]
