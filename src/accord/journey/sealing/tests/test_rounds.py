import json
from datetime import UTC, datetime, timedelta

import pytest

from accord.engines import lake as lakes
from accord.journey import sealing, verdicts, withdrawal
from accord.journey.locks import SEALER
from accord.journey.sealing import contracts, mending, rounds
from accord.kernel.actor import PROCESS
from accord.steps.collect import api as collect

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)
MARCH, APRIL = datetime(2026, 3, 10, tzinfo=UTC), datetime(2026, 4, 10, tzinfo=UTC)


def manifest(lake):
    return json.loads((lake / "manifest.json").read_bytes())


def sealed(lake):
    """The rows of all listed files, in their order."""
    return [row for batch in lakes.read(str(lake)) for row in batch.to_pylist()]


def in_lake(lake):
    return sorted(row["message_id"] for row in sealed(lake))


@pytest.fixture
def history(send, page):
    send(page(1, MARCH), page(2, MARCH, user="sam"), page(3, APRIL), page(4, NOW))


class TestSeal:
    def test_puts_closed_months_into_files_and_leaves_the_open_one(self, lake, history, rows):
        report = sealing.seal(now=NOW)
        assert (report.touches, report.files) == (3, 2)
        assert [one["month"] for one in manifest(lake)["files"]] == ["2026-03", "2026-04"]
        assert in_lake(lake) == ["m1", "m2", "m3"]
        assert sorted(row["message_id"] for row in rows()) == ["m1", "m2", "m3", "m4"]

    def test_waits_three_days_after_a_month(self, lake, history):
        assert sealing.seal(now=datetime(2026, 5, 2, tzinfo=UTC)).touches == 2
        assert sealing.seal(now=datetime(2026, 5, 4, 1, tzinfo=UTC)).touches == 1

    def test_does_nothing_twice(self, lake, history):
        sealing.seal(now=NOW)
        before = manifest(lake)
        assert sealing.seal(now=NOW + timedelta(hours=1)).touches == 0
        assert manifest(lake)["files"] == before["files"]

    def test_puts_late_touches_into_a_further_file(self, lake, history, send, page, rows):
        sealing.seal(now=NOW)
        send(page(5, MARCH + timedelta(hours=1)))
        assert len(rows()) == 5
        assert sealing.seal(now=NOW).touches == 1
        assert [one["month"] for one in manifest(lake)["files"]] == ["2026-03", "2026-03", "2026-04"]
        assert in_lake(lake) == ["m1", "m2", "m3", "m5"]
        assert len(rows()) == 5

    def test_seals_the_next_month_when_it_has_closed(self, lake, history, send, page, rows):
        sealing.seal(now=NOW)
        later = datetime(2026, 6, 5, tzinfo=UTC)
        send(page(5, later), now=later)
        sealing.seal(now=later)
        assert in_lake(lake) == ["m1", "m2", "m3", "m4"]
        assert len(rows()) == 5

    def test_a_touch_that_says_it_is_of_a_later_year_does_not_hold_sealing_up(self, lake, send, page, rows):
        send(page(1, datetime(2031, 1, 1, tzinfo=UTC)), page(2, MARCH))
        sealing.seal(now=NOW)
        assert in_lake(lake) == ["m1", "m2"]
        assert manifest(lake)["floor"] == manifest(lake)["looked"]
        assert sealing.seal(now=datetime(2031, 1, 20, tzinfo=UTC)).touches == 0
        send(page(3, datetime(2031, 1, 2, tzinfo=UTC)), now=datetime(2031, 1, 21, tzinfo=UTC))
        assert len(rows()) == 3
        sealing.seal(now=datetime(2031, 2, 21, tzinfo=UTC))
        assert in_lake(lake) == ["m1", "m2", "m3"]

    def test_files_are_sorted_by_person_and_time(self, lake, send, page):
        send(*(page(n, MARCH + timedelta(hours=-n), user=f"u{n % 3}") for n in range(30)))
        sealing.seal(now=NOW)
        found = [(row["person_id"], row["occurred_at"]) for row in sealed(lake)]
        assert found == sorted(found)

    def test_another_process_is_told_that_the_lake_is_busy(self, lake, history):
        from django.db import connection

        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [SEALER])
            with pytest.raises(sealing.LakeBusy):
                sealing.seal(now=NOW)
        other.close()

    def test_stops_when_asked_and_goes_on_from_there(self, lake, send, page, rows, monkeypatch):
        monkeypatch.setattr(rounds, "WINDOW", 3)
        monkeypatch.setattr(rounds, "CHUNK_ROWS", 5)
        send(*(page(n, MARCH if n % 2 else APRIL) for n in range(20)))
        calls = iter([True, True, True, False])
        report = sealing.seal(now=NOW, rest=lambda _: next(calls))
        assert not report.is_finished
        assert len(rows()) == 20
        assert sealing.seal(now=NOW).is_finished
        assert sorted(row["message_id"] for row in rows()) == sorted(f"m{n}" for n in range(20))
        assert sealing.verify()["ok"]


class TestTruth:
    def test_a_verdict_that_turned_is_read_at_once_and_mended_in_the_next_round(self, lake, history, rows):
        sealing.seal(now=NOW)
        number = next(row["touch_id"] for row in rows() if row["message_id"] == "m1")
        verdicts.judge_touch(touch_id=number, is_machine=True, actor=PROCESS, now=NOW)
        assert {row["message_id"]: row["is_machine"] for row in rows()}["m1"]
        assert sealing.seal(now=NOW).rewritten == 1
        assert [row["message_id"] for row in sealed(lake) if row["is_machine"]] == ["m1"]
        assert sealing.seal(now=NOW).rewritten == 0

    def test_a_withdrawn_touch_is_gone_at_once_and_out_of_the_files_in_the_next_round(self, lake, history, rows):
        sealing.seal(now=NOW)
        source = collect.source_named(name="web site", now=NOW)
        withdrawal.withdraw(source_id=source.id, message_ids=["m2", "m4"], by=PROCESS, reason="undone", now=NOW)
        assert sorted(row["message_id"] for row in rows()) == ["m1", "m3"]
        assert sealing.verify()["withdrawn"] == 1
        sealing.seal(now=NOW)
        assert in_lake(lake) == ["m1", "m3"]
        assert sealing.verify() == sealing.verify() | {"ok": True, "withdrawn": 0}

    def test_a_merge_is_read_at_once(self, lake, history, rows):
        sealing.seal(now=NOW)
        people = sorted({row["person_id"] for row in rows()})
        verdicts.merge_people(one=people[0], other=people[1], by=PROCESS, now=NOW)
        assert len({row["person_id"] for row in rows()}) == 1


class TestMending:
    def test_a_replaced_file_stays_a_day(self, lake, history, rows):
        sealing.seal(now=NOW)
        (old,) = [one["path"] for one in manifest(lake)["files"] if one["month"] == "2026-04"]
        number = next(row["touch_id"] for row in rows() if row["message_id"] == "m3")
        verdicts.judge_touch(touch_id=number, is_machine=True, actor=PROCESS, now=NOW)
        sealing.seal(now=NOW)
        assert (lake / old).exists()
        sealing.seal(now=NOW + timedelta(days=1, minutes=1))
        assert not (lake / old).exists()
        assert sealing.verify()["ok"]

    def test_what_a_killed_process_left_behind_is_swept(self, lake, history):
        sealing.seal(now=NOW)
        for name in ("left.parquet", ".half-1-x.parquet"):
            (lake / "touches/month=2026-03" / name).write_bytes(b"half")
        assert sealing.verify()["unlisted"] == 2
        sealing.seal(now=NOW)
        assert sealing.verify()["unlisted"] == 0

    def test_many_small_files_become_one(self, lake, send, page, rows, monkeypatch):
        monkeypatch.setattr(mending, "MANY", 2)
        for n in range(5):
            send(page(n, MARCH))
            sealing.seal(now=NOW)
        assert len(manifest(lake)["files"]) <= 2
        assert len(rows()) == 5
        assert sealing.verify()["ok"]


class TestRebuild:
    def test_mends_what_is_missing_or_damaged(self, lake, history, rows):
        sealing.seal(now=NOW)
        march, april = (lake / one["path"] for one in manifest(lake)["files"])
        march.unlink()
        april.write_bytes(april.read_bytes()[:-1] + b"x")
        report = sealing.verify()
        assert not report["ok"]
        assert [one["why"] for one in report["damaged"]] == ["it is missing", "its checksum is another one"]
        with pytest.raises(lakes.Damaged):
            rows()
        assert sealing.rebuild(now=NOW).rewritten == 2
        assert sealing.verify()["ok"]
        assert len(rows()) == 4

    def test_makes_one_month_anew(self, lake, history):
        sealing.seal(now=NOW)
        assert sealing.rebuild(months=["2026-03"], now=NOW).rewritten == 1
        assert sealing.verify()["ok"]

    def test_refuses_a_month_that_is_not_sealed(self, lake, history):
        sealing.seal(now=NOW)
        with pytest.raises(sealing.NotSealed):
            sealing.rebuild(months=["2026-05"], now=NOW)

    def test_of_all_begins_anew_even_without_a_manifest(self, lake, history, rows):
        sealing.seal(now=NOW)
        (lake / "manifest.json").unlink()
        sealing.rebuild_all(now=NOW)
        assert len(rows()) == 4
        assert sealing.verify()["ok"]

    def test_finds_what_the_database_has_and_the_lake_has_not(self, lake, history):
        sealing.seal(now=NOW)
        told = manifest(lake)
        del told["files"][0]
        (lake / "manifest.json").write_text(json.dumps(told))
        assert sealing.verify()["missing"] == 2


class TestAStrangeLake:
    def test_is_not_read_and_not_changed(self, lake, history, rows):
        sealing.seal(now=NOW)
        told = manifest(lake) | {"generation": 1000, "floor": 10**9}
        (lake / "manifest.json").write_text(json.dumps(told))
        assert len(rows()) == 4
        with pytest.raises(sealing.StrangeLake):
            sealing.seal(now=NOW)
        sealing.rebuild_all(now=NOW)
        assert sealing.verify()["ok"]


class TestContracts:
    def test_a_chunk_is_bounded_by_rows_and_bytes(self):
        assert contracts.CHUNK_ROWS <= 10**6
        assert contracts.CHUNK_BYTES <= 2**29
