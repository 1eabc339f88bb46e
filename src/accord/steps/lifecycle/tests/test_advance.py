"""Moments of people become transitions, each at its own time."""

import pytest

from accord.steps.lifecycle import api
from accord.steps.lifecycle.models import Lead, Transition
from accord.steps.lifecycle.tests.cases import ACME_IRIS, SAM, WHO, day, iris, known, northwind, seen

pytestmark = pytest.mark.django_db


def advance(*people, now=100):
    return api.advance(people, version=northwind(), now=day(now))


def stages():
    rows = Transition.objects.order_by("id")
    return [(r.from_stage, r.to_stage, r.effective_at) for r in rows]


def lead():
    return Lead.objects.get()


class TestOpening:
    def test_an_unknown_visitor_is_no_lead(self):
        assert advance(iris(seen(1, 30, 60), changes=[])) == []

    def test_a_lead_opens_when_they_are_known_and_remembers_the_source(self):
        advance(iris(seen(1), seen(3), changes=known(2, account_industry="software"), campaign="spring"))
        assert stages() == [("", "lead", day(3))]
        assert (lead().source, lead().campaign, lead().industry) == ("website", "spring", "software")

    def test_several_steps_of_one_moment_are_each_kept(self):
        advance(iris(seen(1, 30, 60)))
        assert stages() == [("", "lead", day(1)), ("lead", "mql", day(1))]

    def test_a_competitor_is_seen_and_disqualified(self):
        made = advance(iris(seen(1, 30, 60), changes=known(0, **WHO, account_domain="rivalsoft.example")))
        assert [(m.to_stage, m.reason) for m in made][-1] == ("disqualified", "competitor")
        assert lead().closed_as == "disqualified"


class TestAgain:
    def test_the_same_moments_bring_nothing_new(self):
        moments = [seen(1, 10, 10), seen(2, 30, 60)]
        advance(iris(*moments))
        assert advance(iris(*moments)) == []

    def test_in_parts_is_as_in_one(self):
        moments = [seen(1, 10, 10), seen(2, 30, 60), seen(3, 30, 60, "Demo Requested")]
        for moment in moments:
            advance(iris(moment))
        assert [row[1:] for row in stages()] == [("lead", day(1)), ("mql", day(2)), ("sal", day(3))]

    def test_nobody_is_opened_a_second_lead_by_itself(self):
        advance(iris(seen(1, 0, 0)))
        api.disqualify(lead_id=lead().pk, reason="student", actor=SAM, at=day(2), now=day(2), version=northwind())
        advance(iris(seen(3, 30, 60)))
        assert lead().stage == "disqualified"


class TestEvidence:
    def test_holds_scores_touches_and_words(self):
        advance(iris(seen(1, 30, 60, "Demo Requested")))
        evidence = Transition.objects.last().evidence
        assert evidence["touches"] == ["Demo Requested"]
        assert evidence["scores"] == {"fit": 30}
        assert evidence["because"] == ["Demo Requested", "fit 30"]

    def test_names_version_and_rule(self):
        made = advance(iris(seen(1, 30, 60)))[-1]
        assert str(made.actor) == "rule:mql"
        assert Transition.objects.last().agreement_id == 7


class TestLate:
    def test_a_touch_from_before_counts_at_its_own_time(self):
        advance(iris(seen(1), seen(5, 30, 60)))
        advance(iris(seen(3, 10, 10, "Demo Requested"), seen(5, 30, 60, "Demo Requested")))
        assert stages()[-1] == ("mql", "sal", day(3))
        assert stages()[1] == ("lead", "mql", day(5))

    def test_what_people_decided_since_stays(self):
        advance(iris(seen(1)))
        api.move(lead_id=lead().pk, to="mql", actor=SAM, at=day(5), now=day(5), version=northwind())
        advance(iris(seen(3, 10, 10, "Demo Requested")))
        assert lead().stage == "mql"

    def test_an_earlier_reason_to_be_where_it_is_rewrites_nothing(self):
        advance(iris(seen(1), seen(5, 30, 60)))
        assert advance(iris(seen(3, 30, 60), seen(5, 30, 60))) == []

    def test_a_lead_from_before_its_own_opening_goes_on_from_where_it_is(self):
        advance(iris(seen(5)))
        advance(iris(seen(3, 30, 60), seen(5, 30, 60)))
        assert stages() == [("", "lead", day(5)), ("lead", "mql", day(3))]

    def test_a_trait_learnt_late_counts_from_its_own_time(self):
        moments = [seen(1, 30, 60), seen(4, 30, 60)]
        advance(iris(*moments, changes=known(0)))
        advance(iris(*moments, changes=[*known(0), *known(2, **WHO)]))
        assert stages()[-1] == ("lead", "mql", day(4))


class TestRecycled:
    def recycled(self):
        advance(iris(seen(0.5), seen(1, 30, 60)))
        api.recycle(lead_id=lead().pk, reason="nurture", actor=SAM, at=day(2), now=day(2), version=northwind())

    def test_is_left_alone_in_the_cool_down(self):
        self.recycled()
        assert advance(iris(seen(3, 30, 90))) == []

    def test_comes_back_at_the_end_when_somebody_was_here_meanwhile(self):
        self.recycled()
        advance(iris(seen(3, 30, 90)))
        assert api.due(now=day(16)) == [ACME_IRIS]
        made = advance(iris(seen(16, 30, 60, touch_id=None)), now=16)
        assert [(m.to_stage, m.effective_at) for m in made] == [("mql", day(16))]
        assert api.due(now=day(17)) == []

    def test_does_not_come_back_by_time_alone(self):
        self.recycled()
        assert advance(iris(seen(17, 30, 60, touch_id=None))) == []

    def test_does_not_come_back_by_an_imported_trait(self):
        self.recycled()
        changes = known(0, **WHO)
        assert advance(iris(seen(17, 30, 60, touch_id=changes[0].touch_id), changes=changes)) == []

    def test_does_not_come_back_by_what_was_before(self):
        self.recycled()
        assert advance(iris(seen(1.5, 30, 60))) == []


class TestManyPeople:
    def test_take_as_many_queries_as_one(self, django_assert_max_num_queries):
        people = [
            api.PersonMoments(person_id=i, account_id=None, moments=[seen(1, 30, 60)], changes=known(0, **WHO))
            for i in range(200)
        ]
        with django_assert_max_num_queries(12):
            advance(*people)
        assert Lead.objects.filter(stage="mql").count() == 200
