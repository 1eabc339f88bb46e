"""How many touches a second are sealed, and what share of the database's time that takes while touches come in.

    python -m bench.seal [--touches 1000000] [--people 20000] [--seconds 20]

Touches of eighteen months are written straight into the table; all of them are sealed at once, as a person does who
waits, and read back. Then as many again are sealed by the worker's own thread while the river drains an inbox that is
never empty: by how much that slows it, and for what part of the time the database works for sealing.
"""

import argparse
import os
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Any

from bench.ground import home, write

FILL = """
INSERT INTO collect_touch (id, source_id, message_id, alias_id, kind, name, occurred_at, received_at, user_id,
                           properties, traits, context, flags)
SELECT n, 0, 'base-' || n, 1 + n %% %(people)s * 3, 'page', '', at, at, 'u' || n %% %(people)s,
       jsonb_build_object('path', (ARRAY['/pricing', '/docs/a', '/', '/blog'])[1 + n %% 4], 'plan', 'pro', 'n', n),
       '{}', '{"userAgent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", "ip": "192.0.2.7"}', '{}'
FROM (SELECT n, %(since)s::timestamptz + (%(until)s::timestamptz - %(since)s::timestamptz)
                * ((n * 7919 %% %(touches)s) / %(touches)s::float) AS at
      FROM generate_series(%(first)s::bigint, %(last)s) n) touches
"""


def fill(touches: int, people: int, now: datetime) -> None:
    """So many touches more, numbered as the river numbers them, spread over eighteen months in no order."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('collect_touch_number')")
        first = int(cursor.fetchone()[0])
        values = {"touches": touches, "people": people, "first": first, "last": first + touches - 1}
        cursor.execute(FILL, values | {"since": now - timedelta(days=560), "until": now - timedelta(days=40)})
        cursor.execute("SELECT setval('collect_touch_number', %s)", [first + touches])
        cursor.execute("VACUUM ANALYZE collect_touch")


def alone(touches: int) -> dict[str, Any]:
    """Sealing with nothing else to do, then reading everything."""
    from accord.journey import sealing

    began, cpu, busy = time.perf_counter(), time.process_time(), [0.0]

    def rest(seconds: float) -> bool:
        busy[0] += seconds
        return True

    report = sealing.seal(now=datetime.now(UTC), rest=rest)
    seconds = time.perf_counter() - began
    found = {
        "part": "alone",
        "touches": report.touches,
        "files": report.files,
        "per_second": round(report.touches / seconds),
    }
    found |= {
        "database_share": round(busy[0] / seconds, 2),
        "cpu_us_each": round((time.process_time() - cpu) / touches * 1e6, 1),
    }
    began = time.perf_counter()
    read = sum(len(batch) for batch in sealing.everything())
    return found | {
        "bytes_each": size_of_lake() // report.touches,
        "read_per_second": round(read / (time.perf_counter() - began)),
    }


def size_of_lake() -> int:
    from accord.journey import sealing

    return int(sealing.status(now=datetime.now(UTC))["bytes"])


class Draining:
    """The river, with an inbox that is filled again whenever it runs dry."""

    def __init__(self, people: int) -> None:
        from bench.river import prepare

        self.source_id, self.people, self.filled = prepare(), people, 0

    def per_second(self, seconds: float) -> float:
        from accord.journey import river
        from bench.river import fill as put

        done, taken = 0, 0.0
        while taken < seconds:
            if not river.is_waiting():
                self.filled += 1
                put(self.source_id, 20_000, self.people, f"s{self.filled}-")
            began = time.perf_counter()
            done += river.drain(now=datetime.now(UTC)).touches
            taken += time.perf_counter() - began
        return done / taken


def beside(seconds: float, people: int) -> list[dict[str, Any]]:
    """The river alone, and with the worker's sealing beside it."""
    from django.db import connection

    from accord.journey import sealing
    from accord.journey.sealing.running import Sealer, step_back

    river = Draining(people)
    river.per_second(seconds / 4)
    rows = [{"part": "river alone", "per_second": round(river.per_second(seconds))}]
    stopping, busy, sealed = threading.Event(), [0.0], [0]

    class Told(Sealer):
        def rest(self, one: float) -> bool:
            busy[0] += one
            return super().rest(one)

    def work() -> None:
        sealer = Told(stopping)
        step_back()
        sealed[0] = sealing.seal(now=datetime.now(UTC), rest=sealer.rest).touches
        connection.close()

    thread = threading.Thread(target=work)
    began = time.perf_counter()
    thread.start()
    rate = river.per_second(seconds)
    lasted = time.perf_counter() - began
    stopping.set()
    thread.join()
    slower = 1 - rate / rows[0]["per_second"]
    return [
        *rows,
        {"part": "river while sealing", "per_second": round(rate), "slower": round(slower, 3)},
        {"part": "sealing meanwhile", "touches": sealed[0], "per_second": round(sealed[0] / lasted),
         "database_share": round(busy[0] / lasted, 3)},
    ]  # fmt: skip


def main(touches: int, people: int, seconds: float) -> None:
    with home():
        import django

        django.setup()
        from django.db import connection

        from bench.river import base

        now = datetime.now(UTC)
        base(people)
        fill(touches, people, now)
        rows = [alone(touches)]
        fill(touches, people, now)
        rows += beside(seconds, min(people, 5000))
        connection.close()
    write("seal", [row | {"load": round(os.getloadavg()[0], 1)} for row in rows])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--touches", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=20.0)
    chosen = parser.parse_args()
    main(chosen.touches, chosen.people, chosen.seconds)
