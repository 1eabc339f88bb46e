"""The tutorial as a newcomer goes through it: real commands, a real server, an official SDK."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from accord.project.supervisor import free_port

ROOT = Path(__file__).parents[2]
ACCORD = Path(sys.executable).with_name("accord")
PASSWORD = "a password long enough"
pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]

SDK = """
import segment.analytics as analytics
analytics.write_key, analytics.host = "first-key", "http://127.0.0.1:{port}"
analytics.page(anonymous_id="browser-1", properties={{"path": "/pricing"}})
analytics.identify("u-1", {{"email": "ada@globex.example", "title": "Head of IT", "company": "Globex"}},
                   anonymous_id="browser-1")
analytics.group("u-1", "globex", {{"name": "Globex", "employees": 400, "industry": "software",
                                   "website": "globex.example"}})
analytics.track("u-1", "Demo Requested")
analytics.shutdown()
"""


class Installation:
    """A home of its own, and the command line with it."""

    def __init__(self, home):
        own = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_")) and k != "DATABASE_URL"}
        self.environment = {**own, "ACCORD_HOME": str(home), "ACCORD_DURABLE": "false"}
        self.port = free_port()

    def run(self, *arguments, status=0):
        done = subprocess.run([ACCORD, *arguments], capture_output=True, text=True, env=self.environment, cwd=ROOT)
        assert done.returncode == status, done.stdout + done.stderr
        return done.stdout

    def json(self, *arguments, status=0):
        return json.loads(self.run(*arguments, "--json", status=status))

    def eventually(self, *arguments, holds):
        until = time.monotonic() + 60
        while not holds(found := self.json(*arguments)):
            assert time.monotonic() < until, found
            time.sleep(0.2)
        return found


@pytest.fixture(scope="module")
def accord(tmp_path_factory):
    installation = Installation(tmp_path_factory.mktemp("first"))
    installation.run("agreement", "publish", "examples/northwind.yaml")
    installation.run("member", "add", "sam@northwind.example", "--role", "rep", "--password", PASSWORD)
    assert installation.json("source", "add", "website", "--key", "first-key")["write_key"] == "first-key"
    yield installation
    installation.run("stop")


@pytest.fixture(scope="module")
def server(accord):
    command = [ACCORD, "serve", "--port", str(accord.port)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=accord.environment)
    assert any("is ready" in line for line in process.stdout)
    yield process
    process.send_signal(signal.SIGTERM)
    assert process.wait(60) == 0


@pytest.fixture(scope="module")
def ada(accord, server):
    """Somebody whom the SDK told of, and what is known of her when she is ready."""
    subprocess.run([sys.executable, "-c", SDK.format(port=accord.port)], check=True, timeout=60)
    accord.eventually("people", "find", "ada@globex.example", holds=bool)
    return accord.eventually(
        "explain", "ada@globex.example", holds=lambda e: e["leads"] and e["leads"][0]["stage"] == "sal"
    )


class TestTheFirstLead:
    def test_counts_what_the_anonymous_browser_saw(self, ada):
        engagement = ada["scores"]["engagement"]
        assert {"pricing", "demo"} <= {c["rule"] for c in engagement["contributions"]}

    def test_adds_up_exactly_in_ordinary_numbers(self, ada):
        for score in ada["scores"].values():
            parts = [c["value"] for c in score["contributions"]] + [cut["cut"] for cut in score["limits"]]
            assert sum(parts) == score["value"]

    def test_names_version_actor_and_evidence_of_every_step(self, ada):
        for step in ada["leads"][0]["transitions"]:
            assert step["agreement"] == ada["agreement"]
            assert step["actor"].startswith("rule:")
            assert step["reason"]
        demo = next(c["touch"] for c in ada["scores"]["engagement"]["contributions"] if c["rule"] == "demo")
        assert demo in json.dumps(ada["leads"][0]["transitions"][-1]["evidence"])

    def test_waits_in_the_reps_queue_with_the_reason(self, accord, ada):
        (row,) = accord.json("queue", "--rep", "sam@northwind.example")
        assert (row["person"]["email"], row["rep"]) == ("ada@globex.example", "sam@northwind.example")
        assert row["why"].startswith("Asked for a demo · Looked at prices")

    def test_was_nobody_before_she_came(self, accord, ada):
        past = accord.json("explain", "ada@globex.example", "--at", "2020-01-01T00:00:00Z")
        assert [s["value"] for s in past["scores"].values()] == [0, 0]
        assert past["leads"] == []

    def test_is_in_the_funnel(self, accord, ada):
        report = accord.json("report", "funnel")
        assert {s["stage"]: s["entered"] for s in report["stages"]}["sal"] == 1
        assert report["negative_durations"] == 0

    def test_is_the_same_after_everything_is_recomputed(self, accord, ada):
        assert accord.json("rebuild", "--check")["differences"] == []


class TestTheCommandLine:
    def test_says_every_fault_with_its_place(self, accord, tmp_path):
        text = (ROOT / "examples" / "northwind.yaml").read_text(encoding="utf-8")
        broken = tmp_path / "broken.yaml"
        broken.write_text(text.replace("points: 60", "ponts: 60"), encoding="utf-8")
        said = accord.run("agreement", "check", str(broken), status=1)
        assert f"{broken}:" in said
        assert "did you mean “points”" in said

    def test_refuses_in_one_sentence_and_never_with_a_stack_trace(self, accord):
        assert accord.json("explain", "nobody@nowhere.example", status=1)["error"]["code"] == "no_such_person"
        assert accord.json("member", "add", "sam", "--role", "rep", status=1)["error"]["code"] == "member"

    def test_imports_people_while_the_server_runs(self, accord, server, tmp_path):
        rows = tmp_path / "people.csv"
        rows.write_text("Email,Job Title,Shoe size\nbo@acme.example,CIO,44\n", encoding="utf-8")
        assert accord.json("import", "people", str(rows), "--dry-run")["new"] == 1
        assert accord.json("people", "find", "bo@acme.example") == []
        accord.run("import", "people", str(rows))
        (bo,) = accord.json("people", "find", "bo@acme.example")
        assert (bo["traits"]["job_title"], bo["traits"]["shoe_size"]) == ("CIO", "44")

    def test_is_described_by_the_reference(self):
        made = subprocess.run(
            [sys.executable, "-m", "accord.project.reference"], capture_output=True, text=True, check=True
        )
        assert made.stdout == (ROOT / "docs" / "reference" / "command-line.md").read_text(encoding="utf-8")
