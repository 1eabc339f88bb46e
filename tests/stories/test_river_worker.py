"""The worker drains what comes, one at a time, and stops after its batch."""

import json
import threading
import time
from datetime import UTC, datetime

import pytest
from django.db import connection

from accord.journey.worker import Worker
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity

pytestmark = pytest.mark.django_db(transaction=True)


def started() -> tuple[Worker, threading.Thread]:
    worker = Worker()

    def work() -> None:
        worker.run()
        connection.close()

    thread = threading.Thread(target=work)
    thread.start()
    return worker, thread


def say(source_id: int, *users: str) -> None:
    said = [{"type": "page", "messageId": user, "userId": user} for user in users]
    collect.put(source_id=source_id, bodies=[json.dumps({"batch": said}).encode()], now=datetime.now(UTC))


def wait_for(user: str) -> bool:
    until = time.monotonic() + 10
    while (found := identity.lookup(text=user)) is None and time.monotonic() < until:
        time.sleep(0.05)
    return found is not None


def test_a_second_worker_takes_over_when_the_first_stops():
    source = collect.add_source(name="web site", now=datetime.now(UTC))
    first, second = started(), started()
    say(source.id, "jane", "sam")
    assert wait_for("jane")
    for worker, thread in (first, second):
        say(source.id, f"before-{id(worker)}")
        assert wait_for(f"before-{id(worker)}")
        worker.stop()
        thread.join(10)
        assert not thread.is_alive()
    say(source.id, "nobody-listens")
    assert collect.waiting()[0] == 1
