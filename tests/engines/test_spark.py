"""The same replay on a real Spark cluster of two worker processes, over the lake and what is not sealed yet."""

import numpy as np
import pytest

from accord.agreement import api as agreements
from accord.connectors.sample import api as sample
from accord.engines import spark
from accord.journey import sealing
from accord.journey.replay import api as replays
from accord.journey.replay import reading
from accord.journey.replay.cluster import on_spark
from accord.kernel.instants import parse_instant
from accord.steps.collect import api as collect
from accord.steps.scoring import api as scoring

NOW = parse_instant("2026-05-20T09:00:00Z")
MASTER = "local-cluster[2,1,1024]"  # a master and two executors, each a process of its own
SAME = ("people", "starts", "at", "code", "value")

pytestmark = [pytest.mark.django_db, pytest.mark.processes, pytest.mark.xdist_group("processes")]


@pytest.fixture
def company(settings, tmp_path):
    settings.LAKE = str(tmp_path / "lake")
    settings.REPLAYS = str(tmp_path / "here")
    sample.load(people=30, months=2, seed=3, now=NOW)
    sealing.seal(now=NOW)
    status = sealing.status(now=NOW)
    assert 0 < status["rows"] < collect.last_number()  # some are sealed, some are not
    return tmp_path


@pytest.fixture(scope="module")
def cluster(lacking):
    if why := spark.missing():
        lacking(why)
    with on_spark(MASTER, now=NOW) as found:
        yield found


def test_a_master_that_cannot_be_is_told_in_one_sentence(lacking):
    if why := spark.missing():
        lacking(why)
    with pytest.raises(spark.ClusterFailed, match="no://such"):
        spark.Cluster("no://such")


def test_a_cluster_gives_the_same_histories_moves_and_report_as_one_machine(company, cluster, settings):
    version = agreements.in_force(NOW)
    wanted, people = [scoring.conditions(version.agreement)], reading.everybody()
    last = collect.last_number() - 7
    (here,) = reading.decoded(wanted, people, tell=lambda *_: None, upto=last, into=company / "a")
    (there,) = cluster.decode(wanted, people, tell=lambda *_: None, upto=last, into=company / "b")
    assert there.codes == here.codes
    assert there.touches == here.touches == numbered_upto(last)
    for name in SAME:
        assert getattr(here, name).dtype == getattr(there, name).dtype, name
        assert np.array_equal(getattr(here, name), getattr(there, name)), name

    text = version.text.replace("points: 10", "points: 30", 1)
    assert text != version.text
    report = replays.run(text=text, name="proposal", now=NOW)
    alone = replays._held[report["handle"]].proposed.played.found
    settings.REPLAYS = str(company / "there")  # nothing decoded before
    assert replays.run(text=text, name="proposal", now=NOW, on=cluster) == report
    together = replays._held[report["handle"]].proposed.played.found
    assert together is not alone
    assert len(alone) > 20
    assert np.array_equal(alone, together)
    assert not any((company / "lake" / "lent").rglob("*.parquet"))


def numbered_upto(last):
    numbers = [n for batch in sealing.everything(columns=("touch_id",)) for n in batch.column(0).to_pylist()]
    return sum(number <= last for number in numbers)


def work_that_no_worker_has(_payload):
    return []


def test_what_a_worker_lacks_is_told_in_one_sentence(cluster):
    with pytest.raises(spark.ClusterFailed, match="No module named 'tests'"):
        cluster._cluster.over([b"this"], work_that_no_worker_has)


def test_what_is_missing_is_said_in_one_sentence(monkeypatch):
    monkeypatch.setattr(spark, "find_spec", lambda _: None)
    with pytest.raises(spark.NoSpark, match="pip install"):
        spark.Cluster("local[1]")
