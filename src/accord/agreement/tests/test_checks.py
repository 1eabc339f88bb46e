"""What cannot be carried out though it is well formed: each check with its places."""

import pytest

from accord.agreement.load import examine
from accord.agreement.tests.marked import NORTHWIND, ROUTES, assert_faults, changed, faults_in

TRIAL = "points: 45, since: 120 days, half_life: 60 days"
STUDENT = "{person.job_title: {matches: [student, intern]}}"
MQL_FIT = "{score.fit: {at_least: 20}}"
LEAD_ENTER = "enter: {known: [email]}"
COMPETITOR = "when: {account.domain: {in_list: competitors}}"
NO_LISTS = ("lists:\n  competitors: [rivalsoft.example, contoso-crm.example, leadmonger.example]\n", "")


class TestStages:
    def test_a_stage_that_no_way_leads_to(self):
        marked = changed(
            ("  won: {owner", "  «pilot: {owner: sales, means: x, enter: accepted, goes_to: won}\n  won: {owner")
        )
        (fault,) = assert_faults(marked, "unreachable-stage")
        assert fault.message == "no lead can get to pilot: no way leads there from lead"

    def test_a_stage_that_leads_nowhere(self):
        marked = changed(("  sql:\n", "  «sql:\n"), ("    goes_to: [opportunity, recycled, disqualified]\n", ""))
        assert_faults(marked, "dead-end")

    def test_won_lost_and_disqualified_may_be_ends(self):
        assert faults_in(changed(("    goes_to: [lead]", "    today: They are left alone."))) == []

    def test_a_stage_that_leads_to_itself_or_twice_to_another(self):
        marked = changed(("goes_to: [mql, sal, disqualified]", "goes_to: [mql, «mql, sal, disqualified, «recycled]"))
        assert_faults(marked, "said-twice", "goes-to-itself")

    def test_a_hand_off_at_the_same_stage_twice(self):
        assert_faults(changed(("at: [mql, sal]", "at: [mql, sal, «mql]")), "said-twice")

    def test_a_decision_that_leads_to_two_stages(self):
        assert_faults(changed(("enter: deal_lost", "enter: «deal_won")), "ambiguous")

    def test_a_disqualifier_without_a_stage_for_it(self):
        marked = changed(
            ("enter: disqualified", "enter: {by: sales}"),
            ("- {id: competitor, means: Works", "- «{id: competitor, means: Works"),
        )
        (fault,) = assert_faults(marked, "missing-stage")
        assert "enter: disqualified" in fault.message


class TestReasons:
    def test_a_rejection_that_recycles_as_nothing(self):
        marked = changed(
            (
                "- {id: no-answer, means: Could not be reached., then: recycle, as: nurture}",
                "- «{id: no-answer, means: x, then: recycle}",
            )
        )
        assert_faults(marked, "reason-leads-nowhere")

    def test_a_rejection_that_disqualifies_and_recycles(self):
        marked = changed(("researcher., then: disqualify", "researcher., then: disqualify, as: «nurture"))
        assert_faults(marked, "contradiction")

    def test_a_recycling_that_may_never_be(self):
        assert_faults(changed(("cool_down: 14 days, at_most: 3", "cool_down: 14 days, at_most: «0")), "never-matches")


class TestParties:
    def test_nobody_signs_for_both_sides(self):
        assert_faults(changed(("sam@northwind.example", "«MARA@northwind.example")), "same-signature")


class TestRouting:
    def test_some_route_takes_every_lead(self):
        marked = changed(
            (ROUTES, ""),
            ("handoff:\n  at", "handoff:\n  «at"),
        )
        assert_faults(marked, "no-catch-all")

    def test_no_route_stands_behind_one_that_takes_all(self):
        marked = changed(("hours: any}\n", "hours: any}\n  - «{id: rest, to: {team: marketing}}\n"))
        assert_faults(marked, "unreachable-route")


class TestThresholds:
    @pytest.mark.parametrize(
        "test", ["at_least: «61", "more_than: «60", "at_most: «-51", "less_than: «-50", "at_least: «60.5"]
    )
    def test_beyond_what_the_score_can_come_to(self, test):
        assert_faults(changed((MQL_FIT, f"{{score.fit: {{{test}}}}}")), "unreachable-threshold")

    @pytest.mark.parametrize("test", ["at_least: 60", "more_than: 59", "at_most: -50", "less_than: -49"])
    def test_at_the_very_end_of_what_the_score_can_come_to(self, test):
        assert faults_in(changed((MQL_FIT, f"{{score.fit: {{{test}}}}}"))) == []

    def test_tells_what_the_rules_come_to_without_a_limit(self):
        marked = changed(("    limit: {at_least: -50, at_most: 60}\n", ""), (MQL_FIT, "{score.fit: {at_least: «61}}"))
        (fault,) = assert_faults(marked, "unreachable-threshold")
        assert fault.message == "fit comes to 60 at most, so it is never at least 61"

    def test_counts_groups_counts_and_windows(self):
        rules = """
      - {id: a, touch: a, points: 10, count: once}
      - {id: b, touch: b, points: 10, count: first 3}
      - {id: c, touch: c, points: 1, count: first 2 per 7 days, since: 10 days}
      - {id: d, group: g, touch: d, points: 5}
      - {id: e, touch: e, points: 5, limit: {at_most: 7}}
"""
        text = f"""  small:
    groups: [{{id: g, limit: {{at_most: 9}}}}]
    rules:{rules}
stages:
"""
        fits = changed(("stages:\n", text), (MQL_FIT, "{score.small: {at_least: 60}}"))
        assert faults_in(fits) == []
        assert_faults(
            changed(("stages:\n", text), (MQL_FIT, "{score.small: {at_least: «61}}")), "unreachable-threshold"
        )

    def test_no_bound_where_a_rule_counts_every_time(self):
        marked = changed(
            ("    limit: {at_least: 0, at_most: 100}\n", ""),
            ("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 100000}}"),
        )
        assert faults_in(marked) == []

    def test_a_grade_that_nobody_can_get(self):
        assert_faults(changed(("{A: 45, B: 25", "{A: «61, B: 25")), "unreachable-threshold")

    def test_grades_that_do_not_descend(self):
        assert_faults(changed(("B: 25, C: 5", "B: 25, C: «25")), "grades-not-descending")


class TestRules:
    def test_points_of_nothing(self):
        assert_faults(changed(("points: 60,", "points: «0,")), "no-points")

    def test_a_limit_that_shuts_the_rule_out(self):
        assert_faults(changed((TRIAL, "points: «45, limit: {at_most: 0}")), "dead-rule")

    def test_an_expiry_that_comes_after_the_rule_is_over(self):
        assert_faults(changed((TRIAL, "points: 45, since: 30 days, expires_after: «90 days")), "never-expires")
        assert_faults(changed((TRIAL, "points: 45, linear: 30 days, expires_after: «30 days")), "never-expires")

    def test_a_limit_upside_down(self):
        assert_faults(changed(("limit: {at_most: 15}", "limit: {at_least: 20, at_most: «15}")), "contradiction")

    def test_a_group_without_rules(self):
        marked = changed(
            (
                "      - {id: reading, limit: {at_most: 40}}\n",
                "      - {id: reading, limit: {at_most: 40}}\n      - {id: «talking, limit: {at_most: 4}}\n",
            )
        )
        assert_faults(marked, "unused-group")

    def test_the_same_thing_counted_twice(self):
        marked = changed(
            ("      - {id: careers", "      - {id: again, touch: «Demo Requested, points: 5}\n      - {id: careers")
        )
        (fault,) = assert_faults(marked, "doubled-rule")
        assert fault.message == "again matches the same as demo; make one rule of the two"

    def test_the_same_touch_counted_in_two_ways_is_two_rules(self):
        assert (
            faults_in(
                changed(
                    (
                        "      - {id: careers",
                        "      - {id: first, touch: Demo Requested, points: 5, count: once}\n      - {id: careers",
                    )
                )
            )
            == []
        )

    def test_the_same_trait_counted_twice(self):
        marked = changed(
            ("      - {id: free-mail", f"      - {{id: pupil, when: «{STUDENT}, points: -3}}\n      - {{id: free-mail")
        )
        assert_faults(marked, "doubled-rule")

    @pytest.mark.parametrize(
        "when", ["«accepted", "{«score.engagement: {at_least: 5}}", "{all: [{known: email}, {any: [{«did: X}]}]}"]
    )
    def test_points_for_what_somebody_is_read_traits_only(self, when):
        (fault,) = assert_faults(changed((STUDENT, when)), "not-a-trait")
        assert "touch" in fault.message

    def test_a_persona_behind_one_with_the_same_titles(self):
        marked = changed(
            (
                '{matches: ["sales", "revenue", "cro"]}',
                '«{matches: ["marketing", "demand generation", "cmo", "growth"]}',
            )
        )
        assert_faults(marked, "doubled-rule")


class TestTestsThatNeverHold:
    @pytest.mark.parametrize(
        "test",
        [
            "at_least: 5000, at_most: «50",
            "more_than: 50, at_most: «50",
            "at_least: 50, less_than: «50",
            "any_of: «[a, b], none_of: [A, b, c]",
            "is: «a, is_not: A",
            "is: «a, any_of: [b]",
            "is: «5, at_least: 6",
            "any_of: «[1, 2], more_than: 2",
            "is: «cat, starts_with: d",
            "known: «false, at_least: 5",
            "known: «false, none_of: [x]",
            "in_list: competitors, not_in_list: «competitors",
            "in_list: «competitors, ends_with: .com",
        ],
    )
    def test_are_faults_at_what_stands_in_the_way(self, test):
        marked = changed((STUDENT, f"{{person.thing: {{{test}}}}}"))
        assert_faults(marked, "never-matches")

    @pytest.mark.parametrize(
        "test",
        ["at_least: 50, at_most: 50", "any_of: [a, b], none_of: [b]", "is: 5, at_least: 5", "known: true, is: a"],
    )
    def test_but_not_where_one_value_passes(self, test):
        assert faults_in(changed((STUDENT, f"{{person.thing: {{{test}}}}}"))) == []

    def test_are_found_in_the_profile_in_where_and_in_did(self):
        marked = changed(
            ("  employees: {at_least: 50, at_most: 5000}", "  employees: {at_least: 50, at_most: «5}"),
            ("{starts_with: /docs}", "{starts_with: /docs, is: «/pricing}"),
        )
        assert_faults(marked, "never-matches", "never-matches")


class TestCriteriaThatContradict:
    @pytest.mark.parametrize(
        "criteria",
        [
            "{score.fit: {at_least: 40}}, {score.fit: {at_most: «20}}",
            "{known: [email]}, {person.email: {known: «false}}",
            "{known: [account.industry]}, {account.industry: {known: «false}}",
            "{person.country: {is: «DE}}, {person.country: {is: FR}}",
            "{person.age: {at_least: 40}}, {all: [{person.age: {less_than: «40}}]}",
            "{in_profile: true}, {«in_profile: false}",
            "{persona: it-director}, {«persona: sales-lead}",
            "accepted, «deal_opened",
            "{did: Trial Started}, {none: [{«did: Trial Started}]}",
        ],
    )
    def test_are_faults_at_the_second(self, criteria):
        marked = changed((LEAD_ENTER, f"enter: {{all: [{criteria}]}}"))
        assert_faults(marked, "contradiction")

    def test_also_as_several_keys_of_one_mapping(self):
        marked = changed((LEAD_ENTER, "enter: {known: [email], person.email: {known: «false}}"))
        assert_faults(marked, "contradiction")

    def test_but_not_under_any(self):
        assert (
            faults_in(changed((LEAD_ENTER, "enter: {any: [{score.fit: {at_least: 40}}, {score.fit: {at_most: 20}}]}")))
            == []
        )


class TestDisqualifiers:
    @pytest.mark.parametrize(
        "when",
        [
            "{account.industry: {none_of: [software]}}",
            "{score.fit: {at_most: 0}}",
            "{in_profile: false}",
            "{none: [{known: [email]}]}",
            "{any: [{did: X}, {person.email: {known: false}}]}",
        ],
    )
    def test_do_not_hold_as_long_as_nothing_is_known(self, when):
        assert_faults(changed(NO_LISTS, (COMPETITOR, f"when: «{when}")), "always-holds")

    def test_may_exclude_once_something_is_known(self):
        when = "when: {known: [account.industry], account.industry: {none_of: [software]}}"
        assert faults_in(changed(NO_LISTS, (COMPETITOR, when))) == []

    def test_are_not_decisions(self):
        assert_faults(changed(NO_LISTS, (COMPETITOR, "when: «deal_lost")), "not-a-trait")

    def test_do_not_ask_for_nothing(self):
        assert_faults(changed(("at_least: 3, within: 30 days", "at_least: «0, within: 30 days")), "always-holds")


class TestHoles:
    def test_a_lost_rule_makes_no_threshold_unreachable(self):
        found = faults_in(changed(("points: 20}", "points: much}")))
        assert [fault.code for fault in found] == ["wrong-type"]

    def test_a_misspelt_section_counts_as_lost_and_not_as_missing(self):
        (fault,) = assert_faults(changed(("routing:\n", "«routng:\n")), "unknown-key")
        assert "did you mean “routing”" in fault.message

    def test_a_lost_stage_makes_no_other_unreachable(self):
        found = faults_in(NORTHWIND.replace("    means: They fit and they are interested.\n", ""))
        assert [(fault.code, fault.message) for fault in found] == [("missing-key", "the stage mql needs “means”")]

    def test_a_misspelt_way_counts_as_the_one_that_was_meant(self):
        assert_faults(
            changed(("goes_to: [won, lost, recycled]", "goes_to: [«wonn, lost, recycled]")), "unknown-reference"
        )

    def test_a_misspelt_key_of_ways_makes_no_stage_unreachable(self):
        marked = changed(("    goes_to: [won, lost, recycled]", "    «goes_tu: [won, lost, recycled]"))
        assert_faults(marked, "unknown-key")

    def test_one_fault_of_every_kind_is_told_in_one_pass(self):
        marked = changed(
            ("time_zone: Europe/Berlin\n", "time_zone: Europe/Berlin\n«time_zone: UTC\n"),
            ("  industry: {any_of", "  industry: {«none: x, any_of"),
            ("{A: 45, B: 25, C: 5}", "{A: 45, B: 25, C: «25}"),
            ("points: 15, expires_after: 90 days", "points: «lots, expires_after: 90 days"),
            ("half_life: 60 days}", "half_life: «60 dayz}"),
            ("points: 60, expires_after: 60 days", "points: «0, expires_after: 60 days"),
            (STUDENT, "{person.age: {at_least: 50, at_most: «5}}"),
            (LEAD_ENTER, "enter: {known: [email], person.email: {known: «false}}"),
            (MQL_FIT, "{score.fit: {at_least: «99}}"),
            ("  sal:\n    owner: sales\n", "  «sal:\n"),
            ("  won: {owner", "  «pilot: {owner: sales, means: x, enter: accepted, goes_to: [«lots]}\n  won: {owner"),
            ("as: nurture}\n  - {id: no-answer", "as: «norture}\n  - {id: no-answer"),
        )
        assert_faults(
            marked + "«data_rules: []\n",
            "duplicate-key", "unknown-key", "grades-not-descending", "never-matches", "wrong-type", "bad-words",
            "no-points", "contradiction", "unreachable-threshold", "missing-key", "unreachable-stage",
            "unknown-reference", "unknown-reference", "not-built-yet",
        )  # fmt: skip


class TestNames:
    def test_a_kind_of_address_that_there_is_not(self):
        (fault,) = assert_faults(changed(("{person.email_kind: free}", "{person.email_kind: «fre}")), "unknown-word")
        assert fault.message == "person.email_kind is never “fre”; did you mean “free”?"
        marked = changed(("{person.email_kind: free}", "{person.email_kind: {any_of: «[free, throwaway]}}"))
        (fault,) = assert_faults(marked, "unknown-word")
        assert fault.message.endswith("“throwaway”; known here: business, disposable, free, invalid, role")

    def test_a_list_that_nothing_reads(self):
        (fault,) = assert_faults(changed(("lists:\n", "lists:\n  «partners: [a.example]\n")), "idle-list")
        assert fault.message == "nothing reads the list partners; take it out, or test for it by in_list"

    def test_a_misspelt_list_makes_no_other_idle(self):
        assert_faults(changed(("in_list: competitors", "in_list: «competitor")), "unknown-reference")

    def test_a_route_to_a_team_that_nobody_is_in(self):
        (fault,) = assert_faults(changed(("to: {team: sales}", "to: {team: «salez}")), "unknown-team")
        assert fault.message == "nobody is in team “salez”; did you mean “sales”?"

    def test_a_route_to_a_party_by_its_own_name_for_the_team(self):
        text = changed(("sales: {team: Sales,", "sales: {team: Closers,"), ("to: {team: sales}", "to: {team: closers}"))
        assert faults_in(text) == []
        agreement = examine(text, "n")[0]
        assert agreement is not None
        assert [agreement.side_of(t) for t in ("closers", "Marketing", "salez")] == ["sales", "marketing", "salez"]
