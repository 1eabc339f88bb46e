"""Routes: read with their places, refused where they cannot be, told in words."""

import pytest

from accord.agreement import route_words
from accord.agreement.diff import differences
from accord.agreement.load import load
from accord.agreement.tests.marked import NORTHWIND, ROUTES, assert_faults

FULL = """routing:
  - {id: known, to: {owner: account}, hours: working}
  - {id: again, when: {account.country: DE}, to: {owner: previous}, if_nobody: wait}
  - id: dach
    means: The home market
    when: {all: [{account.country: {any_of: [DE, AT]}}, {did: Demo Requested}, {score.fit: {at_least: 20}}]}
    to: {team: sales, languages: [german], skills: [cloud, data], matching: [region], members: [sam@northwind.example]}
    by: weighted_round_robin
    if_nobody: next
  - {id: rest, to: {team: sales}, by: least_loaded, capacity: {open: 40, per_day: 10}, ramp_up: 30 days, hours: any}

"""


def with_routes(*lines: str) -> str:
    return NORTHWIND.replace(ROUTES, "routing:\n" + "".join(f"  - {line}\n" for line in lines) + "\n")


def routing(text: str):
    return load(NORTHWIND.replace(ROUTES, text), "northwind.yaml").routing


EVERYBODY = "{id: everybody, to: {team: sales}}"


class TestRoutes:
    def test_say_what_they_say_in_words(self):
        assert [route_words.route(one) for one in routing(FULL)] == [
            "to whoever has the account, in working hours, otherwise the next route",
            "where the company's country is DE: to whoever had the lead before it was recycled, otherwise it waits",
            "where the company's country is DE or AT, and they did “Demo Requested”, and fit is at least 20: in turn "
            "by their weights to sam@northwind.example of the team sales, who have the skills cloud and data and the "
            "language german, who serve its region, otherwise the next route",
            "to whoever has the fewest open leads for their weight in the team sales, at most 40 open and 10 a day, "
            "new members come up to their full share within 30 days, at any hour, otherwise it waits",
        ]

    def test_say_among_whom_the_least_loaded_is_sought(self):
        two = "[anna@northwind.example, ben@northwind.example]"
        (one,) = routing(f"routing: [{{id: a, to: {{team: sales, members: {two}}}, by: least_loaded}}]\n\n")
        assert route_words.route(one).startswith(
            "to whoever has the fewest open leads for their weight among anna@northwind.example and "
            "ben@northwind.example of the team sales, "
        )

    @pytest.mark.parametrize(
        ("lines", "code"),
        [
            (["{id: one, when: «{account.country: DE}, to: {team: sales}}"], "no-catch-all"),
            (["{id: one, to: {owner: «account}}"], "no-catch-all"),
            (["{id: one, to: {team: sales}, if_nobody: «next}"], "no-catch-all"),
            ([EVERYBODY, "«{id: two, to: {owner: account}}"], "unreachable-route"),
            (["{id: one, when: «accepted, to: {team: sales}}", EVERYBODY], "decided-later"),
            (["{id: one, to: {team: «salse}}"], "unknown-team"),
            (["{id: one, to: «{skills: [german]}}", EVERYBODY], "missing-key"),
            (["{id: one, to: {owner: account, «team: sales}}", EVERYBODY], "unknown-key"),
            (["{id: one, to: {owner: «nobody}}", EVERYBODY], "unknown-word"),
            (["{id: one, to: {owner: account}, by: «round_robin}", EVERYBODY], "no-effect"),
            (["{id: one, to: {team: sales}, capacity: {open: «0}}"], "no-room"),
            (["{id: one, to: {team: sales}, capacity: «{}}"], "empty"),
            (["{id: one, to: {team: sales}, ramp_up: «a while}"], "bad-words"),
            (["{id: one, to: {team: sales, matching: [«shoe-size]}}"], "unknown-word"),
            (["{id: one, to: {owner: account}}", "{id: «one, to: {team: sales}}"], "duplicate-id"),
        ],
    )
    def test_are_refused_at_their_place(self, lines, code):
        assert_faults(with_routes(*lines), code)

    def test_differ_in_sentences(self):
        old = load(NORTHWIND.replace(ROUTES, FULL), "a")
        changes = [
            ("any_of: [DE, AT]", "any_of: [DE, AT, CH]"),
            ("by: weighted_round_robin", "by: round_robin"),
            ("per_day: 10", "per_day: 12"),
            ("ramp_up: 30 days", "ramp_up: 60 days"),
            ("{owner: account}, hours: working", "{owner: duplicate}"),
        ]
        text = FULL
        for before, after in changes:
            text = text.replace(before, after)
        new = load(NORTHWIND.replace(ROUTES, text), "b")
        assert [one.sentence for one in differences(old, new)] == [
            "The route known now goes to whoever has the likely duplicate instead of whoever has the account.",
            "The route known now gives leads at the usual hours (working hours where there are calendars) instead of "
            "in working hours.",
            "The company's country may now also be CH for the route dach.",
            "The route dach now goes in turn instead of in turn by their weights.",
            "The route rest now gives a member at most 40 open and 12 a day instead of at most 40 open and 10 a day.",
            "New members now come up to their full share of the route rest within 60 days instead of within 30 days.",
        ]
