import asyncio
import time

import pytest
from django.db import connection
from procrastinate import App
from procrastinate.contrib.django import app

from accord.journey import jobs

pytestmark = pytest.mark.django_db(transaction=True)
ran: list[int] = []
PATIENCE = 15  # seconds; the machine that tests may be busy


@app.task(queue="accord", name="accord.journey.tests.remember")
def remember(number: int) -> None:
    ran.append(number)


@app.task(queue="replays", name="accord.journey.tests.wait_long")
def wait_long(number: int) -> None:
    """A replay: until something else was done."""
    assert wait_for(number)
    ran.append(-number)


def wait_for(number: int) -> bool:
    until = time.monotonic() + PATIENCE
    while number not in ran and time.monotonic() < until:
        time.sleep(0.05)
    return number in ran


class TestJobs:
    def test_run_beside_the_river(self):
        with jobs.running():
            remember.defer(number=1)
            assert wait_for(1)

    def test_do_not_wait_for_a_long_replay(self):
        with jobs.running():
            wait_long.defer(number=3)
            time.sleep(0.5)
            remember.defer(number=3)
            assert wait_for(-3)

    def test_of_a_killed_worker_are_run_by_the_next(self):
        remember.defer(number=2)
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '1 hour') RETURNING id"
            )
            cursor.execute(
                "UPDATE procrastinate_jobs SET status = 'doing',"
                " worker_id = (SELECT max(id) FROM procrastinate_workers) WHERE status = 'todo'"
            )
        with jobs.running():
            assert wait_for(2)

    def test_nothing_is_stalled_where_nothing_runs(self):
        async def count() -> int:
            async with App(connector=app.connector.get_worker_connector()).open_async() as working:
                return await jobs.retry_stalled(working)

        assert asyncio.run(count()) == 0

    def test_that_come_round_by_the_clock_come_round_here(self, monkeypatch):
        seen = []

        async def run(of, queue):
            seen.append({task.task.name for task in of.periodic_registry.periodic_tasks.values()})

        monkeypatch.setattr(jobs, "_worker", run)
        with jobs.running():
            until = time.monotonic() + PATIENCE
            while not seen and time.monotonic() < until:
                time.sleep(0.05)
        assert "accord.connectors.files.tasks.sweep_uploads" in seen[0]

    def test_left_while_the_worker_starts_are_run_without_delay(self):
        for number in range(10, 18):
            with jobs.running():
                time.sleep((number - 10) / 100)
                began = time.monotonic()
                remember.defer(number=number)
                assert time.monotonic() - began < PATIENCE
                assert wait_for(number)
