"""Rhea imports a file on the screen of a real server; the worker carries it out and the page shows how far it is."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests

from accord.project.supervisor import free_port

ROOT = Path(__file__).parents[2]
ACCORD = Path(sys.executable).with_name("accord")
EMAIL, PASSWORD = "rhea@northwind.example", "a password long enough"
ROWS = 6000
pytestmark = [pytest.mark.processes, pytest.mark.xdist_group("processes")]


class Browser:
    """A member's session without script."""

    def __init__(self, address: str) -> None:
        self.address, self.session, self.page = address, requests.Session(), ""

    def open(self, path: str) -> str:
        answer = self.session.get(self.address + path, timeout=30)
        assert answer.status_code == 200, answer.text[:500]
        self.page = answer.text
        return self.page

    def send(self, path: str, **more) -> str:
        """Send the form of the page at hand; the path it leads to."""
        found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        data = {"csrfmiddlewaretoken": found[1] if found else "", **more.pop("data", {})}
        answer = self.session.post(self.address + path, data=data, headers={"Referer": self.address}, **more)
        assert answer.status_code == 200, answer.text[:500]
        self.page = answer.text
        return answer.url.removeprefix(self.address)


@pytest.fixture
def home(tmp_path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def rhea(home) -> Iterator[Browser]:
    own = {k: v for k, v in os.environ.items() if not k.startswith(("ACCORD_", "DJANGO_")) and k != "DATABASE_URL"}
    environment, port = {**own, "ACCORD_HOME": str(home), "ACCORD_DURABLE": "false"}, free_port()

    def run(*arguments: str) -> None:
        subprocess.run([ACCORD, *arguments], check=True, env=environment, cwd=ROOT, stdout=subprocess.PIPE)

    run("agreement", "publish", "examples/northwind.yaml")
    run("member", "add", EMAIL, "--role", "operations", "--password", PASSWORD)
    server = subprocess.Popen(
        [ACCORD, "serve", "--port", str(port)], stdout=subprocess.PIPE, text=True, env=environment
    )
    assert server.stdout is not None
    assert any("is ready" in line for line in server.stdout)
    browser = Browser(f"http://127.0.0.1:{port}")
    browser.open("/login/")
    browser.send("/login/", data={"login": EMAIL, "password": PASSWORD})
    yield browser
    server.send_signal(signal.SIGTERM)
    server.wait(60)
    run("stop")


def test_an_import_from_the_screen_is_carried_out_by_the_worker_and_shows_progress(rhea, home):
    lines = "".join(f"iris{n}@acme{n}.example,Iris {n},Acme {n}\n" for n in range(ROWS))
    rhea.open("/imports/")
    file = {"file": ("crowd.csv", "email,name,company\n" + lines)}
    mapping = rhea.send("/imports/new/", data={"kind": "people"}, files=file)
    uploads = home / "files" / "imports"
    assert len(list(uploads.iterdir())) == 1
    rhea.send(mapping, data={"source": "old crm", "dry": "1"})
    seen = re.search(r'name="seen" value="([^"]+)"', rhea.page)
    assert seen, "the dry run shows no way on"
    batch = rhea.send(mapping, data={"source": "old crm", "seen": seen[1]})
    seen, until = [], time.monotonic() + 120
    while "<progress" in rhea.open(batch + "progress/"):
        assert time.monotonic() < until, rhea.page
        seen += re.findall(r'<progress max="1" value="([0-9.]+)"', rhea.page)
        time.sleep(0.05)
    assert f"{ROWS:,}" in rhea.page or str(ROWS) in rhea.page
    assert seen == sorted(seen, key=float)
    assert any(0 < float(share) < 1 for share in seen), f"no progress was shown: {seen}"
    assert list(uploads.iterdir()) == [], "the upload is not needed any more"
    while "iris7@acme7.example" not in rhea.open("/people/?q=iris7@acme7.example").replace("?q=", ""):
        assert time.monotonic() < until
        time.sleep(0.2)
