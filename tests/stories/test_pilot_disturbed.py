"""A pilot while other things happen: a halted beginning, merges, machine traffic, an import taken back, a rebuild."""

import random

import pytest

from accord.agreement import api as agreements
from accord.journey import api as journey
from accord.journey import piloting, rebuild, rescore, withdrawal
from accord.journey.hindsight import would_have_been
from accord.journey.models import Due, Piloted, Rescoring
from accord.steps.collect import api as collect
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.steps.scoring import api as scoring
from accord.steps.scoring.models import Score
from tests.stories import test_pilot as story
from tests.stories.test_pilot import (
    EASIER,
    MAIN,
    RHEA,
    SEGMENT,
    apply,
    clean,
    company,
    day,
    moves,
    named,
    publish,
    say,
    scored_by,
    send,
    who,
)  # fmt: skip

pytestmark = pytest.mark.django_db
web_site = story.web_site


def halt(_done: int, _whole: int) -> None:
    raise KeyboardInterrupt


class TestAHaltedBeginning:
    def test_puts_off_those_in_its_scope_and_nobody_else(self, web_site, monkeypatch):
        monkeypatch.setattr(rescore, "TOUCHES", 2)
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 0), company(name, 0, industry), say(name, 0.5, "Webinar Attended"), at=0.5)
        with pytest.raises(KeyboardInterrupt):
            publish(EASIER + SEGMENT, 1, progress=halt)
        for name in ("acme", "globex"):
            send(web_site, say(name, 1.5, "Content Downloaded"), at=1.5)
        assert (scored_by("acme"), len(moves("acme"))) == ({1}, 1), "not judged by half of it"
        assert scoring.scores_of(person_ids=[who("globex")])[who("globex")]["engagement"].value == 27
        assert list(Due.objects.values_list("person_id", flat=True)) == [who("acme")]
        apply(2)
        assert (scored_by("acme"), moves("acme")[-1]) == ({2}, ("mql", 2, 2)), "as of now, like any new version"
        assert clean(2)

    def test_that_is_over_before_it_was_noted_leaves_nothing(self, web_site, monkeypatch):
        monkeypatch.setattr(rescore, "TOUCHES", 1)
        send(web_site, named("acme", 0), company("acme", 0, "logistics"), at=0.5)
        with pytest.raises(KeyboardInterrupt):
            publish(EASIER + SEGMENT, 1, progress=halt)
        piloting.end(by=RHEA, reason="a mistake", now=day(2))
        apply(2)
        assert not Rescoring.objects.filter(finished_at=None).exists()
        assert scored_by("acme") == {1}
        assert clean(2)


class TestPeople:
    def test_who_are_merged_and_parted_are_each_judged_by_their_own_version(self, web_site):
        publish(EASIER + SEGMENT, 1)
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 2), company(name, 2, industry), say(name, 3, "Webinar Attended"), at=3)
        journey.merge_people(one=who("acme"), other=who("globex"), by=RHEA, now=day(4))
        assert clean(4)
        [merge] = identity.merges(person_id=who("acme"))
        journey.unmerge_people(merge_id=merge.merge_id, by=RHEA, now=day(5))
        assert (scored_by("acme"), scored_by("globex")) == ({2}, {1})
        assert clean(5)
        apply(29)
        assert not Piloted.objects.exists()

    def test_whose_import_is_taken_back_leave(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("acme", 2), say("acme", 3, "Webinar Attended"), at=3)
        crm = collect.add_source(name="crm", now=day(0))
        send(crm, company("acme", 4, "logistics"), at=4)
        assert scored_by("acme") == {2}
        withdrawal.withdraw(source_id=crm.id, message_ids=["acme-group-4"], by=RHEA, reason="wrong file", now=day(5))
        assert scored_by("acme") == {1}
        assert clean(5)

    def test_whose_touch_was_a_machines_follow_in_both_versions(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("acme", 2), company("acme", 2, "logistics"), say("acme", 3, "Webinar Attended"), at=3)
        aliases = identity.aliases_of(person_ids=[who("acme")])[who("acme")]
        touch = next(t for t in collect.touches_of(alias_ids=aliases) if t.touch.name == "Webinar Attended")
        for is_machine, points in ((True, 0), (False, 15)):
            journey.judge_touch(touch_id=touch.touch_id, is_machine=is_machine, actor=RHEA, now=day(4))
            assert scoring.scores_of(person_ids=[who("acme")])[who("acme")]["engagement"].value == points
        apply(29)
        assert (scored_by("acme"), clean(29)) == ({1}, True)


class TestRebuild:
    def test_writes_both_versions_anew(self, web_site):
        publish(EASIER + SEGMENT, 1)
        for name, industry in (("acme", "logistics"), ("globex", "software")):
            send(web_site, named(name, 2), company(name, 2, industry), say(name, 3, "Webinar Attended"), at=3)
        Score.objects.update(units=7)
        Piloted.objects.all().delete()
        found = {one["what"] for one in rebuild.check(now=day(4))["differences"]}
        assert found == {"score", "pilot"}
        assert rebuild.rebuild(now=day(4))["differences"] == []
        assert (scored_by("acme"), scored_by("globex")) == ({2}, {1})

    def test_tells_a_score_of_the_wrong_version(self, web_site):
        publish(EASIER + SEGMENT, 1)
        send(web_site, named("globex", 2), company("globex", 2, "software"), at=3)
        Score.objects.update(version_id=agreements.pilot(day(3)).id)
        assert {one["what"] for one in rebuild.check(now=day(4))["differences"]} == {"version"}


class TestOtherScores:
    def test_of_the_pilot_are_there_only_while_it_judges(self, web_site):
        interest = "  interest:\n    rules:\n      - {id: docks, touch: Docks Seen, points: 5}\n  engagement:\n"
        publish(EASIER.replace("  engagement:\n", interest, 1) + SEGMENT, 1)
        send(web_site, named("acme", 2), company("acme", 2, "logistics"), say("acme", 3, "Docks Seen"), at=3)
        cards = scoring.scores_of(person_ids=[who("acme")])[who("acme")]
        assert {name: card.value for name, card in cards.items()} == {"fit": 35, "interest": 5, "engagement": 0}
        send(web_site, company("acme", 5, "software"), at=5)
        assert set(scoring.scores_of(person_ids=[who("acme")])[who("acme")]) == {"fit", "engagement"}
        assert clean(5)


class TestManyThingsAtOnce:
    @pytest.mark.parametrize("seed", range(2))
    def test_leave_nothing_different_and_nothing_that_would_have_been(self, web_site, seed):
        """Everything in time, with a new main version beside, ticks between, and an end by hand or by time."""
        luck = random.Random(seed)
        names = ("acme", "globex")
        told = [
            (4.3, publish, (EASIER + SEGMENT, 4.3)),
            (12.2, publish, (MAIN.replace("points: 60,", "points: 55,"), 12.2)),
        ]
        for name in names:
            told.append((1.0, send, (web_site, named(name, 1))))
            for at in luck.sample(range(2, 33), 4):
                industry = luck.choice(["logistics", "software"])
                told.append((at, send, (web_site, company(name, at, industry))))
            for at in luck.sample(range(2, 33), 4):
                event = luck.choice(["Webinar Attended", "Content Downloaded", "Demo Requested"])
                told.append((at + 0.1, send, (web_site, say(name, at + 0.1, event))))
        if seed:
            told.append((20.2, lambda: piloting.end(by=RHEA, reason="seen", now=day(20.2)), ()))
        told += [(at + 0.35, apply, (at + 0.35,)) for at in range(2, 36, 2)]
        for now, act, given in sorted(told, key=lambda one: one[0]):
            act(*given, **({"at": now} if act is send else {}))
            assert act is apply or clean(now)
        for name in names:
            assert would_have_been(person_id=who(name), now=day(36)) == ()
            assert scored_by(name) == {3}
        assert lifecycle.leads_of([who("acme")])


class TestABatchUnderWay:
    def test_whose_instant_was_taken_before_the_pilot_began_is_noted_for_it(self, web_site, monkeypatch):
        monkeypatch.setattr(rescore, "TOUCHES", 2)
        send(web_site, named("acme", 0), company("acme", 0, "logistics"), at=0.5)
        with pytest.raises(KeyboardInterrupt):
            publish(EASIER + SEGMENT, 1, progress=halt)
        send(web_site, say("acme", 0.9, "Webinar Attended"), at=0.999)
        apply(1.1)
        assert moves("acme")[-1] == ("mql", 1.1, 2)
        assert clean(1.1)
