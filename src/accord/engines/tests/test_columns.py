import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from accord.engines import columns, fold
from accord.engines.contracts import Plan, RuleLine, ScoreLine

DAY = 86_400_000_000
PLAN = Plan(
    rules=(RuleLine(score=0, weights=(1024, 512, 0)), RuleLine(score=0, weights=(2048,), at_most=2, window=7 * DAY)),
    groups=(),
    scores=(ScoreLine(thresholds=(2048, 4096)),),
)
CODES = ((0,), (1,), (0, 1), ())
ROOT = Path(__file__).parents[4]


@pytest.fixture
def rows():
    rng = np.random.default_rng(7)
    person = np.sort(rng.choice(40, 3000, p=np.array([0.5, *[0.5 / 39] * 39])))
    at = rng.integers(0, 100 * DAY, 3000)
    at = at[np.lexsort((at, person))]
    return person, at, rng.integers(0, 4, 3000).astype(np.int16), np.zeros(3000, np.int64)


class TestFoldFile:
    @pytest.mark.parametrize("group_rows", [10_000, 700, 64, 1])
    def test_people_who_lie_across_row_groups_are_scored_once_and_whole(self, rows, tmp_path, group_rows):
        path = tmp_path / "touches.parquet"
        parquet.write_table(pa.table(dict(zip(columns.COLUMNS, rows, strict=True))), path, row_group_size=group_rows)
        who, units, reached = fold.fold(PLAN, *rows, 99 * DAY, CODES)
        expected = {p: (u, r) for p, u, r in zip(who.tolist(), units.tolist(), reached.tolist(), strict=True)}
        found = {}
        for scored in columns.fold_file(path, PLAN, CODES, 99 * DAY):
            for p, u, r in zip(scored.people.tolist(), scored.units.tolist(), scored.reached.tolist(), strict=True):
                assert p not in found
                found[p] = (u, r)
        assert found == expected


class TestBench:
    @pytest.mark.processes
    def test_finds_no_difference_between_fold_naive_model_and_duckdb(self, tmp_path):
        out = tmp_path / "fold.json"
        subprocess.run([sys.executable, "-m", "bench.fold", "--quick", "--out", out], cwd=ROOT, check=True, timeout=300)
        found = json.loads(out.read_text())
        assert found["naive_people_different"] == 0
        assert found["duckdb_agrees"] is True


class TestStart:
    def test_nothing_compiled_is_loaded_before_somebody_computes(self):
        code = "import sys, accord.engines.fold; assert not {'numba', 'numpy', 'pyarrow'} & set(sys.modules)"
        subprocess.run([sys.executable, "-c", code], check=True)
