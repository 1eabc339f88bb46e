"""`accord serve` as a real process: what dies comes back, one supervisor a home, and nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from accord.project.processes import command
from accord.project.supervisor import answers, free_port

pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]
PATIENCE = 60  # generous: the machine that tests may be busy; bench/start.py has the figure


class Server:
    def __init__(self, home):
        own = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_")) and k != "DATABASE_URL"}
        self.environment = {**own, "ACCORD_HOME": str(home), "ACCORD_DURABLE": "false"}
        self.home, self.port = home, free_port()

    def start(self):
        code = f"from accord.project.supervisor import serve; raise SystemExit(serve(port={self.port}))"
        command = [sys.executable, "-c", code]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=self.environment)
        assert any("is ready" in line for line in self.process.stdout), "ended before it was ready"

    @property
    def tree(self):
        return psutil.Process(self.process.pid).children(recursive=True)

    def named(self, name):
        return [p for p in self.tree if name in _command(p)]

    @property
    def postmaster(self):
        return int((self.home / "postgres" / "postmaster.pid").read_text().split("\n")[0])

    def is_well(self):
        base = f"http://127.0.0.1:{self.port}"
        return answers(f"{base}/v1/projects/nobody/settings") and answers(f"{base}/login/")

    def wait_until(self, holds):
        until = time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < until, "did not come back"
            time.sleep(0.1)


def _command(process):
    try:
        return process.cmdline()
    except psutil.Error:  # it has just gone
        return []


@pytest.fixture(scope="class")
def server(tmp_path_factory):
    server = Server(tmp_path_factory.mktemp("home"))
    server.start()
    yield server
    if server.process.poll() is None:
        server.process.terminate()
        server.process.wait(PATIENCE)


class TestServe:
    @pytest.mark.parametrize("name", ["collect", "web", "work"])
    def test_starts_again_what_was_killed(self, server, name):
        before = {p.pid for p in server.named(name)}
        assert before
        for pid in before:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:  # granian's own child goes with its parent
                continue
        server.wait_until(lambda: server.named(name) and not before & {p.pid for p in server.named(name)})
        server.wait_until(server.is_well)

    def test_starts_the_database_again(self, server):
        before = server.postmaster
        os.kill(before, signal.SIGKILL)
        server.wait_until(lambda: server.postmaster != before)
        server.wait_until(server.is_well)

    def test_refuses_a_second_one_on_the_same_home(self, server):
        code = "from accord.project.supervisor import serve; serve(port=1024)"
        second = subprocess.run([sys.executable, "-c", code], env=server.environment, capture_output=True, text=True)
        assert second.returncode != 0
        assert "already runs" in second.stderr
        assert f"process {server.process.pid}" in second.stderr

    def test_leaves_no_children_when_it_is_killed_and_starts_again_on_the_same_home(self, server):
        left = server.tree
        server.process.kill()
        server.process.wait()
        _, alive = psutil.wait_procs(left, timeout=PATIENCE)
        assert not alive
        server.start()
        server.wait_until(server.is_well)

    def test_stops_in_order_with_nothing_left(self, server):
        tree, postmaster = server.tree, server.postmaster
        server.process.send_signal(signal.SIGTERM)
        assert server.process.wait(PATIENCE) == 0
        _, alive = psutil.wait_procs(tree, timeout=10)
        assert not alive
        assert not psutil.pid_exists(postmaster) or psutil.Process(postmaster).status() == psutil.STATUS_ZOMBIE
        assert not (Path(server.home) / "postgres" / "postmaster.pid").exists()


class TestTheWebProcess:
    def test_takes_its_own_child_with_it_also_while_that_one_is_loading(self):
        line = command("web", host="127.0.0.1", port=free_port(), web_address="")
        for _ in range(3):
            with subprocess.Popen(line) as parent:
                until = time.monotonic() + PATIENCE
                while not (children := psutil.Process(parent.pid).children()):
                    assert time.monotonic() < until
                    time.sleep(0.01)
                parent.kill()
            _, alive = psutil.wait_procs(children, timeout=PATIENCE)
            for one in alive:
                one.kill()
            assert not alive


class TestAPortInUse:
    def test_is_told_with_what_to_do(self, tmp_path, monkeypatch):
        import socket

        from accord.project import supervisor

        with socket.socket() as other:
            other.bind(("127.0.0.1", 0))
            other.listen()
            with pytest.raises(supervisor.PortTaken, match="--port"):
                supervisor.wait_for_port("127.0.0.1", other.getsockname()[1], seconds=0.2)


class TestADatabaseThatIsAway:
    """Each process says it in one line, with what to do, and never as a trace."""

    def said_by(self, code, tmp_path, **settings):
        own = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_")) and k != "DATABASE_URL"}
        environment = {**own, "ACCORD_HOME": str(tmp_path), **settings}
        done = subprocess.run([sys.executable, "-W", "ignore", *code], env=environment, capture_output=True, text=True)
        assert "Traceback" not in done.stderr
        return done.returncode, [line for line in done.stderr.splitlines() if line.strip()]

    @pytest.mark.parametrize("name", ["prepare", "work"])
    def test_is_told_by_a_child_in_one_line(self, name, tmp_path):
        away = f"postgresql://accord@127.0.0.1:{free_port()}/accord"
        child = ["-m", "accord.project.processes", name, str(os.getpid()), "127.0.0.1", "0", ""]
        status, lines = self.said_by(child, tmp_path, DATABASE_URL=away)
        assert (status, len(lines)) == (75, 1)
        assert "the database does not answer" in lines[0]
        assert lines[0].endswith("accord doctor says what to look at")

    def test_is_told_while_it_is_waited_for_and_at_the_end(self, caplog):
        from accord.project.database import DatabaseAway
        from accord.project.line import Line

        line = Line(lambda: f"postgresql://accord@127.0.0.1:{free_port()}/accord")
        with pytest.raises(DatabaseAway, match=r"does not answer: .*; accord doctor says what to look at") as told:
            line.draw(seconds=0.5)
        assert "\n" not in told.value.message
        assert [record.message.partition(":")[0] for record in caplog.records] == ["waiting 0 s for the database"]
