"""Sealed months leave the database and come back; meanwhile nobody notices but by looking."""

import shutil
import threading
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from accord.engines import lake as lakes
from accord.journey import sealing, verdicts, withdrawal
from accord.journey.models import DroppedMonth
from accord.journey.sealing.running import Sealer
from accord.kernel.actor import PROCESS
from accord.steps.collect import api as collect

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
MARCH, APRIL = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)


def stored():
    """Everything that the rooms are told of the touches."""
    return [row for page in collect.all_touches() for row in page]


def in_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT message_id, context::text, is_dropped FROM collect_touch ORDER BY id")
        return {message: (context, is_dropped) for message, context, is_dropped in cursor.fetchall()}


@pytest.fixture
def history(lake, send, page):
    """Two pages in March, an identify with everything odd in April, one page in the open month."""
    send(
        page(1, MARCH, context={"campaign": {"name": "spring"}}),
        page(2, MARCH, user="sam"),
        page(3, APRIL, type="identify", anonymousId="a-7", traits={"n": 1e-7, "quote": "\"'\\ \u2028 ü"}, sentAt="x"),
        page(4, NOW),
    )
    sealing.seal(now=NOW)
    return stored()


class TestDropping:
    def test_leaves_keys_and_reads_the_same(self, history, rows):
        before = sorted(rows(), key=lambda row: row["touch_id"])
        report = sealing.drop(months=["2026-03", "2026-04"], now=NOW)
        assert (report.months, report.touches, report.different) == (2, 3, 0)
        assert [is_dropped for _context, is_dropped in in_database().values()] == [True, True, True, False]
        assert in_database()["m1"][0] == "{}"
        assert stored() == history
        assert sorted(rows(), key=lambda row: row["touch_id"]) == before
        assert sealing.verify()["ok"]

    def test_counts_a_message_that_is_sent_again_no_second_time(self, history, send, page):
        sealing.drop(months=["2026-03"], now=NOW)
        assert send(page(1, MARCH), page(5, MARCH)).touches == 1
        assert len(stored()) == 5

    def test_is_done_by_the_setting_for_months_before_those_it_keeps(self, history, settings):
        settings.KEEP_MONTHS = 1
        assert sealing.drop(now=NOW).touches == 2
        assert [name for name, (_c, gone) in in_database().items() if gone] == ["m1", "m2"]
        settings.KEEP_MONTHS = 0
        assert sealing.drop(now=NOW).touches == 0

    def test_goes_on_with_what_came_late(self, history, settings, send, page):
        settings.KEEP_MONTHS = 1
        sealing.drop(now=NOW)
        send(page(6, MARCH))
        assert not in_database()["m6"][1]
        assert sealing.drop(now=NOW).touches == 0
        sealing.seal(now=NOW)
        assert sealing.drop(now=NOW).touches == 1
        assert DroppedMonth.objects.get(month="2026-03").touches == 3

    def test_is_told_by_the_status(self, history):
        sealing.drop(months=["2026-03"], now=NOW)
        march, april = sealing.status(now=NOW)["months"]
        assert (march["dropped"], march["dropped_at"], april["dropped"]) == (2, NOW, 0)

    @pytest.mark.parametrize("month", ["2026-05", "2026-02", "never"])
    def test_of_what_is_not_sealed_is_refused(self, history, month):
        with pytest.raises(sealing.NotDropped, match=month):
            sealing.drop(months=["2026-03", month], now=NOW)
        assert not any(gone for _c, gone in in_database().values())

    def test_leaves_what_the_lake_does_not_say_word_for_word(self, history):
        with connection.cursor() as cursor:
            cursor.execute("UPDATE collect_touch SET traits = '{\"later\": 1}' WHERE message_id = 'm1'")
        report = sealing.drop(months=["2026-03"], now=NOW)
        assert (report.touches, report.different) == (1, 1)
        assert [in_database()[name][1] for name in ("m1", "m2")] == [False, True]

    def test_of_a_month_with_a_damaged_file_is_refused_before_anything_is_gone(self, history, lake):
        file = next(lake.rglob("month=2026-03/*.parquet"))
        file.write_bytes(file.read_bytes()[:-1] + b"!")
        with pytest.raises(lakes.Damaged, match="nothing is dropped"):
            sealing.drop(months=["2026-03"], now=NOW)
        assert not any(gone for _c, gone in in_database().values())

    def test_that_was_stopped_goes_on(self, history, monkeypatch, rows):
        monkeypatch.setattr("accord.engines.lake_contents.ROWS", 1)
        report = sealing.drop(months=["2026-03"], now=NOW, rest=lambda _busy: False)
        assert (report.touches, report.is_finished) == (1, False)
        assert stored() == history
        assert len(rows()) == 4
        with pytest.raises(sealing.NoCopy):
            sealing.rebuild(months=["2026-03"], now=NOW)
        assert sealing.drop(months=["2026-03"], now=NOW).touches == 1
        assert DroppedMonth.objects.get(month="2026-03").touches == 2

    def test_keeps_nothing_else_from_being_sealed_where_a_file_is_missing(self, lake, send, page, caplog):
        now = datetime.now(UTC)
        send(page(1, now - timedelta(days=100)), now=now)
        sealing.seal(now=now)
        (month,) = sealing.status(now=now)["months"]
        sealing.drop(months=[month["month"]], now=now)
        next(lake.rglob("*.parquet")).unlink()
        send(page(2, now - timedelta(days=150)), now=now)
        Sealer(threading.Event()).look()
        assert "put its files back from a back-up" in caplog.text
        assert len(sealing.status(now=now)["months"]) == 2

    def test_is_the_workers_where_the_setting_says_so(self, lake, settings, send, page):
        now = datetime.now(UTC)
        send(page(1, now - timedelta(days=100)), now=now)
        settings.KEEP_MONTHS = 1
        Sealer(threading.Event()).look()
        assert in_database()["m1"] == ("{}", True)


class TestRestoring:
    def test_brings_everything_back_for_good(self, history, settings):
        with connection.cursor() as cursor:
            cursor.execute("SELECT to_jsonb(t)::text FROM collect_touch t ORDER BY id")
            before = cursor.fetchall()
            settings.KEEP_MONTHS = 1
            sealing.drop(now=NOW)
            assert sealing.restore(now=NOW).touches == 2
            cursor.execute("SELECT to_jsonb(t)::text FROM collect_touch t ORDER BY id")
            assert cursor.fetchall() == before
        assert sealing.drop(now=NOW).touches == 0, "somebody wanted it back"
        assert sealing.rebuild(months=["2026-03"], now=NOW).rewritten == 1
        assert sealing.drop(months=["2026-03"], now=NOW).touches == 2, "unless they say so"

    def test_of_what_was_not_dropped_is_refused(self, history):
        with pytest.raises(sealing.NotDropped, match="2026-04"):
            sealing.restore(months=["2026-04"], now=NOW)

    def test_says_what_the_lake_lacks(self, history, lake):
        sealing.drop(months=["2026-03"], now=NOW)
        (lake / "manifest.json").unlink()
        for file in lake.rglob("*.parquet"):
            file.unlink()
        with pytest.raises(collect.ContentsAway, match="2 touches of 2026-03"):
            sealing.restore(months=["2026-03"], now=NOW)
        with pytest.raises(collect.ContentsAway, match="put the lake back"):
            stored()

    def test_reads_a_lake_that_is_ahead_of_the_database(self, history):
        """An older back-up of the database is put in place: what its rows lack is in the files all the same."""
        from accord.journey.models import SealedLake

        sealing.drop(months=["2026-03"], now=NOW)
        SealedLake.objects.update(generation=1)
        with pytest.raises(sealing.StrangeLake):
            list(sealing.everything())
        assert stored() == history
        assert sealing.restore(now=NOW).touches == 2
        assert len(list(sealing.everything(columns=("touch_id",)))) > 0


class TestTheOnlyCopy:
    def test_is_not_forgotten(self, history, lake, rows):
        sealing.drop(months=["2026-03"], now=NOW)
        with pytest.raises(sealing.NoCopy, match="restore these months first"):
            sealing.rebuild_all(now=NOW)
        with pytest.raises(sealing.NoCopy, match="2026-03 cannot be made anew"):
            sealing.rebuild(months=["2026-03", "2026-04"], now=NOW)
        next(lake.rglob("month=2026-03/*.parquet")).unlink()
        with pytest.raises(sealing.NoCopy, match="put its files back"):
            sealing.rebuild(now=NOW)
        with pytest.raises(lakes.Damaged):
            rows()

    def test_is_missed_where_the_lake_is_gone(self, history, lake, rows, settings):
        sealing.drop(months=["2026-03"], now=NOW)
        settings.LAKE = str(lake.parent / "elsewhere")
        for ask in (rows, lambda: sealing.status(now=NOW), lambda: sealing.seal(now=NOW)):
            with pytest.raises(sealing.NoCopy, match="2026-03"):
                ask()

    def test_is_not_lost_by_an_older_manifest(self, history, lake, rows, send, page):
        sealing.drop(months=["2026-03"], now=NOW)
        older = (lake / "manifest.json").read_bytes()
        send(page(6, MARCH))
        sealing.seal(now=NOW)
        sealing.drop(months=["2026-03"], now=NOW)
        before, newest, files = stored(), (lake / "manifest.json").read_bytes(), set(lake.rglob("*.parquet"))
        (lake / "manifest.json").write_bytes(older)
        for ask in (rows, lambda: sealing.status(now=NOW), lambda: sealing.seal(now=NOW)):
            with pytest.raises(sealing.NoCopy, match="older than what was dropped of 2026-03"):
                ask()
        known, last = history[-1].touch_id, collect.last_number()
        with pytest.raises(collect.ContentsAway, match="1 touches of 2026-03"):
            collect.export(columns=("touch_id", "context"), after=known, upto=last, sealed={"2026-03": known})
        assert collect.export(columns=("touch_id",), after=known, upto=last, sealed={}).split() == [b"%d" % last]
        collect.export(columns=("touch_id", "context"), after=0, upto=last, sealed={"2026-03": last})
        assert set(lake.rglob("*.parquet")) == files
        (lake / "manifest.json").write_bytes(newest)
        assert stored() == before
        assert sealing.restore(now=NOW).touches == 3

    def test_is_not_lost_by_an_older_manifest_while_it_is_being_dropped(self, history, lake, send, page):
        older = (lake / "manifest.json").read_bytes()
        send(page(6, MARCH))
        sealing.seal(now=NOW)
        sealing.drop(months=["2026-03"], now=NOW, rest=lambda _busy: False)
        (lake / "manifest.json").write_bytes(older)
        with pytest.raises(sealing.NoCopy, match="older"):
            sealing.seal(now=NOW)

    def test_is_kept_though_no_manifest_lists_it(self, history, lake):
        """An older manifest lists a file that was replaced and removed: the unlisted one is the only copy."""
        sealing.drop(months=["2026-03"], now=NOW)
        strays = [lake / f"touches/month={month}/stray.parquet" for month in ("2026-03", "2026-04")]
        for stray in strays:
            shutil.copy(next(stray.parent.glob("*.parquet")), stray)
        (listed,) = (path for path in strays[0].parent.glob("*.parquet") if path != strays[0])
        content = listed.read_bytes()
        listed.unlink()
        sealing.seal(now=NOW)
        assert [stray.exists() for stray in strays] == [True, False]
        listed.write_bytes(content)
        sealing.seal(now=NOW)
        assert not strays[0].exists()

    def test_is_not_written_anew_nor_put_back_with_a_flipped_byte(self, history, lake):
        sealing.drop(months=["2026-03"], now=NOW)
        file = next(lake.rglob("month=2026-03/*.parquet"))
        file.write_bytes(file.read_bytes().replace(b"parquet-cpp-arrow", b"parquet-cpp-arroW"))
        files = set(lake.rglob("*.parquet"))
        verdicts.judge_touch(touch_id=history[0].touch_id, is_machine=True, actor=PROCESS, now=NOW)
        with pytest.raises(lakes.Damaged, match="checksum is another one"):
            sealing.seal(now=NOW)
        with pytest.raises(lakes.Damaged, match="checksum is another one; nothing of its month is put back"):
            sealing.restore(now=NOW)
        assert in_database()["m1"] == ("{}", True)
        assert set(lake.rglob("*.parquet")) == files

    def test_of_a_withdrawn_touch_is_kept_aside_whole(self, history, rows):
        sealing.drop(months=["2026-03"], now=NOW)
        source = collect.source_named(name="web site", now=NOW)
        assert withdrawal.withdraw(source_id=source.id, message_ids=["m1"], by=PROCESS, reason="undo", now=NOW) == 1
        with connection.cursor() as cursor:
            cursor.execute("SELECT body->'context'->'campaign'->>'name' FROM collect_withdrawn")
            assert cursor.fetchone() == ("spring",)
        assert sorted(row["message_id"] for row in rows()) == ["m2", "m3", "m4"]
        sealing.seal(now=NOW)
        found = sealing.verify()
        assert (found["ok"], found["withdrawn"]) == (True, 0)
