"""The postman in its threads: cheap when idle, and a channel that hangs holds up no other."""

import threading
import time
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accord.members import api as members
from accord.outbox import api as outbox
from accord.outside.tests.receiver import answering, receiver
from accord.telling import api, leasing, spreading
from accord.telling.models import Delivery
from accord.telling.running import Postman

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def postman():
    one = Postman()
    thread = threading.Thread(target=one.run)
    thread.start()
    try:
        yield
    finally:
        one.stop()
        thread.join(30)


def hanging(request, count):
    time.sleep(3)
    answering(200)(request, count)


def until(is_so, seconds=2.5):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends and not is_so():
        time.sleep(0.05)
    return is_so()


def test_a_channel_that_hangs_holds_up_no_other(loopback):
    now = datetime.now(UTC)
    sam = members.add(email="sam@northwind.example", role="rep", now=now)
    with receiver(hanging) as slow, receiver() as quick, postman():
        for there in (slow, quick):
            api.connect(kind="webhook", name="x", address=there.address, kinds=["lead_handed_off"], now=now)
        for number in range(8):
            outbox.tell("lead_handed_off", to=[sam.id], about=("lead", 1), key=str(number), now=now)
        assert until(lambda: len(quick.got) == 8)
        assert len(slow.got) <= 1


def test_what_is_told_is_on_its_way_within_two_seconds(loopback):
    now = datetime.now(UTC)
    with receiver() as there, postman():
        api.connect(kind="webhook", name="x", address=there.address, kinds=["lead_handed_off"], now=now)
        time.sleep(0.5)
        outbox.tell("lead_handed_off", to=[], about=("lead", 1), key="a", now=now)
        assert until(lambda: len(there.got) == 1)
        assert until(lambda: Delivery.objects.filter(state="sent").count() == 1)


def test_a_look_at_nothing_takes_few_queries_however_much_is_done(loopback):
    now = datetime.now(UTC)
    with receiver() as there:
        card = api.connect(kind="webhook", name="x", address=there.address, kinds=["lead_handed_off"], now=now)
    common = {"notice_ids": [1], "kinds": ["lead_handed_off"], "made_at": now, "due_at": now, "channel_id": card.id}
    Delivery.objects.bulk_create(Delivery(key=f"k{n}", state="sent", **common) for n in range(2000))
    with CaptureQueriesContext(connection) as told:
        assert spreading.spread(now=now) + spreading.bundle(now=now) + len(leasing.lanes(now=now)) == 0
    assert len(told) <= 7
