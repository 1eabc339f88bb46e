"""Criteria say why they hold and what they lack."""

from hypothesis import given
from hypothesis import strategies as st

from accord.agreement.spec import Criterion, Did, Test
from accord.steps.lifecycle.criteria import decisions_read, is_met, judge
from accord.steps.lifecycle.facts import Known
from accord.steps.lifecycle.tests.cases import northwind

AGREEMENT = northwind().agreement
MQL = AGREEMENT.stage("mql").enter


def facts(**more):
    person = {"email": "iris@acme.example", "company": "Acme", "job_title": "CIO"}
    scores = {"fit": 35 * 1024, "engagement": 62 * 1024}
    return Known(agreement=AGREEMENT, **({"person": person, "scores": scores} | more))


class TestHolding:
    def test_says_why_in_words(self):
        judged = judge(MQL, facts(), AGREEMENT.lists)
        assert judged.holds
        assert judged.because == ("fit 35", "engagement 62", "email known", "company known", "job title known")
        assert not judged.missing

    def test_the_account_name_is_a_known_company(self):
        known = facts(person={"email": "i@a.example", "job_title": "CIO"}, account={"name": "Acme"})
        assert judge(MQL, known, AGREEMENT.lists).holds

    def test_keeps_the_touches_that_hold_as_evidence(self):
        did = Criterion(did=Did(touch="Demo Requested"))
        judged = judge(did, facts(done=lambda _, after=None: ["m1", "m2"]), {})
        assert judged.touches == ("m1", "m2")

    def test_of_alternatives_the_first_that_holds_is_told(self):
        judged = judge(AGREEMENT.stage("sal").enter, facts(decided=frozenset({"accepted"})), {})
        assert judged.because == ("accepted",)

    def test_persona_and_profile_are_read_from_traits(self):
        inside = {"industry": "software", "employees": 100}
        both = Criterion(all_of=(Criterion(persona=("it-director",)), Criterion(in_profile=True)))
        assert judge(both, facts(account=inside), {}).holds
        assert not judge(both, facts(account={"industry": "gambling"}), {}).holds


class TestLacking:
    def test_names_the_one_datum_that_is_missing(self):
        judged = judge(MQL, facts(person={"email": "i@a.example", "company": "Acme"}), {})
        assert [(m.kind, m.name) for m in judged.missing] == [("datum", "job_title")]
        assert judged.missing[0].words == "job title is not known"

    def test_counts_the_points_that_lack_exactly(self):
        judged = judge(MQL, facts(scores={"fit": 35 * 1024, "engagement": 40 * 1024 - 1}), {})
        assert [(m.name, m.lacking) for m in judged.missing] == [("engagement", 1)]

    def test_counts_the_touches_that_lack(self):
        did = Criterion(did=Did(touch="page", at_least=3))
        assert judge(did, facts(done=lambda _, after=None: ["m1"]), {}).missing[0].lacking == 2

    def test_of_alternatives_the_nearest_is_told(self):
        near = Criterion(known=("phone",))
        far = Criterion(all_of=(Criterion(known=("phone",)), Criterion(decided="accepted")))
        assert len(judge(Criterion(any_of=(far, near)), facts(), {}).missing) == 1

    def test_what_must_not_be_is_told_when_it_is(self):
        criterion = Criterion(none_of=(Criterion(trait=("person", "company", Test(equals="Acme"))),))
        assert judge(criterion, facts(), {}).missing[0].words == "must not be: company Acme"

    def test_a_test_of_a_known_trait_that_fails_is_no_missing_datum(self):
        criterion = Criterion(trait=("account", "employees", Test(at_least=50)))
        assert judge(criterion, facts(account={"employees": 10}), {}).missing[0].kind == "trait"
        assert judge(criterion, facts(), {}).missing[0].kind == "datum"


class TestMentions:
    def test_finds_a_decision_within_the_tree(self):
        assert "accepted" in decisions_read(AGREEMENT.stage("sal").enter)
        assert "accepted" not in decisions_read(MQL)


_leaves = st.sampled_from(
    [
        Criterion(score=("fit", Test(at_least=35))),
        Criterion(score=("fit", Test(less_than=35))),
        Criterion(trait=("person", "job_title", Test(matches=("cio",)))),
        Criterion(trait=("account", "industry", Test(none_of=("gambling",)))),
        Criterion(known=("email", "company")),
        Criterion(known=("account.industry",)),
        Criterion(did=Did(touch="page", at_least=2)),
        Criterion(did=Did(touch="page", at_least=3)),
        Criterion(in_profile=True),
        Criterion(in_profile=False),
        Criterion(persona=("it-director",)),
        Criterion(decided="accepted"),
    ]
)
_trees = st.recursive(
    _leaves,
    lambda parts: st.lists(parts, min_size=1, max_size=3).flatmap(
        lambda some: st.sampled_from(["all_of", "any_of", "none_of"]).map(lambda how: Criterion(**{how: tuple(some)}))
    ),
)


class TestWithoutTheWords:
    @given(_trees, st.booleans(), st.booleans())
    def test_is_the_same_truth(self, tree, is_accepted, is_software):
        known = facts(
            done=lambda _, after=None: ["m1", "m2"],
            decided=frozenset({"accepted"} if is_accepted else ()),
            account={"industry": "software", "employees": 99} if is_software else {},
        )
        assert is_met(tree, known, AGREEMENT.lists) == judge(tree, known, AGREEMENT.lists).holds
