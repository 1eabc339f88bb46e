"""The cast of the stories: Sam and Sue sell, Mara markets, Rhea runs the process."""

import pytest

from accord.agreement import api as agreements
from accord.kernel.actor import PROCESS
from accord.members import api as members
from tests.stories.desk_cases import MONDAY, NORTHWIND, later


@pytest.fixture
def northwind(db):
    agreements.publish(text=NORTHWIND, name="northwind.yaml", by=PROCESS, now=later(days=-400))


@pytest.fixture
def sam(db):
    return members.add(email="sam@northwind.example", role="rep", name="Sam", now=MONDAY)


@pytest.fixture
def sue(sam):
    return members.add(email="sue@northwind.example", role="rep", name="Sue", now=MONDAY)


@pytest.fixture
def mara(db):
    return members.add(email="mara@northwind.example", role="marketer", name="Mara", now=MONDAY)


@pytest.fixture
def rhea(db):
    return members.add(email="rhea@northwind.example", role="operations", name="Rhea", now=MONDAY)
