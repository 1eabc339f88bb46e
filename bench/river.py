"""How fast one worker drains, how soon a lead is in a queue, and that a large base costs no more than a small one.

python -m bench.river [--touches N] [--people N]
"""

import argparse
import http.client
import json
import os
import random
import statistics
import subprocess
import sys
import threading
import time
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.ground import home, write
from bench.start import serve

NORTHWIND = Path(__file__).parents[1] / "examples" / "northwind.yaml"
EVENTS = ("Webinar Attended", "Content Downloaded", "Email Link Clicked", "Trial Started", "Feature Used", "Opened")


class Visitors:
    """People who come for about eight touches, 300 of them at a time, as in a web site's log."""

    def __init__(self, seed: str, people: int) -> None:
        self.rng = random.Random(seed)
        self._people = people
        self._here = [self.rng.randrange(people) for _ in range(300)]

    def next(self) -> int:
        place = self.rng.randrange(len(self._here))
        who = self._here[place]
        if self.rng.random() < 1 / 8:
            self._here[place] = self.rng.randrange(self._people)
        return who


def message(visitors: Visitors, number: int, mark: str) -> dict[str, Any]:
    """A web site's mix: seven pages in ten, some touches by name, one in twenty tells who it is."""
    rng, who = visitors.rng, visitors.next()
    roll = rng.random()
    at = datetime.now(UTC) - timedelta(seconds=rng.randrange(3600))
    said: dict[str, Any] = {"messageId": f"{mark}{number}", "timestamp": at.isoformat(), "anonymousId": f"b{who}"}
    if roll < 0.7:
        return said | {"type": "page", "properties": {"path": rng.choice(["/pricing", "/docs/a", "/", "/blog"])}}
    said["userId"] = f"u{who}"
    if roll < 0.95:
        return said | {"type": "track", "event": rng.choice(EVENTS), "properties": {"plan": "pro"}}
    traits = {"email": f"p{who}@c{who % 900}.example", "jobTitle": "CIO", "company": f"Company {who % 900}"}
    return said | {"type": "identify", "traits": traits}


def fill(source_id: int, touches: int, people: int, mark: str) -> None:
    from accord.steps.collect import api as collect

    visitors = Visitors(mark, people)
    said = [message(visitors, number, mark) for number in range(touches)]
    bodies = [json.dumps({"batch": said[start : start + 20]}).encode() for start in range(0, touches, 20)]
    collect.put(source_id=source_id, bodies=bodies, now=datetime.now(UTC))


def drained(limit: int = 2000) -> tuple[int, float, float]:
    """Touches, seconds, and the median seconds per touch of a batch."""
    from accord.journey import river

    done, began, batches = 0, time.perf_counter(), []
    while True:
        start = time.perf_counter()
        part = river.drain(limit=limit, now=datetime.now(UTC))
        if not part:
            return done, time.perf_counter() - began, statistics.median(batches)
        done += part.touches
        batches.append((time.perf_counter() - start) / max(1, part.touches))


def base(people: int) -> None:
    """So many known people with a browser and an address, at companies, written straight into the tables."""
    from django.db import connection

    query_texts = [
        """INSERT INTO identity_account (home_alias_id, name, folded, domain, traits)
           SELECT 10000000 + g, 'Company ' || g, 'company ' || g, 'c' || g || '.example', '{}'
           FROM generate_series(0, %(n)s / 10) g""",
        """INSERT INTO identity_accountalias (id, kind, value, account_id)
           SELECT home_alias_id, 'domain', domain, id FROM identity_account""",
        """INSERT INTO identity_person (id, home_alias_id, is_known, email, name, folded, traits, account_id,
                                        first_seen_at, last_seen_at)
           SELECT g, g * 3 + 1, true, 'p' || g || '@c' || g %% (%(n)s / 10) || '.example', 'Person ' || g,
                  'person ' || g, '{"job_title": "CIO"}', NULL, now() - interval '90 days', now() - interval '1 day'
           FROM generate_series(0, %(n)s - 1) g""",
        """INSERT INTO identity_alias (id, kind, value, person_id, first_at, last_at, strong_ties)
           SELECT g * 3 + k, (ARRAY['anonymous', 'user', 'email'])[k + 1],
                  CASE k WHEN 0 THEN 'b' || g WHEN 1 THEN 'u' || g
                         ELSE 'p' || g || '@c' || g %% (%(n)s / 10) || '.example' END,
                  g, now() - interval '90 days', now() - interval '1 day', CASE k WHEN 0 THEN 0 ELSE 1 END
           FROM generate_series(0, %(n)s - 1) g, generate_series(0, 2) k""",
        """INSERT INTO identity_link (alias_a, alias_b, is_strong, first_at, source_id, message_id, touch_id)
           SELECT g * 3 + k, g * 3 + k + 1, k = 1, now() - interval '90 days', 1, 'base', 0
           FROM generate_series(0, %(n)s - 1) g, generate_series(0, 1) k""",
        """INSERT INTO identity_saying (alias_id, day, digest, traits, first_at, first_message, first_touch_id, last_at,
                                        last_message, last_touch_id)
           SELECT g * 3 + 1, 20000, g, ('{"job_title": "CIO", "email": "p' || g || '@c' || g %% (%(n)s / 10)
                  || '.example"}')::jsonb, now() - interval '90 days', 'base', 0, now() - interval '90 days', 'base', 0
           FROM generate_series(0, %(n)s - 1) g""",
        """SELECT setval(pg_get_serial_sequence('identity_person', 'id'), 20000000),
                  setval(pg_get_serial_sequence('identity_alias', 'id'), 40000000),
                  setval(pg_get_serial_sequence('identity_accountalias', 'id'), 60000000)""",
        "VACUUM ANALYZE",
    ]
    with connection.cursor() as cursor:
        for query_text in query_texts:
            cursor.execute(query_text, {"n": people} if "%(n)s" in query_text else None)


def prepare() -> int:
    from accord.journey import rescore
    from accord.kernel.actor import PROCESS
    from accord.members import api as members
    from accord.steps.collect import api as collect

    now = datetime.now(UTC)
    members.add(email="sam@northwind.example", role="rep", now=now)
    rescore.publish(text=NORTHWIND.read_text(), name="n", by=PROCESS, now=now - timedelta(days=900))
    return collect.add_source(name="web site", now=now).id


def throughput(touches: int) -> dict[str, Any]:
    """A new installation to which 5,000 people send `touches`."""
    import django

    with home():
        django.setup()
        from accord.journey.worker import warm_up

        source_id = prepare()
        fill(source_id, 4000, 5000, "warm")
        drained()
        fill(source_id, touches, 5000, "m")
        warm_up()
        cpu = time.process_time()
        done, seconds, each = drained()
        cpu = time.process_time() - cpu
        _close()
    return {
        "touches": done,
        "per_second": round(done / seconds),
        "us_each": round(each * 1e6),
        "worker_cpu_us_each": round(cpu / done * 1e6),
        "load": round(os.getloadavg()[0], 1),
    }


def turns(touches: int, size: int) -> dict[str, Any]:
    """A base of `size` people of whom 10,000 come; at each line from outside `touches` of them are drained, and the
    microseconds that each took are told."""
    import django

    taken: list[float] = []
    with home():
        django.setup()
        from accord.journey.worker import warm_up

        source_id = prepare()
        base(size)
        fill(source_id, 4000, 10_000, "warm")
        drained()
        warm_up()
        print("ready", flush=True)
        for number, _ in enumerate(sys.stdin):
            fill(source_id, touches, 10_000, f"t{number}-")
            done, seconds, _ = drained()
            taken.append(seconds / done * 1e6)
            print("done", flush=True)
        _close()
    return {"base": size, "touches": touches * len(taken), "us_each": round(statistics.median(taken)), "turns": taken}


def by_turns(touches: int, sizes: tuple[int, int], times: int = 12) -> list[dict[str, Any]]:
    """Both bases stand; they are drained in turns, so that a noisy machine is noisy for both."""
    command = [sys.executable, "-m", "bench.river", "--part", "turns", "--touches", str(touches // times), "--people"]
    both = [
        subprocess.Popen([*command, str(size)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for size in sizes
    ]
    for one in both:
        _line(one)
    for _ in range(times):
        for one in both:
            assert one.stdin
            print(file=one.stdin, flush=True)
            _line(one)
    return [dict(json.loads(one.communicate()[0].splitlines()[-1])) for one in both]


def _line(process: "subprocess.Popen[str]") -> None:
    assert process.stdout
    if not process.stdout.readline():
        raise SystemExit("a part of the bench ended too soon")


def lag(seconds: int, rate: int) -> dict[str, Any]:
    """From the answer to a demo request to its row in the queue: a whole server, `rate` touches a second by HTTP."""
    import django

    with home() as environment:
        django.setup()
        from accord.project.supervisor import free_port
        from accord.steps.collect import api as collect

        source_id, port = prepare(), free_port()
        key = next(one.write_key for one in collect.sources() if one.id == source_id)
        seen: dict[str, float] = {}
        stopping = threading.Event()
        watcher = threading.Thread(target=_watch, args=(seen, stopping))
        server = serve(port, environment)
        try:
            _send_steadily(port, key, 3, rate, "warm")
            watcher.start()
            sent = _send_steadily(port, key, seconds, rate, "l")
            time.sleep(4)
        finally:
            stopping.set()
            server.terminate()
            server.wait(60)
        watcher.join()
        waited = sorted(at - sent[email] for email, at in seen.items() if email in sent)
        _close()
    at = {p: waited[min(len(waited) - 1, int(len(waited) * p / 100))] for p in (50, 95, 99)}
    return {"rate": rate, "leads": len(waited), "of": len(sent), **{f"p{p}_ms": v * 1000 for p, v in at.items()}}


def _send_steadily(port: int, key: str, seconds: int, rate: int, mark: str) -> dict[str, float]:
    """Ten batches a second, each with one demo request of somebody new; when each was answered."""
    visitors, sent = Visitors(mark, 2000), {}
    headers = {"Authorization": "Basic " + b64encode(f"{key}:".encode()).decode(), "Content-Type": "application/json"}
    door = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    began = time.time()
    for number in range(seconds * 10):
        said = [message(visitors, number * rate // 10 + i, mark) for i in range(rate // 10 - 2)]
        email = f"lead{number}@{mark}{number}.example"
        known = {"email": email, "jobTitle": "CIO", "company": {"name": "Acme", "employees": 200}}
        said.append({"type": "identify", "messageId": f"i{mark}{number}", "userId": email, "traits": known})
        said.append({"type": "track", "event": "Demo Requested", "messageId": f"d{mark}{number}", "userId": email})
        door.request("POST", "/v1/batch", json.dumps({"batch": said}), headers)
        answer = door.getresponse()
        answer.read()
        if answer.status != 200:
            raise SystemExit(f"the door answered {answer.status}")
        sent[email] = time.time()
        time.sleep(max(0.0, began + (number + 1) / 10 - time.time()))
    door.close()
    return sent


def _watch(seen: dict[str, float], stopping: threading.Event) -> None:
    """Look at the queue as a rep does, ten times a second, and note when each lead is first there."""
    import psycopg
    from django.db import connection

    query_text = """SELECT p.email FROM handoff_handoff h JOIN identity_person p ON p.id = h.person_id
        WHERE h.id > %s ORDER BY h.id"""
    with psycopg.connect(**connection.get_connection_params() | {"cursor_factory": None}, autocommit=True) as own:
        count = 0
        while not stopping.wait(0.1):
            rows = own.execute(query_text, [0]).fetchall()
            for (email,) in rows[count:]:
                seen.setdefault(email, time.time())
            count = len(rows)


def _alone(name: str, touches: int) -> dict[str, Any]:
    """Each part in a process and an installation of its own."""
    command = [sys.executable, "-m", "bench.river", "--part", name, "--touches", str(touches)]
    out = subprocess.run(command, check=True, capture_output=True, text=True)
    return dict(json.loads(out.stdout.splitlines()[-1]))


def _close() -> None:
    from django.db import connection

    connection.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--part", default="", choices=["", "throughput", "lag", "turns"])
    parser.add_argument("--touches", type=int, default=30_000)
    parser.add_argument("--people", type=int, default=1_000_000)
    chosen = parser.parse_args()
    parts = {
        "throughput": lambda: throughput(chosen.touches),
        "lag": lambda: lag(20, 500),
        "turns": lambda: turns(chosen.touches, chosen.people),
    }
    if chosen.part:
        print(json.dumps(parts[chosen.part]()))
        sys.exit()
    rows = [{"part": name, **_alone(name, chosen.touches)} for name in ("throughput", "lag")]
    small, large = by_turns(chosen.touches, (10_000, chosen.people))
    ratio = large["us_each"] / small["us_each"]
    each = [b / a for a, b in zip(small.pop("turns"), large.pop("turns"), strict=True)]
    rows += [{"part": "base", **small}, {"part": "large base", **large}]
    write("river", rows, base_ratio=round(ratio, 3), base_ratio_of_each_turn=[round(one, 2) for one in each])
    print(f"cost per touch with {chosen.people:,} people is {ratio:.2f} × that with 10,000")
