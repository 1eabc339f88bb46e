"""Durable before the answer: the write-ahead log is on disk before `200` goes out, as the system calls show."""

import base64
import http.client
import json
import os
import re
import shutil
import subprocess
import sys
import time

import psutil
import pytest

from accord.project.supervisor import answers, free_port

from .conftest import HERE, KEY

REQUESTS = 30
SYNCED = re.compile(r"(f(data)?sync\(\d+<[^>]*/pg_wal/[^>]*>|<\.\.\. f(data)?sync resumed>)\)\s+= 0")
pytestmark = [pytest.mark.clients, pytest.mark.xdist_group("clients")]


@pytest.fixture
def traced(tmp_path, lacking):
    """A collector and a durable database of its own, every fsync and every sending of theirs in one trace."""
    strace = shutil.which("strace")
    if strace is None:
        lacking("no strace here")
    trace, port = tmp_path / "trace", free_port()
    own = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_") and k != "DATABASE_URL"}
    environment = {**own, "ACCORD_HOME": str(tmp_path / "home"), "PYTHONPATH": str(HERE.parent.parent)}
    code = (
        "from accord.project.config import settings_from; from accord.project.database import url; "
        "import psycopg; c = psycopg.connect(url(settings_from()), autocommit=True); "
        "c.execute('CREATE TABLE collect_source (id bigserial, write_key text, revoked_at timestamptz)'); "
        f"c.execute(\"INSERT INTO collect_source (write_key) VALUES ('{KEY}')\"); "
        "c.execute('CREATE TABLE collect_inbox (id bigserial, source_id bigint, received_at timestamptz, path text,"
        " body bytea, client_ip text, user_agent text, events int)'); "
        f"from accord.project.processes import collect; collect(host='127.0.0.1', port={port})"
    )
    calls = "trace=fsync,fdatasync,sendto,sendmsg,write,writev"
    command = [strace, "-f", "-ttt", "-y", "-s", "60", "-e", calls, "-o", str(trace), sys.executable, "-c", code]
    process = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    until = time.monotonic() + 60
    while not answers(f"http://127.0.0.1:{port}/v1/ready"):
        if process.poll() is not None or time.monotonic() > until:
            pytest.skip("strace may not trace here")
        time.sleep(0.2)
    yield port, trace
    stop = "from accord.project.config import settings_from; from accord.project.database import stop_embedded; "
    subprocess.run([sys.executable, "-c", stop + "stop_embedded(settings_from().home)"], env=environment)
    for child in psutil.Process(process.pid).children():
        child.terminate()  # strace ends with what it traces
    process.wait(30)


class TestDurable:
    def test_every_200_has_an_earlier_fsync_of_the_log(self, traced):
        port, trace = traced
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        basic = base64.b64encode(f"{KEY}:".encode()).decode()
        for number in range(REQUESTS):
            body = json.dumps({"userId": "ada", "event": "x", "messageId": str(number)})
            connection.request("POST", "/v1/track", body=body, headers={"authorization": f"Basic {basic}"})
            answer = connection.getresponse()
            assert (answer.status, answer.read()) == (200, b'{"success":true}')
        time.sleep(0.5)
        synced = answered = 0
        for line in trace.read_text(errors="replace").splitlines():
            if SYNCED.search(line):
                synced += 1
            elif "HTTP/1.1 200" in line:
                answered += 1
                assert synced > 0, "an answer went out before its row was on disk"
                synced = 0  # one request at a time: each answer needs a sync of its own
        assert answered == REQUESTS
