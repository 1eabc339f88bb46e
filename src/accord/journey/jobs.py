"""Background jobs beside the river, by Procrastinate: rooms above define tasks, the worker's process runs them.

A task is `@app.task(queue="accord")` of `procrastinate.contrib.django`, in a module `tasks` of an installed room. Of
each queue one job runs at a time; what may take minutes and only reads, such as a replay, has the queue of its own, so
that an import never waits for it.
Procrastinate loses a job whose worker is killed unless somebody retries it: `retry_stalled` does, every minute.
"""

import asyncio
import contextlib
import logging
import threading
from collections.abc import Iterator

from procrastinate import App
from procrastinate.contrib.django import app

log = logging.getLogger(__name__)
STALLED = 60.0  # seconds without a sign of life from the worker that had it
PAUSE = 5.0  # seconds before the next try when the database is away
QUEUES = {"accord": 5.0, "replays": 30.0}  # seconds between two looks; a job that is left meanwhile is told of at once


async def retry_stalled(of: App) -> int:
    """Give jobs whose worker has died to somebody else; returns how many."""
    stalled = await of.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
    jobs = list(stalled)
    for job in jobs:
        await of.job_manager.retry_job(job)
    return len(jobs)


async def _work(stopping: threading.Event) -> None:
    async with _own_app().open_async() as working:
        workers = [asyncio.create_task(_worker(working, queue)) for queue in QUEUES]
        beat = 0.0
        while not stopping.is_set() and not any(worker.done() for worker in workers):
            if beat <= 0:
                await retry_stalled(working)
                beat = STALLED
            await asyncio.sleep(0.25)
            beat -= 0.25
        for worker in workers:
            worker.cancel()
        await asyncio.gather(*workers, return_exceptions=True)


def _own_app() -> App:
    """The same tasks, at the same hours, with connections of this loop. Not by `replace_connector`: it changes the one
    app for all threads, and whoever leaves a job from another one meanwhile waits for connections of a loop that is
    not theirs."""
    own = App(connector=app.connector.get_worker_connector())
    own.tasks, own.periodic_registry = app.tasks, app.periodic_registry
    return own


async def _worker(of: App, queue: str) -> None:
    """One job of a queue after the other."""
    await of.run_worker_async(
        queues=[queue],
        name=queue,
        install_signal_handlers=False,
        concurrency=1,
        fetch_job_polling_interval=QUEUES[queue],
    )


def _run(stopping: threading.Event) -> None:
    while not stopping.is_set():
        try:
            asyncio.run(_work(stopping))
        except Exception as error:
            log.warning("jobs pause: %s", error)
            stopping.wait(PAUSE)


@contextlib.contextmanager
def running() -> Iterator[None]:
    """Jobs run in a thread of their own until the block ends."""
    stopping = threading.Event()
    thread = threading.Thread(target=_run, args=(stopping,), name="jobs", daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopping.set()
        thread.join(10)
