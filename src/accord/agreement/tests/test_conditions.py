"""When a test holds."""

import pytest

from accord.agreement.conditions import holds
from accord.agreement.load import load
from accord.agreement.persona import persona_of
from accord.agreement.profile import in_profile
from accord.agreement.spec import Test
from accord.agreement.tests.marked import NORTHWIND

LISTS = {"rivals": ("rivalsoft.example", "42")}


@pytest.fixture(scope="module")
def northwind():
    return load(NORTHWIND, "northwind.yaml")


class TestHolds:
    @pytest.mark.parametrize(
        ("said", "value"),
        [
            ({"equals": "Free"}, " FREE "),
            ({"equals": 5}, "5"),
            ({"equals": 5}, 5.0),
            ({"equals": True}, True),
            ({"equals": True}, "true"),
            ({"equals": "STRASSE"}, "straße"),
            ({"is_not": "a"}, "b"),
            ({"at_least": 50}, 50),
            ({"at_least": 50}, "1,200"),
            ({"at_least": 50, "at_most": 60}, 55),
            ({"more_than": 5}, 5.01),
            ({"less_than": 5}, -1),
            ({"any_of": ("DE", "AT")}, "at"),
            ({"none_of": ("DE",)}, "FR"),
            ({"starts_with": "/Pricing"}, "/pricing/pro"),
            ({"ends_with": ".pdf"}, "Guide.PDF"),
            ({"contains": "crm"}, "My CRM stack"),
            ({"matches": ("head of it",)}, "Deputy Head  of IT, EMEA"),
            ({"matches": ("cio",)}, "CIO/CTO"),
            ({"matches": ("директор",)}, "Генеральный Директор"),
            ({"matches": ("总监",)}, "市场总监兼首席"),
            ({"matches": ("c++",)}, "C++ developer"),
            ({"in_list": "rivals"}, "RivalSoft.example"),
            ({"in_list": "rivals"}, 42),
            ({"not_in_list": "rivals"}, "acme.example"),
            ({"known": True}, 0),
            ({"known": True}, False),
            ({"equals": "vip"}, ["new", "VIP"]),
        ],
    )
    def test_when_the_value_passes(self, said, value):
        assert holds(Test(**said), value, LISTS)

    @pytest.mark.parametrize(
        ("said", "value"),
        [
            ({"equals": 1}, True),
            ({"equals": "1"}, True),
            ({"at_least": 0}, True),
            ({"at_least": 50}, "many"),
            ({"at_least": 50}, float("nan")),
            ({"at_least": 50}, "1,2"),
            ({"at_least": 50, "at_most": 60}, 61),
            ({"more_than": 5}, 5),
            ({"less_than": 5}, 5),
            ({"is_not": "a"}, "A"),
            ({"none_of": ("DE",)}, "de"),
            ({"none_of": ("DE",)}, ["FR", "DE"]),
            ({"matches": ("cio",)}, "Precious Metals Buyer"),
            ({"matches": ("intern",)}, "International Sales"),
            ({"in_list": "nowhere"}, "x"),
            ({"not_in_list": "rivals"}, "rivalsoft.example"),
            ({"known": False}, "x"),
            ({"starts_with": "{"}, {"a": 1}),
        ],
    )
    def test_not_when_it_does_not(self, said, value):
        assert not holds(Test(**said), value, LISTS)

    @pytest.mark.parametrize("missing", [None, "", "  ", [], {}, [None, ""]])
    def test_a_missing_value_passes_only_what_excludes(self, missing):
        for said in ({"is_not": "a"}, {"none_of": ("a",)}, {"not_in_list": "rivals"}, {"known": False}):
            assert holds(Test(**said), missing, LISTS)
        for said in ({"equals": "a"}, {"at_most": 5}, {"matches": ("a",)}, {"in_list": "rivals"}, {"known": True}):
            assert not holds(Test(**said), missing, LISTS)


class TestPersona:
    def test_is_the_first_whose_title_matches(self, northwind):
        assert persona_of(northwind, "Head of IT") == "it-director"
        assert persona_of(northwind, "Marketing and Sales Director") == "marketing-lead"

    def test_is_nobody_where_no_title_matches(self, northwind):
        assert persona_of(northwind, "Beekeeper") is None
        assert persona_of(northwind, None) is None


class TestProfile:
    def test_holds_when_every_test_does(self, northwind):
        assert in_profile(northwind, {"industry": "Software", "employees": "120"}) == (True, ())

    def test_names_what_is_amiss(self, northwind):
        assert in_profile(northwind, {"industry": "gambling"}) == (False, ("industry", "employees"))
