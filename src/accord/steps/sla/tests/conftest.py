import pytest

from accord.steps.sla.tests.cases import published, rep


@pytest.fixture
def version():
    return published()


@pytest.fixture
def sam():
    return rep("sam")


@pytest.fixture
def sue():
    return rep("sue")


@pytest.fixture
def mara():
    return rep("mara", "marketer")
