"""A screen queues an import; the worker carries it out, can be stopped, and goes on after its death."""

import os
from datetime import UTC, datetime, timedelta

import pytest
from procrastinate.contrib.django import app

from accord.connectors.files import api as files
from accord.connectors.files.models import ImportBatch
from accord.kernel.actor import Actor, ActorKind
from accord.steps.outcomes import api as outcomes

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 4, 9, tzinfo=UTC)
RHEA = Actor(ActorKind.MEMBER, "rhea@northwind.example")


@pytest.fixture
def queued(tmp_path):
    path = tmp_path / "deals.csv"
    rows = "".join(f"D{number},Won,{number}\n" for number in range(2500))
    path.write_text("deal id,stage,amount\n" + rows, encoding="utf-8")
    return files.queue(file=path, kind="deals", by=RHEA, now=NOW, source_name="old crm")


def deals() -> int:
    return sum(total.count for total in outcomes.totals(source="old crm"))


class TestQueue:
    def test_waits_for_the_worker_and_is_done_by_it(self, queued):
        assert (files.batch(batch_id=queued).state, deals()) == ("waiting", 0)
        assert files.go_on(now=NOW).new == 2500
        assert (files.batch(batch_id=queued).state, deals()) == ("done", 2500)
        assert files.go_on(now=NOW) is None

    def test_stopped_after_a_chunk_keeps_what_was_done_and_can_be_undone(self, queued):
        def stop(done: int, total: int) -> None:
            if files.batch(batch_id=queued).state == "running":
                files.cancel(batch_id=queued, by=RHEA, now=NOW)

        files.go_on(now=NOW, progress=stop)
        assert (files.batch(batch_id=queued).state, deals()) == ("cancelled", 1000)
        files.undo(batch_id=queued, by=RHEA, now=NOW)
        assert deals() == 0

    def test_goes_on_where_a_dead_process_stopped_and_counts_all_as_its_own(self, queued):
        class Killed(BaseException):
            pass

        def kill(done: int, total: int) -> None:
            raise Killed

        with pytest.raises(Killed):
            files.go_on(now=NOW, progress=kill)
        assert (ImportBatch.objects.get().state, deals()) == ("running", 1000)
        result = files.go_on(now=NOW)
        assert (result.new, result.same, deals()) == (2500, 0, 2500)

    def test_of_a_file_that_is_gone_fails_with_the_reason(self, queued, tmp_path):
        (tmp_path / "deals.csv").unlink()
        assert files.go_on(now=NOW) is None
        batch = files.batch(batch_id=queued)
        assert batch.state == "failed"
        assert "cannot be opened" in batch.trouble


class TestUpload:
    @pytest.fixture
    def upload(self, settings, tmp_path):
        """A file that a screen took in."""
        settings.MEDIA_ROOT = tmp_path
        path = tmp_path / "imports" / "6f1f0d3e.csv"
        path.parent.mkdir()
        path.write_text("deal id,stage,amount\nD1,Won,12\n", encoding="utf-8")
        return path

    def queue(self, path):
        return files.queue(file=path, kind="deals", by=RHEA, now=NOW, source_name="old crm")

    def test_is_removed_when_the_import_is_done(self, upload):
        self.queue(upload)
        assert upload.exists()
        files.go_on(now=NOW)
        assert not upload.exists()

    def test_is_removed_when_the_import_is_stopped_before_it_began(self, upload):
        files.cancel(batch_id=self.queue(upload), by=RHEA, now=NOW)
        assert not upload.exists()

    def test_stays_while_another_import_needs_it(self, upload):
        first, _second = self.queue(upload), self.queue(upload)
        files.cancel(batch_id=first, by=RHEA, now=NOW)
        assert upload.exists()
        files.go_on(now=NOW)
        assert not upload.exists()

    def test_that_somebody_named_on_the_command_line_is_theirs(self, queued, tmp_path):
        files.undo(batch_id=files.go_on(now=NOW).batch_id, by=RHEA, now=NOW)
        assert (tmp_path / "deals.csv").exists()

    def test_never_imported_goes_after_a_day(self, upload):
        at = datetime.fromtimestamp(upload.stat().st_mtime, UTC)
        assert files.sweep(now=at + timedelta(hours=23)) == 0
        assert upload.exists()
        assert files.sweep(now=at + timedelta(hours=25)) == 1
        assert not upload.exists()

    def test_that_waits_to_be_imported_stays_however_old(self, upload):
        self.queue(upload)
        assert files.sweep(now=datetime.now(UTC) + timedelta(days=9)) == 0
        assert upload.exists()

    @pytest.mark.django_db(transaction=True)
    def test_is_swept_by_a_job_of_every_hour(self, upload):
        job = next(one for one in app.periodic_registry.periodic_tasks.values() if "sweep_uploads" in one.task.name)
        os.utime(upload, (0, 0))
        job.task.func(timestamp=0)
        assert not upload.exists()
