"""`accord suggest` over people in memory: how long it takes, and how near it comes to a model bound by nothing.

python -m bench.suggest [--people N] [--rules N]
"""

import argparse
import json
import os
import time
from random import Random
from typing import Any


def run(people: int, rules: int) -> dict[str, Any]:
    """The sample company's people, sixty days each, by an agreement with so many rules, most of which say nothing."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    django.setup()
    from accord.reporting.suggesting import suggestion
    from tests.stories.cases import cases, version

    found = cases(people)
    made = version(with_rules(rules))
    began = time.perf_counter()
    told = suggestion(made, found, found.cases[:1500], wanted="won")
    seconds = time.perf_counter() - began
    seen = told.evaluation
    return {
        "people": people,
        "rules": sum(len(score.rules) for score in made.agreement.scores),
        "touches": sum(len(one.story.touches) for one in found.cases),
        "seconds": round(seconds, 1),
        "area": round(seen.area.value, 3),
        "area of the ceiling": round(seen.area_ceiling, 3),
        "area in force": round(seen.area_in_force, 3),
        "lift of the best tenth": round(seen.top_decile_lift, 2),
        "load": [round(one, 1) for one in os.getloadavg()],
    }


def with_rules(wanted: int) -> str:
    """Northwind's agreement with rules about single pages, countries and titles put behind its own."""
    from accord.agreement.load import load
    from accord.agreement.repointing import Change, repoint
    from accord.connectors.sample.behaviour import DOCS
    from accord.connectors.sample.names import COUNTRIES
    from accord.connectors.sample.world import TITLES
    from tests.stories.cases import NORTHWIND

    dice = Random(1)
    own = sum(len(score.rules) for score in load(NORTHWIND, "n").scores)
    deeds: list[dict[str, Any]] = [
        {"id": f"doc-{name}", "touch": "page", "where": {"path": {"starts_with": f"/docs/{name}"}}, "points": 1}
        for name in DOCS
    ]
    traits: list[dict[str, Any]] = [
        {"id": f"country-{one.code.lower()}", "when": {"account.country": {"any_of": [one.code]}}, "points": 2}
        for one in COUNTRIES
    ]
    traits += [
        {"id": f"title-{number}", "when": {"person.job_title": one[0]}, "points": 3}
        for number, one in enumerate(TITLES)
    ]
    chosen = [("engagement", one) for one in deeds] + [("fit", one) for one in traits]
    dice.shuffle(chosen)
    added: dict[str, list[dict[str, Any]]] = {}
    for score, one in chosen[: max(0, wanted - own)]:
        added.setdefault(score, []).append(one)
    return repoint(NORTHWIND, "northwind.yaml", Change(added=added))


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--rules", type=int, default=50)
    asked = parser.parse_args()
    print(json.dumps(run(asked.people, asked.rules), indent=2))
