"""Tests run on a real PostgreSQL: an embedded one of their own, started once and shared by all workers.

The settings module is named here and not in pyproject.toml, for Django must not be set up before its home is.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import NoReturn

import django
import pytest
from hypothesis import HealthCheck, settings

_HERE = hashlib.sha256(str(Path(__file__).parent).encode()).hexdigest()[:8]  # two checkouts never share a database
_HOME = Path(os.environ.get("TEST_HOME") or Path(tempfile.gettempdir()) / f"accord-tests-{os.getuid()}-{_HERE}")
for _name in [n for n in os.environ if n.startswith("ACCORD_")]:
    del os.environ[_name]
os.environ["ACCORD_HOME"] = str(_HOME)
os.environ["ACCORD_DURABLE"] = "false"
os.environ["DJANGO_SETTINGS_MODULE"] = "accord.project.settings"
django.setup()

# The machine that tests may be busy: how long an example takes is no finding.
settings.register_profile("busy", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("busy")

SHARED = Path(__file__).parent.parent / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data():
    """`shared_data("maven_crm")` is that folder of the data nobody on the project wrote; skips where it is absent."""

    def folder(name: str) -> Path:
        path = SHARED / name
        if not SHARED.exists():
            pytest.skip(f"../shared/data/{name} is not here; it exists in CI only")
        assert path.exists(), f"../shared/data is here, but not {name}"
        return path

    return folder


@pytest.fixture(scope="session")
def lacking():
    """`lacking("no Chromium")` skips where a tool is absent; in CI (CI_STRICT) it fails: all must be shown."""

    def leave(what: str) -> NoReturn:
        if os.environ.get("CI_STRICT"):
            pytest.fail(f"{what}: CI must have it")
        pytest.skip(what)

    return leave
