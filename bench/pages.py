"""Pages at 100,000 leads, 5 million touches and 50 reps: server time and queries of queue, lead, person, account, and
of those that count over all leads.

    python -m bench.pages [--leads N] [--touches N] [--reps N] [--requests N]

A small company goes through the river as everywhere; its rows are then copied by the database until there are enough,
each copy with identifiers of its own. The time is what a client on the same machine waits, one request at a time.
"""

import argparse
import http.client
import os
import random
import re
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench import ground
from tests.browser.chromium import PASSWORD
from tests.browser.place import await_answer, free_port

SPAN = 1_000_000
PEOPLE = 60
TARGET_MS, TARGET_QUERIES = 150, 25
ENOUGH = 25  # requests of a page so slow that more would take minutes
TABLES = (
    "identity_person",
    "identity_alias",
    "identity_link",
    "identity_saying",
    "identity_account",
    "identity_accountalias",
    "identity_accountlink",
    "identity_accountsaying",
    "identity_membership",
    "collect_touch",
    "scoring_signal",
    "scoring_score",
    "lifecycle_lead",
    "lifecycle_transition",
    "handoff_handoff",
    "sla_clock",
)
OWN = ("own queue", "own queue, next page", "own queue, late", "queue news", "own panel")  # as Sam sees them
NUMBERS = re.compile(r"^(id|slot|\w*(person|alias|account|touch|lead|undoes|handoff|subject)(_id|_a|_b)|merged_into)$")
TEXTS = ("message_id", "first_message", "last_message", "value", "domain")


def main() -> None:
    asked = _asked()
    with ground.home() as environment:
        import django

        django.setup()
        began = time.perf_counter()
        counts = _fill(asked.leads, asked.touches) | {"reps": _deal_out(asked.reps)}
        seeded = time.perf_counter() - began
        queries = _queries()
        rows = _measure(environment, asked.requests, queries)
    ground.write(
        "pages", rows, seeded_seconds=round(seeded, 1), target_ms=TARGET_MS, target_queries=TARGET_QUERIES, **counts
    )


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--leads", type=int, default=100_000)
    parser.add_argument("--touches", type=int, default=5_000_000)
    parser.add_argument("--reps", type=int, default=50)
    parser.add_argument("--requests", type=int, default=200, help="of each page")
    return parser.parse_args()


def _fill(leads: int, touches: int) -> dict[str, int]:
    from django.db import connection
    from django.utils import timezone

    from tests.browser import company

    now = timezone.now()
    company.build(now, people=PEOPLE)
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT count(*) FROM lifecycle_lead), (SELECT count(*) FROM collect_touch)")
        few_leads, few_touches = cursor.fetchone()
        wanted = max(0, touches * few_leads // leads - few_touches)
        company.tell(1_000_000, _more(wanted, now), now)
        copies = max(0, -(-leads // few_leads) - 1)
        for table in TABLES:
            cursor.execute(_copied(cursor, table), [copies])
        cursor.execute("ANALYZE")
        cursor.execute("SELECT (SELECT count(*) FROM lifecycle_lead), (SELECT count(*) FROM collect_touch)")
        made = cursor.fetchone()
    return {"leads": made[0], "touches": made[1]}


def _deal_out(reps: int) -> int:
    """So many reps, with equal shares of all open hand-offs; Sam is one of them."""
    from django.db import connection
    from django.utils import timezone

    from accord.members import api as members

    for number in range(max(0, reps - 2)):
        members.add(email=f"rep{number}@northwind.example", role="rep", name=f"Rep {number}", now=timezone.now())
    team = [one.id for one in members.team_of("sales")][:reps]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE handoff_handoff SET member_id = (%s::bigint[])[1 + id %% %s]", [team, len(team)])
        cursor.execute("UPDATE sla_clock SET member_id = (%s::bigint[])[1 + id %% %s]", [team, len(team)])
        cursor.execute("ANALYZE handoff_handoff, sla_clock")
    return len(team)


def _more(count: int, now: datetime) -> list[dict[str, Any]]:
    """Page views of the same people over half a year."""
    chance = random.Random(7)
    paths = ("/", "/pricing", "/docs/start", "/docs/api", "/blog/a", "/blog/b", "/customers", "/features")
    found = []
    for number in range(count):
        at = (now - timedelta(minutes=chance.randrange(10, 180 * 24 * 60))).isoformat()
        properties = {"path": chance.choice(paths), "title": "Northwind", "referrer": "https://search.example/"}
        body = {"type": "page", "messageId": f"more-{number}", "anonymousId": f"a-{number % PEOPLE}"}
        found.append({**body, "timestamp": at, "receivedAt": at, "properties": properties})
    return found


def _copied(cursor: Any, table: str) -> str:
    """INSERT … SELECT of a table's own rows, so many times, with numbers and keys of their own."""
    cursor.execute(
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = %s ORDER BY ordinal_position",
        [table],
    )
    columns = cursor.fetchall()
    chosen = ", ".join(_expression(name, kind) for name, kind in columns)
    names = ", ".join(f'"{name}"' for name, _kind in columns)
    return (
        f'INSERT INTO "{table}" ({names}) SELECT {chosen} FROM "{table}" t, generate_series(1, %s) AS k'
        " ON CONFLICT DO NOTHING"
    )


def _expression(name: str, kind: str) -> str:
    if kind in ("bigint", "integer") and NUMBERS.match(name):
        return f't."{name}" + k * {SPAN}::bigint'
    is_text = name in TEXTS and kind in ("text", "character varying")
    return f"t.\"{name}\" || '-' || k" if is_text else f't."{name}"'


def _paths() -> dict[str, Callable[[random.Random], str]]:
    from django.db import connection

    ids = {}
    with connection.cursor() as cursor:
        for word, table in (("lead", "lifecycle_lead"), ("person", "identity_person"), ("account", "identity_account")):
            standing = "" if word == "lead" else "WHERE merged_into IS NULL"
            cursor.execute(f'SELECT id FROM "{table}" {standing} ORDER BY md5(id::text) LIMIT 2000')
            ids[word] = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT lead_id FROM handoff_handoff ORDER BY md5(id::text) LIMIT 2000")
        handed = [row[0] for row in cursor.fetchall()]
        cursor.execute(
            "SELECT lead_id FROM handoff_handoff h JOIN members_member m ON m.id = h.member_id"
            " WHERE m.email = 'sam@northwind.example' AND h.closed_at IS NULL ORDER BY h.id LIMIT 2000"
        )
        sams = [row[0] for row in cursor.fetchall()]
    return {
        "own queue": lambda chance: "/queue/?state=waiting",
        "own queue, next page": lambda chance: f"/queue/?state=waiting&after={_place(sams, chance)}",
        "own queue, late": lambda chance: "/queue/?state=waiting&late=yes",
        "queue news": lambda chance: "/queue/news/?state=waiting&seen=nothing",
        "own panel": lambda chance: f"/queue/{chance.choice(sams)}/",
        "queue": lambda chance: "/queue/?state=waiting",
        "queue panel": lambda chance: f"/queue/{chance.choice(handed)}/",
        "panel alone": lambda chance: f"/queue/{chance.choice(handed)}/",
        "lead": lambda chance: f"/leads/{chance.choice(ids['lead'])}/",
        "person": lambda chance: f"/people/{chance.choice(ids['person'])}/",
        "account": lambda chance: f"/accounts/{chance.choice(ids['account'])}/",
        "search": lambda chance: f"/search/?q={chance.choice(('Ingrid', 'person1', 'Stark', 'maria'))}",
        "people": lambda chance: "/people/",
        "funnel": lambda chance: "/funnel/",
        "almost ready": lambda chance: "/missing/",
        "required fields": lambda chance: "/missing/fields/",
        "standing still": lambda chance: "/stalled/",
        "clocks": lambda chance: "/clocks/",
        "board": lambda chance: "/board/",
        "goals": lambda chance: "/goals/",
    }


def _place(lead_ids: list[int], chance: random.Random) -> str:
    """Some place in a queue, as an address names it."""
    from accord.kernel.instants import to_micros
    from accord.steps.handoff.models import Handoff

    row = Handoff.objects.get(lead_id=chance.choice(lead_ids), closed_at=None)
    return f"{row.due}.{row.rank}.{to_micros(row.offered_at)}.{row.pk}"


def _queries() -> dict[str, int]:
    """The most queries of ten requests of each page, counted in this process."""
    from django.conf import settings
    from django.contrib.auth import get_user_model
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    settings.ALLOWED_HOSTS.append("testserver")
    chance, most = random.Random(1), {}
    for name, path in _paths().items():
        client = Client()
        client.force_login(get_user_model().objects.get(email=_whose(name)))
        for _ in range(10):
            with CaptureQueriesContext(connection) as caught:
                client.get(path(chance))
            most[name] = max(most.get(name, 0), len(caught))
    return most


def _measure(environment: dict[str, str], requests: int, queries: dict[str, int]) -> list[dict[str, Any]]:
    port, folder = free_port(), Path(environment["ACCORD_HOME"])
    command = [sys.executable, "-W", "ignore", "-m", "granian", "--interface", "wsgi", "--port", str(port)]
    command += [
        "--workers",
        "1",
        "--blocking-threads",
        "4",
        "--log-level",
        "warning",
        "accord.project.wsgi:application",
    ]
    with (folder / "web.log").open("w") as log:
        web = subprocess.Popen(command, env=os.environ.copy(), stdout=log, stderr=log)
        try:
            await_answer(f"http://127.0.0.1:{port}/login/", web, folder / "web.log")
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
            cookies = {email: _log_in(connection, email) for email in {_whose(name) for name in _paths()}}
            return [
                _row(name, path, connection, cookies[_whose(name)], requests, queries)
                for name, path in _paths().items()
            ]
        finally:
            web.terminate()
            web.wait(timeout=20)


def _whose(name: str) -> str:
    """Who looks at the page."""
    return f"{'sam' if name in OWN else 'ada'}@northwind.example"


def _log_in(connection: http.client.HTTPConnection, email: str) -> str:
    connection.request("GET", "/login/")
    first = connection.getresponse()
    token = re.search(rb'name="csrfmiddlewaretoken" value="(\w+)"', first.read())
    assert token is not None
    cookies = _cookies(first)
    body = urlencode({"csrfmiddlewaretoken": token[1].decode(), "login": email, "password": PASSWORD})
    heads = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    connection.request("POST", "/login/", body, heads)
    second = connection.getresponse()
    second.read()
    assert second.status == 302, second.status
    return _cookies(second)


def _cookies(answer: http.client.HTTPResponse) -> str:
    found = answer.msg.get_all("Set-Cookie") or []
    return "; ".join(one.split(";", 1)[0] for one in found)


def _row(
    name: str,
    path: Callable[[random.Random], str],
    connection: http.client.HTTPConnection,
    cookie: str,
    requests: int,
    queries: dict[str, int],
) -> dict[str, Any]:
    chance, times, size = random.Random(5), [], 0
    heads = {"HX-Request": "true"} if name == "panel alone" else {}
    for _ in range(requests + 5):
        began = time.perf_counter()
        connection.request("GET", path(chance), headers={"Cookie": cookie, **heads})
        answer = connection.getresponse()
        size = max(size, len(answer.read()))
        times.append(1000 * (time.perf_counter() - began))
        assert answer.status == 200, (name, answer.status)
        if len(times) >= ENOUGH and sum(times) > 20_000:
            break
    ordered = sorted(times[5:])
    p95 = ordered[int(len(ordered) * 0.95)]
    return {
        "page": name,
        "p50_ms": round(ordered[len(ordered) // 2], 1),
        "p95_ms": round(p95, 1),
        "max_ms": round(ordered[-1], 1),
        "queries": queries[name],
        "kilobytes": round(size / 1000, 1),
        "ok": "yes" if p95 <= TARGET_MS and queries[name] <= TARGET_QUERIES else "NO",
    }


if __name__ == "__main__":
    main()
