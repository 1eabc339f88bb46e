"""What keeps the house a house. The layers themselves are import-linter's contracts, run by `make check`."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "accord"
STEPS = ("collect", "identity", "scoring", "lifecycle", "handoff", "outcomes", "activity", "sla")
MORE = (
    "agreement ledger members outbox outside engines journey reporting telling planning collector cli project web"
    " connectors.files connectors.sample"
)
ROOMS = [f"accord.steps.{s}" for s in STEPS] + [f"accord.{r}" for r in MORE.split()]

# From outside a room only these modules may be imported.
OPEN = {
    "accord.agreement": {
        "calendars",
        "repointing",
        "route_words",
        "spec",
        "load",
        "conditions",
        "persona",
        "paper",
        "profile",
        "quantities",
        "traits",
        "describe",
        "wording",
        "clauses",
        "opening",
        "diff",
        "drawing",
        "editing",
        "schema",
        "reference",
        "walk",
    },
    "accord.members": {"policy", "models"},  # Django's log-in needs the model
    "accord.engines": {"contents", "fold", "gathering", "history", "lake", "learning", "machine", "spark", "stages"},
    "accord.journey": {
        "absence",
        "clocking_acts",
        "clocking_sweep",
        "clues",
        "correcting",
        "datum",
        "desk",
        "explaining",
        "fairness",
        "hindsight",
        "jobs",
        "knowing",
        "missing",
        "piloting",
        "priority",
        "queueing",
        "rebuild",
        "replay",
        "rescore",
        "river",
        "routing",
        "routing_trial",
        "sealing",
        "trying",
        "withdrawal",
        "worker",
    },
    "accord.planning": {"suppressing"},
    "accord.telling": {"running"},  # the worker's process carries deliveries
    "accord.cli": None,  # the command's frame puts its modules together
    "accord.project": set(),
    "accord.web": None,
    "accord.collector": {"app", "door", "main", "options"},  # processes that the project starts
}
SAFE_TEXT = {"web/templatetags"}
NETWORK = {"collector", "outside", "project"}


def _modules() -> list[Path]:
    return [p for p in SOURCE.rglob("*.py") if not {"migrations", "tests"} & set(p.relative_to(SOURCE).parts)]


def _name(path: Path) -> str:
    parts = path.relative_to(SOURCE.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _room(module: str) -> str | None:
    return next((r for r in ROOMS if module == r or module.startswith(r + ".")), None)


def _imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _tracked() -> list[Path]:
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=False).stdout
    return [ROOT / n for n in names.splitlines() if (ROOT / n).is_file()]


class TestRooms:
    def test_are_entered_by_their_api_and_contracts_only(self):
        modules = {_name(p) for p in _modules()}
        trespasses = []
        for path in _modules():
            here = _room(_name(path))
            for target in set(_imports(path)) & modules:
                there = _room(target)
                if there is None or there == here or target == there:
                    continue
                inner = target.removeprefix(there + ".").split(".")[0]
                allowed = OPEN.get(there, set())
                if allowed is not None and inner not in {"api", "contracts"} | allowed:
                    trespasses.append(f"{_name(path)} imports {target}")
        assert "\n".join(sorted(trespasses)) == ""

    def test_each_says_what_it_takes_gives_and_never_does(self):
        silent = [r for r in ROOMS if not ast.get_docstring(ast.parse((_folder(r) / "__init__.py").read_text()))]
        assert silent == []


def _folder(room: str) -> Path:
    return SOURCE.parent.joinpath(*room.split("."))


class TestModules:
    def test_stay_small(self):
        sizes = {_name(p): len(p.read_text(encoding="utf-8").splitlines()) for p in _modules()}
        assert {name: size for name, size in sizes.items() if size > 400} == {}

    def test_take_the_time_as_an_argument_below_the_doors(self):
        doors = (
            "cli",
            "web",
            "project",
            "collector",
            "journey/worker.py",
            "journey/jobs.py",
            "journey/sealing/running.py",
            "journey/tasks.py",
            "telling/running.py",
            "connectors/files/tasks.py",
            "reporting/tasks.py",
        )
        clock = re.compile(r"\b(timezone\.now|datetime\.now|datetime\.utcnow|date\.today|time\.time)\(")
        found = [
            _name(p)
            for p in _modules()
            if not str(p.relative_to(SOURCE)).startswith(doors) and clock.search(p.read_text(encoding="utf-8"))
        ]
        assert found == []

    def test_one_place_opens_sockets(self):
        network = re.compile(
            r"^\s*(import|from) (socket|ssl|smtplib|urllib\.request|http\.client|requests|aiohttp|httpx)\b", re.M
        )
        found = {p.relative_to(SOURCE).parts[0] for p in _modules() if network.search(p.read_text(encoding="utf-8"))}
        assert found <= NETWORK

    def test_one_place_knows_where_holidays_come_from(self):
        found = [_name(p) for p in _modules() if any(name.split(".")[0] == "holidays" for name in _imports(p))]
        assert found == ["accord.agreement.public_holidays"]

    def test_one_place_marks_text_safe(self):
        safe = re.compile(r"\b(mark_safe|format_html|SafeString)\b")
        found = [str(p.relative_to(SOURCE)) for p in _modules() if safe.search(p.read_text(encoding="utf-8"))]
        assert [f for f in found if not any(f.startswith(place) for place in SAFE_TEXT)] == []


class TestPages:
    def _files(self, ending: str) -> list[Path]:
        return [p for p in SOURCE.rglob(f"*.{ending}") if "vendor" not in p.parts]

    def test_templates_hold_no_inline_script_or_style_and_no_raw_text(self):
        bad = re.compile(
            r"<script(?![^>]*\bsrc=)|<style|\sstyle=|\|safe\b|autoescape off"
            r"|\son(click|load|error|change|submit|input|toggle|focus|blur|key\w+|mouse\w+|pointer\w+)=",
            re.I,
        )
        assert [
            str(p.relative_to(SOURCE)) for p in self._files("html") if bad.search(p.read_text(encoding="utf-8"))
        ] == []

    def test_style_sheets_use_logical_properties_only(self):
        physical = re.compile(
            r"(?<![\w-])(margin|padding|border)-(left|right)|(?<![\w-])(left|right)\s*:|text-align:\s*(left|right)|float:\s*(left|right)"
        )
        found = {
            f"{p.name}: {m.group(0)}"
            for p in self._files("css")
            for m in physical.finditer(p.read_text(encoding="utf-8"))
        }
        assert found == set()


class TestRepository:
    def test_names_no_registry_and_no_machine_path(self):
        if not (ROOT / ".git").exists():
            pytest.skip("not a git checkout")
        hosts = re.compile(
            r"registry\.npm" + r"js\.org|py" + r"pi\.org|files\.python" + r"hosted|/(tmp|root|work|home)/[a-z]"
        )
        found = [
            str(p.relative_to(ROOT))
            for p in _tracked()
            if p.suffix not in {".png", ".gz", ".mmdb"} and hosts.search(p.read_text(encoding="utf-8", errors="ignore"))
        ]
        assert found == []

    def test_links_only_to_what_is_there(self):
        pages = [ROOT / f"{name}.md" for name in ("README", "CONTRIBUTING", "CHANGELOG")]
        pages += sorted((ROOT / "docs").rglob("*.md"))
        link = re.compile(r"\]\(([^)#\s]+)|(?:src|href|srcset)=\"([^\"#]+)\"|^\[[^\]]+\]:\s*([^#\s]+)", re.M)
        targets = [
            (page, next(filter(None, found)))
            for page in pages
            for found in link.findall(re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.M | re.S))
        ]
        assert targets
        assert [
            f"{page.relative_to(ROOT)} → {target}"
            for page, target in targets
            if not re.match(r"[a-z]+:", target) and not (page.parent / target).exists()
        ] == []
