"""How many leads a second are assigned by workers at the same time, and whether the turns stay fair.

    python -m bench.assign [--leads 4000] [--reps 50] [--workers 4]

Real processes, each with its own connection. Every lead is offered by two of the workers, as two doors may do; five
routes with conditions on traits, owners of accounts, languages, weights, capacity and ramp-up; of the reps some are
inactive, on leave or new. Batches of one as from the desk, and of twenty as from the river.
"""

import argparse
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from bench.ground import home, write

EXAMPLE = Path(__file__).parents[1] / "examples" / "northwind.yaml"
ROUTES = """routing:
  - {id: known, to: {owner: account}}
  - {id: back, to: {owner: previous}}
  - {id: french, when: {account.country: FR}, to: {team: sales, languages: [french]}, if_nobody: next}
  - {id: large, when: {account.employees: {at_least: 1000}}, to: {team: sales, skills: [enterprise]}, by: least_loaded,
     if_nobody: next}
  - {id: everybody, to: {team: sales}, by: weighted_round_robin, capacity: {open: 100000}, ramp_up: 30 days, hours: any}

"""
PEOPLE = """
    INSERT INTO identity_account (id, home_alias_id, name, folded, domain, traits)
        SELECT n, n, 'Company ' || n, 'company ' || n, 'c' || n || '.example', '{}'
        FROM generate_series(1, %(accounts)s) n;
    INSERT INTO identity_accountalias (id, kind, value, account_id)
        SELECT n, 'domain', 'c' || n || '.example', n FROM generate_series(1, %(accounts)s) n;
    INSERT INTO identity_accountsaying (alias_id, is_claim, day, digest, traits, first_at, first_message,
            first_touch_id, last_at, last_message, last_touch_id)
        SELECT n, false, 1, n, jsonb_build_object('country', (ARRAY['DE', 'FR', 'US', 'ES'])[1 + n %% 4],
            'employees', 10 * n), %(at)s, 'm', n, %(at)s, 'm', n FROM generate_series(1, %(accounts)s) n;
    INSERT INTO identity_person (id, home_alias_id, is_known, email, name, folded, traits, account_id,
            first_seen_at, last_seen_at)
        SELECT n, n, true, 'p' || n || '@c' || 1 + n %% %(accounts)s || '.example', 'Person ' || n, 'person ' || n,
            '{}', 1 + n %% %(accounts)s, %(at)s, %(at)s FROM generate_series(1, %(leads)s) n;
    INSERT INTO identity_alias (id, kind, value, person_id, first_at, last_at, strong_ties)
        SELECT n, 'user', 'p' || n, n, %(at)s, %(at)s, 0 FROM generate_series(1, %(leads)s) n;
    INSERT INTO identity_saying (alias_id, day, digest, traits, first_at, first_message, first_touch_id, last_at,
            last_message, last_touch_id)
        SELECT n, 1, n, jsonb_build_object('email', 'p' || n || '@c' || 1 + n %% %(accounts)s || '.example'),
            %(at)s, 'm', n, %(at)s, 'm', n FROM generate_series(1, %(leads)s) n"""


def prepared(leads: int, reps: int, now: datetime) -> None:
    """An agreement, reps of all kinds, and leads that are ready and that nobody has."""
    import re

    from django.db import connection

    from accord.journey import rescore
    from accord.kernel.actor import PROCESS
    from accord.members import api as members
    from accord.steps.identity import api as identity
    from accord.steps.lifecycle.models import Lead

    text = re.sub(r"(?ms)^routing:\n.*?(?=^\w)", ROUTES, EXAMPLE.read_text(encoding="utf-8"))
    rescore.publish(text=text, name="bench.yaml", by=PROCESS, now=now - timedelta(days=100))
    dice = Random(3)
    cards = [
        members.add(email=f"rep{n}@northwind.example", role="rep", now=now - timedelta(days=90)) for n in range(reps)
    ]
    for n, card in enumerate(cards):
        members.set_work(
            member_id=card.id, by=PROCESS, now=now - timedelta(days=90), weight=dice.choice([50, 100, 150]),
            languages=["french"] if n % 3 == 0 else [], skills=["enterprise"] if n % 4 == 0 else [],
            started_at=now - timedelta(days=dice.choice([5, 20, 400])),
        )  # fmt: skip
        if n % 10 == 8:
            members.set_active(member_id=card.id, is_active=False)
        if n % 10 == 9:
            members.add_leave(
                member_id=card.id, since=now - timedelta(days=1), until=now + timedelta(days=9), by=PROCESS, now=now
            )
    accounts = max(1, leads // 5)
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE, {"leads": leads, "accounts": accounts, "at": now - timedelta(days=2)})
    at = now - timedelta(days=2)
    Lead.objects.bulk_create(
        [Lead(id=n, person_id=n, account_id=1 + n % accounts, motion="platform", stage="mql", entered_stage_at=at,
              opened_at=at) for n in range(1, leads + 1)], batch_size=1000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    for account in range(1, accounts, 10):
        identity.set_account_owner(account_id=account, member_id=cards[account % reps].id, by=PROCESS, now=now)


def work(first: int, last: int, seed: int, batch: int) -> None:
    """One worker: it says `ready`, waits for a line, and offers its leads in an order of its own."""
    import django

    django.setup()
    from django.db import transaction

    from accord.agreement import api as agreements
    from accord.journey import routing
    from accord.steps.handoff.contracts import Ready
    from accord.steps.lifecycle import api as lifecycle

    now = datetime.now(UTC)
    version = agreements.in_force(now)
    assert version is not None
    leads = list(range(first, last))
    Random(seed).shuffle(leads)
    print("ready", flush=True)
    sys.stdin.readline()
    for at in range(0, len(leads), batch):
        with transaction.atomic():
            held = lifecycle.hold_all(leads[at : at + batch])
            ready = [
                Ready(lead_id=c.id, person_id=c.person_id, account_id=c.account_id, motion=c.motion, stage=c.stage,
                      at=c.entered_stage_at) for c in held.values()
            ]  # fmt: skip
            routing.offer(ready, version=version, now=datetime.now(UTC))


def assigned(first: int, count: int, workers: int, batch: int) -> dict[str, Any]:
    """So many leads by so many workers, each lead by two of them where there are two."""
    from django.db import connection

    part = -(-count // workers)
    spans = [(first + n * part, first + min(n + (2 if workers > 1 else 1), workers) * part) for n in range(workers)]
    if workers > 1:
        spans[-1] = (first, first + part) if workers == 2 else spans[-1]
    program = [sys.executable, "-W", "ignore", "-m", "bench.assign", "--work"]
    others = [
        subprocess.Popen([*program, f"{low},{min(high, first + count)},{n},{batch}"], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True) for n, (low, high) in enumerate(spans)
    ]  # fmt: skip
    for one in others:
        assert one.stdout is not None
        one.stdout.readline()
    began = time.perf_counter()
    for one in others:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    if any(one.wait() for one in others):
        raise SystemExit("a worker failed")
    seconds = time.perf_counter() - began
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT lead_id), count(*) FILTER (WHERE member_id IS NULL) FROM handoff_handoff"
            " WHERE lead_id >= %s AND lead_id < %s",
            [first, first + count],
        )
        made, leads, nobody = cursor.fetchone()
    return {
        "workers": workers, "batch": batch, "leads": leads, "seconds": round(seconds, 2),
        "per_second": round(leads / seconds), "twice": made - leads, "missed": count - leads, "nobody": nobody,
    }  # fmt: skip


def fair() -> dict[str, Any]:
    """The largest deviation of any rep from their expected share and among those alike, beside the bounds."""
    from accord.journey import fairness

    report = fairness.report()
    team = report.teams[0]
    return {
        "reps": len(team.reps),
        "largest_deviation": round(max(abs(one.deviation) for one in team.reps), 3),
        "bound": team.bound,
        "groups_alike": len(report.alike),
        "largest_spread": max((one.spread for one in report.alike), default=0),
        "kept": report.is_kept,
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--leads", type=int, default=4000, help="in each of the parts")
    parser.add_argument("--reps", type=int, default=50)
    parser.add_argument("--workers", type=int, default=4)
    parser.add_argument("--work", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.work:
        work(*(int(number) for number in options.work.split(",")))
        return
    with home():
        import django

        django.setup()
        parts = [(options.workers, 1), (options.workers, 20), (1, 1), (1, 20)]
        prepared(options.leads * len(parts), options.reps, datetime.now(UTC))
        load = os.getloadavg()[0]
        rows = [
            assigned(1 + n * options.leads, options.leads, workers, batch) for n, (workers, batch) in enumerate(parts)
        ]
        write("assign", rows, fairness=fair(), reps=options.reps, load_before=round(load, 1))
        print(", ".join(f"{name.replace('_', ' ')} {value}" for name, value in fair().items()))


if __name__ == "__main__":
    main()
