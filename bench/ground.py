"""What the figures share: a server of their own in a temporary home, and how results are written."""

import contextlib
import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results"


@contextlib.contextmanager
def home(**settings: str) -> Iterator[dict[str, str]]:
    """The environment of a fresh installation; its database is stopped and its files are removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="accord-bench-"))
    own = {k: v for k, v in os.environ.items() if not k.startswith("ACCORD_") and k != "DATABASE_URL"}
    environment = {**own, "ACCORD_HOME": str(folder), "DJANGO_SETTINGS_MODULE": "accord.project.settings", **settings}
    os.environ.clear()
    os.environ.update(environment)
    try:
        subprocess.run([sys.executable, "-c", "from accord.project.ready import prepare; prepare()"], check=True)
        yield environment
    finally:
        from accord.project.database import stop_embedded

        with contextlib.suppress(Exception):
            stop_embedded(folder)
        shutil.rmtree(folder, ignore_errors=True)


def write(name: str, rows: list[dict[str, Any]], **more: Any) -> None:
    """Print the rows as a table and keep them as JSON under bench/results."""
    RESULTS.mkdir(exist_ok=True)
    result = {
        "bench": name,
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "python": platform.python_version(),
            "cores": os.cpu_count(),
            "load": os.getloadavg(),
            "system": platform.platform(),
        },
        **more,
        "rows": rows,
    }
    (RESULTS / f"{name}.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    print(table(rows))


def tell(found: dict[str, Any], out: Path | None) -> None:
    """Print what was found, a line each, and keep it as JSON (None: not)."""
    for name, value in found.items():
        print(f"{name:>34}  {value}")
    if out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


def table(rows: list[dict[str, Any]]) -> str:
    heads = list(dict.fromkeys(head for row in rows for head in row))
    cells = [[_cell(row.get(head)) for head in heads] for row in rows]
    widths = [max(len(head), *(len(c[i]) for c in cells)) for i, head in enumerate(heads)]
    lines = [heads, ["-" * w for w in widths], *cells]
    return "\n".join("  ".join(c.rjust(w) for c, w in zip(line, widths, strict=True)) for line in lines)


def _cell(value: Any) -> str:
    if isinstance(value, float | int):
        return f"{value:,.2f}" if isinstance(value, float) else f"{value:,}"
    return "" if value is None else str(value)
