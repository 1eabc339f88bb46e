"""Sam sells, Mara markets, Elena looks on, by the agreement of the sample company."""

from datetime import timedelta
from pathlib import Path

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from accord.planning.tests.cases import MONDAY

NORTHWIND = (Path(__file__).parents[4] / "examples" / "northwind.yaml").read_text(encoding="utf-8")


@pytest.fixture(autouse=True)
def northwind(db):
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=MONDAY - timedelta(days=30))


@pytest.fixture
def mara():
    return members.add(email="mara@northwind.example", role="marketer", name="Mara", now=MONDAY)


@pytest.fixture
def sam():
    return members.add(email="sam@northwind.example", role="rep", name="Sam", now=MONDAY)


@pytest.fixture
def elena():
    return members.add(email="elena@northwind.example", role="executive", name="Elena", now=MONDAY)
