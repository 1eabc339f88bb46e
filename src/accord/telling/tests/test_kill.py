"""kill -9 of the process that carries deliveries, at random instants: nothing is lost, what is held back for a while
neither, and whoever drops what they have already, by its id, has each notice once."""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection

from accord.members import api as members
from accord.outbox import api as outbox
from accord.outbox.contracts import Hold
from accord.outside.tests.receiver import answering, receiver
from accord.telling import api
from accord.telling.models import Delivery
from accord.telling.tests.mailbox import mailbox

KILLS, NOTICES = 4, 60


@contextlib.contextmanager
def postman(environment):
    command = [sys.executable, "-W", "ignore", "-m", "accord.telling.tests.postman"]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout.readline().strip() == "ready"
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.wait(20)


def address():
    there = connection.get_connection_params()
    host, port = there.get("host", ""), there.get("port", "")
    return f"postgresql://{there['user']}:{there.get('password', '')}@/{there['dbname']}?host={host}" + (
        f"&port={port}" if port else ""
    )


def slowly(dice):
    """A receiver that takes its time, so that it is killed in the middle of things, and that fails once."""

    def behave(request, count):
        time.sleep(dice.random() * 0.03)
        answering(500 if count == 17 else 200)(request, count)

    return behave


@pytest.mark.processes
@pytest.mark.xdist_group("processes")
@pytest.mark.django_db(transaction=True)
def test_each_notice_arrives_and_its_copies_bear_its_id(loopback):
    dice = random.Random(11)
    now = datetime.now(UTC)
    sam = members.add(email="sam@northwind.example", role="rep", now=now)
    with receiver(slowly(dice)) as there, mailbox() as mail:
        api.connect(kind="webhook", name="CRM", address=there.address, kinds=["lead_handed_off"], now=now)
        environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ACCORD_")},
            "ACCORD_HOME": str(django_settings.ACCORD.home),
            "DATABASE_URL": address(),
            "LEASE": "1",
            "ACCORD_MAIL_URL": f"smtp://127.0.0.1:{mail.port}",
            "ACCORD_MAIL_FROM": "accord@northwind.example",
            "ACCORD_OUTSIDE_NETWORKS": "127.0.0.1/32",
            "ACCORD_OUTSIDE_HTTP": "true",
        }
        for kill in range(KILLS):
            _tell(sam, kill, now)
            with postman(environment) as process:
                time.sleep(dice.random() * 0.7)
                os.kill(process.pid, signal.SIGKILL)
        with postman(environment):
            until = time.monotonic() + 40
            while time.monotonic() < until and _waits():
                time.sleep(0.2)
        assert not _waits()
        _check_webhook(there)
        _check_mail(mail)


def _tell(sam, kill, now):
    for number in range(NOTICES // KILLS):
        key, body = f"{kill}:{number}", {"title": f"{kill}:{number}"}
        hold = Hold(uuid.uuid4(), datetime.now(UTC) + timedelta(seconds=0.4)) if number % 2 else None
        outbox.tell("lead_handed_off", to=[sam.id], about=("lead", 1), body=body, key=key, now=now, hold=hold)


def _waits():
    return outbox.is_waiting() or Delivery.objects.filter(state="waiting").exists()


def _check_webhook(there):
    """Each notice under one id of its own, whatever was sent twice."""
    import json

    ids = {}
    for _, headers, body in there.got:
        ids.setdefault(json.loads(body)["data"]["notice"], set()).add(headers["webhook-id"])
    assert len(ids) == NOTICES
    assert {len(keys) for keys in ids.values()} == {1}
    assert len({key for keys in ids.values() for key in keys}) == NOTICES
    assert set(Delivery.objects.values_list("state", flat=True)) == {"sent"}


def _check_mail(mail):
    """Each notice in one of the mails that are left when those of the same id are dropped."""
    told = [
        line.partition(" is yours")[0]
        for one in mail.kept
        for line in one.get_body(["plain"]).get_content().splitlines()
        if " is yours" in line
    ]
    assert len(told) == len(set(told)) == NOTICES
