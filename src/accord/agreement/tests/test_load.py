"""What a text becomes, and how each fault of it is told."""

import time

import pytest

from accord.agreement.contracts import AgreementFault
from accord.agreement.load import examine, load
from accord.agreement.spec import ByPeople, TouchRule
from accord.agreement.tests.marked import EXAMPLES, NORTHWIND, assert_faults, changed, faults_in

PRICING = (
    "{id: pricing, means: Looked at prices, group: reading, touch: page, where: {path: {starts_with: /pricing}}, "
    "points: 10"
)


@pytest.fixture(scope="module")
def northwind():
    return load(NORTHWIND, "northwind.yaml")


class TestLoad:
    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.yaml")), ids=lambda path: path.name)
    def test_reads_every_example_without_a_fault(self, path):
        assert load(path.read_bytes(), path.name).title

    def test_reads_a_rule_with_all_it_says(self, northwind):
        rule = next(r for r in northwind.score("engagement").rules if r.id == "pricing")
        assert isinstance(rule, TouchRule)
        assert (rule.touch, rule.points, rule.group) == ("page", 10, "reading")
        assert rule.where["path"].starts_with == "/pricing"
        assert (rule.count.at_most, rule.count.window.text) == (3, "7 days")
        assert rule.half_life.micros == 30 * 86_400_000_000

    def test_reads_once_per_property(self, northwind):
        docs = next(r for r in northwind.score("engagement").rules if r.id == "docs")
        assert (docs.count.distinct, docs.count.at_most) == ("path", None)

    def test_reads_short_and_long_criteria_alike(self):
        short = load(NORTHWIND, "a").stage("lead").enter
        long = load(changed(("enter: {known: [email]}", "enter: {all: [{known: person.email}]}")), "a")
        assert long.stage("lead").enter.all_of == (short,)

    def test_takes_several_keys_of_a_criterion_as_all_of_them(self):
        text = changed(("enter: {known: [email]}", "enter: {known: [email], persona: it-director}"))
        enter = load(text, "a").stage("lead").enter
        assert [part.known or part.persona for part in enter.all_of] == [("email",), ("it-director",)]

    def test_takes_a_bare_value_as_equal_and_a_list_as_any_of(self):
        text = changed(("{account.country: {any_of: [DE, AT, CH]}}", "{account.country: [DE, NO], person.x: yes}"))
        when = next(r for r in load(text, "a").score("fit").rules if r.id == "dach").when
        assert when.all_of[0].trait[2].any_of == ("DE", "NO")
        assert when.all_of[1].trait[2].equals == "yes"

    def test_gives_traits_their_canonical_names(self):
        text = changed(("person.job_title: {matches: [student", "person.jobTitle: {matches: [student"))
        rule = next(r for r in load(text, "a").score("fit").rules if r.id == "student")
        assert rule.when.trait[:2] == ("person", "job_title")

    def test_lets_people_decide_a_stage_with_the_answers_they_must_give(self, northwind):
        assert northwind.stage("sql").enter == ByPeople(by="sales", requires=("budget", "need", "timing"))

    def test_reads_northwind_in_a_third_of_a_second(self):
        begun = time.perf_counter()
        load(NORTHWIND, "northwind.yaml")
        assert time.perf_counter() - begun < 0.3

    def test_raises_all_faults_at_once_each_with_file_line_and_column(self):
        text = changed(("time_zone: Europe/Berlin", "time_zone: Europe/Berlim"), ("points: -20", "points: many"))
        with pytest.raises(AgreementFault) as raised:
            load(text, "northwind.yaml")
        assert str(raised.value).splitlines() == [
            "northwind.yaml:3:12: there is no time zone “Europe/Berlim”; did you mean “Europe/Berlin”?",
            "northwind.yaml:66:107: points is a whole number, not “many”",
        ]


class TestFaults:
    def test_an_empty_document(self):
        for text in ("", "\n\n", "# nothing\n", "---\n", "~"):
            assert [(f.line, f.column, f.code) for f in faults_in(text)] == [(1, 1, "empty")]

    def test_a_document_that_is_no_mapping(self):
        assert_faults("«- a\n- b\n", "wrong-type")

    def test_a_second_document(self):
        assert_faults(NORTHWIND + "«---\nagreement: two\n", "syntax")

    def test_an_error_of_syntax(self):
        assert_faults("agreement: [a, b\nstages«: c\n", "syntax")

    def test_a_tab_as_indentation(self):
        (fault,) = assert_faults("parties:\n«\tmarketing: x\n", "syntax")
        assert "spaces" in fault.message

    def test_a_byte_that_is_not_utf_8(self):
        (fault,) = faults_in_bytes("agreement: ä ".encode() + b"\xff\n")
        assert (fault.line, fault.column, fault.code) == (1, 14, "encoding")

    def test_a_character_that_nobody_can_see(self):
        assert_faults("agreement: a\n# «\x07\n", "encoding")

    def test_a_byte_order_mark_is_no_fault(self):
        assert faults_in_bytes(b"\xef\xbb\xbf" + NORTHWIND.encode()) == ()

    def test_a_key_that_stands_twice_while_the_rest_is_still_checked(self):
        text = changed(
            ("time_zone: Europe/Berlin\n", "time_zone: Europe/Berlin\n«time_zone: Europe/Paris\n"),
            ("points: -20", "points: «many"),
        )
        (twice, _) = assert_faults(text, "duplicate-key", "wrong-type")
        assert "3:1" in twice.message

    def test_an_unknown_key_with_the_one_that_was_meant(self):
        marked = changed((PRICING, "«" + PRICING.replace("points", "«point")))
        (missing, unknown) = assert_faults(marked, "missing-key", "unknown-key")
        assert missing.message == "a rule needs “points”"
        assert unknown.message == "a rule knows no “point”; did you mean “points”?"

    def test_a_section_that_is_not_built_yet(self):
        (data_rules, programs) = assert_faults(NORTHWIND + "«data_rules: []\n«programs: {}\n", *["not-built-yet"] * 2)
        assert "not built yet" in data_rules.message
        assert "not built yet" in programs.message

    @pytest.mark.parametrize("strategy", ["territory", "owner", "language"])
    def test_a_strategy_that_is_said_elsewhere(self, strategy):
        (fault,) = assert_faults(changed(("by: weighted_round_robin", f"by: «{strategy}")), "unknown-word")
        assert "write to: {" in fault.message

    def test_a_strategy_that_nobody_knows(self):
        assert_faults(changed(("by: weighted_round_robin", "by: «round_robbin")), "unknown-word")

    @pytest.mark.parametrize("key", ["service", "metric"])
    def test_a_part_of_a_stage_that_is_not_built_yet(self, key):
        marked = changed(("    means: We can write to them.\n", f"    means: We.\n    «{key}: x\n"))
        assert_faults(marked, "not-built-yet")

    @pytest.mark.parametrize(
        ("said", "hint"),
        [
            ("30 dys", "seconds, minutes, hours, days or weeks"),
            ("0 days", "more than nothing"),
            ("1 month", "no fixed length"),
            ("thirty days", "for example 30 days"),
            ("-3 days", "for example 30 days"),
            ("99999999 weeks", "36,500 days"),
        ],
    )
    def test_a_length_of_time_that_is_none(self, said, hint):
        (fault,) = assert_faults(changed(("half_life: 45 days", f"half_life: «{said}")), "bad-words")
        assert hint in fault.message

    @pytest.mark.parametrize("said", ["twice", "first", "first 0", "first x per day", "once per", "once per a b"])
    def test_a_count_that_is_none(self, said):
        assert_faults(changed(("count: first 4 per 30 days", f"count: «{said}")), "bad-words")

    @pytest.mark.parametrize("said", ["99999999999999999999999", "10000000", "-10000000"])
    def test_points_out_of_range(self, said):
        assert_faults(changed(("points: 60", f"points: «{said}")), "out-of-range")

    @pytest.mark.parametrize("said", ["9007199254740993", "1e999", "-1e300"])
    def test_a_number_that_not_every_engine_holds(self, said):
        text = changed(("  employees: {at_least: 50,", f"  employees: {{at_least: «{said},"))
        assert_faults(text, "out-of-range")

    @pytest.mark.parametrize("said", ["1.5", "ten", "", "[1]", "true", '"10"'])
    def test_points_that_are_no_whole_number(self, said):
        found = faults_in(changed(("points: 60,", f"points: {said},")))
        assert [f.code for f in found] == ["wrong-type"]

    def test_names_that_name_nothing(self):
        text = changed(
            ("group: reading, touch: page, points: 1,", "group: «redding, touch: page, points: 1,"),
            ("{in_list: competitors}", "{in_list: «competitor}"),
            ("{score.fit: {at_least: 20}}", "{«score.fits: {at_least: 20}}"),
            ("enter: deal_lost, goes_to: [recycled]", "enter: deal_lost, goes_to: [«recycle]"),
            ("at: [mql, sal]", "at: [«mqls, sal]"),
            ("could not be reached., then: recycle, as: nurture".capitalize(), "x, then: recycle, as: «nurtur"),
        )
        found = assert_faults(text, *["unknown-reference"] * 6)
        assert all("did you mean" in fault.message for fault in found)

    def test_a_persona_that_is_not_there(self):
        assert_faults(changed(("enter: {known: [email]}", "enter: {persona: «boss}")), "unknown-reference")

    def test_an_id_that_stands_twice(self):
        (fault,) = assert_faults(changed(("{id: docs,", "{id: «pricing,")), "duplicate-id")
        assert "58:14" in fault.message

    def test_an_id_that_is_none(self):
        assert_faults(changed(("{id: docs,", "{id: «Docs page,")), "bad-id")

    def test_a_criterion_that_nobody_knows(self):
        (fault,) = assert_faults(changed(("enter: {known: [email]}", "enter: {«knows: [email]}")), "unknown-key")
        assert "did you mean “known”" in fault.message

    def test_a_decision_that_nobody_knows(self):
        (fault,) = assert_faults(changed(("enter: deal_opened", "enter: «deal_open")), "unknown-word")
        assert "did you mean “deal_opened”" in fault.message

    def test_aliases_and_anchors(self):
        anchored = changed(("time_zone: Europe/Berlin", "time_zone: «&zone Europe/Berlin"))
        assert_faults(anchored.replace('title: {matches: ["sales"', "title: {matches: [«*zone"), "alias", "alias")

    def test_a_bomb_of_aliases_costs_nothing(self):
        layers = "".join(f"k{n}: &k{n} [{', '.join([f'*k{n - 1}'] * 20)}]\n" for n in range(1, 40))
        begun = time.perf_counter()
        assert "alias" in {fault.code for fault in faults_in("k0: &k0 x\n" + layers)}
        assert time.perf_counter() - begun < 1

    def test_a_tag(self):
        assert_faults(changed(("currency: EUR", "currency: «!!python/name:os.system EUR")), "tag")

    def test_a_document_deeper_than_anybody_can_read(self):
        (fault,) = faults_in("agreement: " + "[" * 20_000)
        assert fault.code == "too-deep"

    def test_a_document_larger_than_anybody_can_read(self):
        (fault,) = faults_in("agreement: x\n" + "# more\n" * 100_000)
        assert fault.code == "too-large"

    def test_what_an_agreement_cannot_do_without(self):
        found = faults_in("agreement: Short\n")
        assert {f.message for f in found if f.code == "missing-key"} == {
            f"the agreement needs “{name}”"
            for name in ("time_zone", "parties", "motions", "scores", "stages", "handoff")
        }


def faults_in_bytes(raw):
    return examine(raw, "northwind.yaml")[1]
