"""The models on cases whose truth is known."""

import sys
from random import Random

import pytest

from accord.engines import learning


def cases(many: int, seed: int = 1):
    """The first column helps, the second harms, the third says nothing, the fourth is constant."""
    dice = Random(seed)
    rows = [[dice.random() * 4, dice.random() * 4, dice.random(), 1.0] for _ in range(many)]
    return rows, [dice.random() < 1 / (1 + 2.718 ** -(1.2 * a - 1.2 * b)) for a, b, _, _ in rows]


class TestFit:
    def test_finds_what_helps_and_what_harms_and_drops_what_says_nothing(self):
        found = learning.fit(*cases(1500), [0, 0, 0, 0], [1, 1, 1, 1])
        assert 0.6 < found.weights[0] < 1.4
        assert -1.4 < found.weights[1] < -0.6
        assert abs(found.weights[2]) < 0.3
        assert found.weights[3] == 0

    def test_keeps_to_signs(self):
        found = learning.fit(*cases(600), [-1, 1, 1, 0], [1, 1, 1, 1])
        assert found.weights[0] == 0
        assert found.weights[1] == 0

    def test_is_the_same_again(self):
        assert learning.fit(*cases(300), [0] * 4, [1] * 4) == learning.fit(*cases(300), [0] * 4, [1] * 4)


class TestJudging:
    def test_area_is_the_share_of_pairs_in_order(self):
        dice = Random(3)
        scores, truth = [dice.randrange(9) for _ in range(60)], [dice.random() < 0.4 for _ in range(60)]
        yes = [s for s, t in zip(scores, truth, strict=True) if t]
        no = [s for s, t in zip(scores, truth, strict=True) if not t]
        pairs = sum((a > b) + (a == b) / 2 for a in yes for b in no) / (len(yes) * len(no))
        found = learning.area(scores, truth)
        assert found.value == pytest.approx(pairs)
        assert found.low < found.value < found.high
        assert learning.area(scores, [True] * 60) is None

    def test_bands_foretell_what_comes(self):
        rows, truth = cases(2000)
        scores = [a - b for a, b, _, _ in rows]
        bands = learning.bands(scores[:1000], truth[:1000], scores[1000:], truth[1000:])
        assert sum(band.cases for band in bands) == 1000
        assert all(abs(band.foretold - band.came_true / band.cases) < 0.1 for band in bands)

    def test_ceiling_sees_what_a_line_cannot(self):
        dice = Random(5)
        rows = [[dice.random(), dice.random()] for _ in range(1200)]
        truth = [(a > 0.5) != (b > 0.5) for a, b in rows]
        scores = learning.ceiling(rows[:900], truth[:900], rows[900:])
        assert learning.area(scores, truth[900:]).value > 0.95


class TestWithoutTheExtra:
    def test_says_what_to_install(self, monkeypatch):
        monkeypatch.delitem(sys.modules, "accord.engines.learning_models", raising=False)
        monkeypatch.setitem(sys.modules, "sklearn.ensemble", None)
        with pytest.raises(learning.NotInstalled, match=r"accord\[learn\]"):
            learning.fit([[1.0]], [True], [0], [1.0])
