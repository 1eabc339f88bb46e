"""Acknowledged events a second in batches of 1, 20 and 100, beside the floors of the same run.

    python -m bench.ingest [SECONDS]

Floors: decoding the same JSON with msgspec in one process; bare COPY of the same rows with as many connections and
as many rows a commit as the door had; and the same load on the same server with a door that keeps nothing
(`empty_door.py`), which is what HTTP itself costs on these cores. The load runs in a process of its own on the same
machine, over keep-alive connections without pipelining, so that door, load and database share the cores; the first
two floors have them to themselves. "One after the other" is what HTTP and COPY together would allow: a door can do
neither without the other.
"""

import json
import subprocess
import sys
import threading
import time
from pathlib import Path

import msgspec
import psycopg

from bench.ground import home, write
from bench.load import bodies

HERE = Path(__file__).parent
KEY = "bench-key"
ROUNDS = 3
CONNECTIONS = {1: 96, 20: 64, 100: 32}


def main(seconds: float) -> None:
    with home(ACCORD_RATE_LIMIT="1000000000") as environment:
        from accord.project.config import settings_from
        from accord.project.database import url
        from accord.project.supervisor import answers, free_port

        database, port = url(settings_from(environment)), free_port()
        with psycopg.connect(database, autocommit=True) as connection:
            connection.execute(
                "INSERT INTO collect_source (name, write_key, kind, created_at) VALUES ('bench', %s, 'x', now())", [KEY]
            )
        code = f"from accord.project.processes import collect; collect(host='127.0.0.1', port={port})"
        door = subprocess.Popen([sys.executable, "-c", code])
        empty_port = free_port()
        empty = subprocess.Popen([sys.executable, HERE / "empty_door.py", str(empty_port)])
        try:
            for ready in (f"http://127.0.0.1:{port}/v1/ready", f"http://127.0.0.1:{empty_port}/"):
                while not answers(ready):
                    time.sleep(0.05)
            rows = [median(events, port, empty_port, database, seconds) for events in CONNECTIONS]
        finally:
            for process in (door, empty):
                process.terminate()
                process.wait()
    write("ingest", rows, durable=True, connections=CONNECTIONS, seconds=seconds, rounds=ROUNDS)


def median(events: int, port: int, empty_port: int, database: str, seconds: float) -> dict[str, object]:
    """The middle round by its ratio: door and floor in turn, so that both meet the same noise."""
    rounds = [measure(events, port, empty_port, database, seconds) for _ in range(ROUNDS)]
    middle = sorted(rounds, key=lambda row: float(str(row["of COPY"])))[ROUNDS // 2]
    spread = [float(str(row["of COPY"])) for row in rounds]
    return middle | {"of COPY, all rounds": " ".join(f"{ratio:.2f}" for ratio in spread)}


def measure(events: int, port: int, empty_port: int, database: str, seconds: float) -> dict[str, object]:
    with psycopg.connect(database, autocommit=True) as connection:
        connection.execute("TRUNCATE collect_inbox")
        connection.execute("CHECKPOINT")
        loaded = run_load(events, port, seconds)
        found = connection.execute(
            "SELECT count(*), count(*)::float / count(DISTINCT xmin::text), sum(events) FROM collect_inbox"
        ).fetchone()
        assert found is not None
        stored, group, stored_events = found
        assert stored == loaded["requests"], "every acknowledged body is stored, and nothing else"
        assert stored_events == stored * events
        connection.execute("TRUNCATE collect_inbox")
        connection.execute("CHECKPOINT")
    copied = copy_floor(database, events, max(1, round(group)), seconds / 2)
    reached = loaded["events_per_second"]
    empty = run_load(events, empty_port, seconds / 2)["events_per_second"]
    return {
        "batch": events,
        "events/s": round(reached),
        "requests/s": round(reached / events),
        "p50 ms": loaded["p50_ms"],
        "p99 ms": loaded["p99_ms"],
        "bodies/commit": float(group),
        "COPY floor": round(copied),
        "of COPY": reached / copied,
        "HTTP floor": round(empty),
        "of HTTP": reached / empty,
        "of both, one after the other": reached * (1 / copied + 1 / empty),
        "decode floor": round(decode_floor(events)),
    }


def run_load(events: int, port: int, seconds: float) -> dict[str, float]:
    arguments = [str(port), KEY, str(events), str(CONNECTIONS[events]), str(seconds)]
    done = subprocess.run([sys.executable, HERE / "load.py", *arguments], check=True, stdout=subprocess.PIPE)
    return json.loads(done.stdout)


def decode_floor(events: int) -> float:
    decode, made = msgspec.json.Decoder().decode, bodies(events)
    began, count = time.perf_counter(), 0
    while time.perf_counter() - began < 1:
        for body in made:
            decode(body)
        count += len(made) * events
    return count / (time.perf_counter() - began)


def copy_floor(database: str, events: int, group: int, seconds: float) -> float:
    """Events a second by bare COPY over as many connections as the door has."""
    from accord.collector import appending

    made = [
        appending.row(
            source_id=1, received_micros=time.time_ns() // 1000, path="/v1/batch", body=body, client_ip="127.0.0.1",
            user_agent="", events=events,
        )
        for body in bodies(events)
    ]  # fmt: skip
    rows = (made * (group // len(made) + 2))[:group]
    block = b"".join([b"PGCOPY\n\xff\r\n\x00" + bytes(8), *rows, b"\xff\xff"])
    counts = [0] * appending.CONNECTIONS

    def write_on(number: int) -> None:
        query_text = f"COPY collect_inbox ({', '.join(appending.INBOX_COLUMNS)}) FROM STDIN (FORMAT binary)"
        with psycopg.connect(database, autocommit=True) as connection, connection.cursor() as cursor:
            connection.execute("SET synchronous_commit TO on")
            until = time.perf_counter() + seconds
            while time.perf_counter() < until:
                with cursor.copy(query_text) as copy:
                    copy.write(block)
                counts[number] += group

    began = time.perf_counter()
    threads = [threading.Thread(target=write_on, args=(i,)) for i in range(len(counts))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) * events / (time.perf_counter() - began)


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 5)
