import pytest

from accord.kernel.actor import Actor, ActorKind


@pytest.fixture
def sam_actor() -> Actor:
    return Actor(ActorKind.MEMBER, "sam@northwind.example")
