"""The reference and the schema say what the code does."""

import re
from datetime import date
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from accord.agreement import calendar_forms, forms, spec
from accord.agreement.reference import markdown, schema_text
from accord.agreement.schema import schema
from accord.agreement.tests.marked import EXAMPLES, NORTHWIND

REFERENCE = Path(__file__).parents[4] / "docs" / "reference"
AGAIN = "make it again: python -m accord.agreement.reference docs/reference"
NAMES = {"equals": "is", "recycle_as": "as", "all_of": "all", "any_of": "any", "none_of": "none"}
CLAUSES = [
    (forms.PARTY, spec.Party),
    (forms.MOTION, spec.Motion),
    (forms.PERSONA, spec.Persona),
    (forms.LIMIT, spec.Limit),
    (forms.GROUP, spec.Group),
    (forms.DID, spec.Did),
    (forms.BY_PEOPLE, spec.ByPeople),
    (forms.DISQUALIFIER, spec.Disqualifier),
    (forms.HANDOFF, spec.Handoff),
    (forms.REJECT_REASON, spec.RejectReason),
    (forms.RECYCLE_REASON, spec.RecycleReason),
    (forms.LOST_REASON, spec.LostReason),
    (forms.PILOT, spec.Pilot),
    (calendar_forms.CALENDAR, spec.Calendar),
    (calendar_forms.PUBLIC_HOLIDAYS, spec.PublicHolidays),
    (calendar_forms.OPEN_DAY, spec.OpenDay),
]


def keys(form) -> set[str]:
    return {key.name for key in form.keys}


class TestVocabulary:
    @pytest.mark.parametrize(("form", "clause"), CLAUSES, ids=lambda one: getattr(one, "name", ""))
    def test_has_the_keys_of_the_clause(self, form, clause):
        assert keys(form) == {NAMES.get(name, name) for name in clause.model_fields}

    def test_has_the_keys_of_tests_rules_scores_stages_and_the_whole(self):
        assert keys(forms.TEST) == {"is" if name == "equals" else name for name in spec.Test.model_fields}
        assert keys(forms.RULE) == set(spec.TouchRule.model_fields) | set(spec.TraitRule.model_fields)
        assert keys(forms.SCORE) == set(spec.Score.model_fields) - {"id"}
        assert keys(forms.STAGE) == set(spec.Stage.model_fields) - {"id"}
        assert (keys(forms.ROUTE) - {"to"}) | keys(forms.TO) == set(spec.Route.model_fields)
        assert keys(forms.DOCUMENT) == {"agreement" if n == "title" else n for n in spec.Agreement.model_fields}
        volume = {"of": "at_least", "acceptance": "and"}
        promises = set(spec.Service.model_fields) | {volume.get(name, name) for name in spec.Volume.model_fields}
        assert keys(forms.SERVICE) == promises
        assert keys(forms.GOAL) == set(spec.Goal.model_fields) - {"currency"}
        bare = {"score", "trait", "decided"}
        assert keys(forms.CRITERION) == {NAMES.get(n, n) for n in set(spec.Criterion.model_fields) - bare}


class TestReference:
    def test_is_the_one_in_the_docs(self):
        assert (REFERENCE / "agreement.md").read_text(encoding="utf-8") == markdown(), AGAIN

    def test_links_only_to_its_own_headings(self):
        page = markdown()
        headings = {line[3:].lower().replace(" ", "-") for line in page.splitlines() if line.startswith("## ")}
        assert set(re.findall(r"\]\(#([^)]+)\)", page)) <= headings


class TestSchema:
    def test_is_the_one_in_the_docs(self):
        assert (REFERENCE / "agreement.schema.json").read_text(encoding="utf-8") == schema_text(), AGAIN

    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
    def test_lets_every_example_through(self, path):
        assert misfit(YAML(typ="safe", pure=True).load(path.read_text(encoding="utf-8")), schema()) is None

    @pytest.mark.parametrize(
        ("old", "new", "at"),
        [
            ("points: 60,", "points: many,", "scores/engagement/rules/7/points"),
            ("half_life: 45 days", "half_life: 45 dyas", "scores/engagement/rules/4/half_life"),
            ("lost_reasons:", "lost_reason:", "lost_reason"),
            ("    owner: marketing\n    means: They fit", "    means: They fit", "stages/mql/owner"),
        ],
    )
    def test_stops_at_what_is_wrong(self, old, new, at):
        assert misfit(YAML(typ="safe", pure=True).load(NORTHWIND.replace(old, new)), schema()) == at


def misfit(value, part, root=None, at=""):
    """The path at which a value does not fit a schema; None where it fits. Knows the words that our schema uses."""
    root = root or part
    value = str(value) if isinstance(value, date) else value  # editors read dates as words
    if "$ref" in part:
        return misfit(value, root["$defs"][part["$ref"].rpartition("/")[2]], root, at)
    if "anyOf" in part:
        found = [misfit(value, one, root, at) for one in part["anyOf"]]
        return None if None in found else max(found, key=len)
    kinds = [part["type"]] if isinstance(part.get("type"), str) else part.get("type", [])
    if kinds and not any(is_kind(value, kind) for kind in kinds):
        return at
    if "pattern" in part and not re.search(part["pattern"], value):
        return at
    if "enum" in part and value not in part["enum"]:
        return at
    inner = items_of(value, part, at) if isinstance(value, (dict, list)) else []
    for name in part.get("required", ()) if isinstance(value, dict) else ():
        if name not in value:
            return f"{at}/{name}".strip("/")
    return next((bad for path, one, rule in inner if (bad := misfit_or_false(one, rule, root, path)) is not None), None)


def misfit_or_false(value, rule, root, at):
    return at if rule is False else misfit(value, rule, root, at)


def items_of(value, part, at):
    if isinstance(value, list):
        return [(f"{at}/{index}".strip("/"), one, part["items"]) for index, one in enumerate(value)]
    named = part.get("properties", {})
    ways = part.get("patternProperties", {})
    return [
        (f"{at}/{key}".strip("/"), one, named.get(key) or by_pattern(key, ways) or part["additionalProperties"])
        for key, one in value.items()
    ]


def by_pattern(key, ways):
    return next((rule for pattern, rule in ways.items() if re.search(pattern, key)), None)


def is_kind(value, kind):
    types = {"string": str, "integer": int, "number": (int, float), "boolean": bool, "array": list, "object": dict}
    return isinstance(value, types[kind]) and (kind == "boolean" or not isinstance(value, bool))
