"""How soon `accord serve` is ready on an existing home, and what the whole tree costs when nobody asks for anything.

python -m bench.start [STARTS] [IDLE_SECONDS]
"""

import os
import subprocess
import sys
import time
from pathlib import Path

import psutil

from bench.ground import home, write


def main(starts: int, idle_seconds: float) -> None:
    with home() as environment:
        from accord.project.supervisor import free_port

        rows = []
        for number in range(1, starts + 1):
            port = free_port()
            began = time.perf_counter()
            server = serve(port, environment)
            ready = time.perf_counter() - began
            try:
                row = {"start": number, "ready s": ready}
                if number == starts:
                    row |= idle(server.pid, idle_seconds)
                rows.append(row)
            finally:
                began = time.perf_counter()
                server.terminate()
                server.wait(60)
            rows[-1]["stop s"] = time.perf_counter() - began
    write("start", rows, idle_seconds=idle_seconds)


def serve(port: int, environment: dict[str, str]) -> "subprocess.Popen[str]":
    """Return when it says that it is ready: the door and the screens answer, migrations are done."""
    code = f"from accord.project.supervisor import serve; raise SystemExit(serve(port={port}))"
    server = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True, env=environment)
    assert server.stdout is not None
    for line in server.stdout:
        if "is ready" in line:
            return server
    raise SystemExit("the server ended before it was ready")


def idle(pid: int, seconds: float) -> dict[str, float]:
    """Per cent of one core that the tree and its database use, and their memory."""
    time.sleep(3)
    tree = [psutil.Process(pid), *psutil.Process(pid).children(recursive=True)]
    for process in psutil.process_iter(["name"]):
        if (
            process.info["name"] == "postgres"
            and process.ppid() == 1
            and process.create_time() > tree[0].create_time() - 5
        ):
            tree += [process, *process.children(recursive=True)]
    before = {p.pid: _spent(p) for p in tree}
    time.sleep(seconds)
    spent = {p.name(): 0.0 for p in tree}
    for p in tree:
        spent[p.name()] += _spent(p) - before[p.pid]
    memory = sum(p.memory_info().rss for p in tree if p.name() != "postgres") / 2**20
    return {"idle CPU %": sum(spent.values()) / seconds * 100, "memory MiB": memory}


def settings_home() -> Path:
    return Path(os.environ["ACCORD_HOME"])


def _spent(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3, float(sys.argv[2]) if len(sys.argv) > 2 else 20)
