"""`accord replay` keeps its result: the same text over the same data is not replayed twice."""

import json
from datetime import timedelta

import pytest
from django.utils import timezone
from typer.testing import CliRunner

from accord.connectors.sample import api as sample
from accord.journey import api as journey
from accord.journey.models import Tryout
from accord.journey.trying import api as trying
from accord.journey.trying import keeping
from accord.project import command
from accord.steps.collect import api as collect

pytestmark = pytest.mark.django_db
TEXT = sample.AGREEMENT.read_text(encoding="utf-8")


@pytest.fixture
def proposal(tmp_path):
    sample.load(people=40, months=2, now=timezone.now() - timedelta(hours=1))
    path = tmp_path / "proposal.yaml"
    path.write_text(TEXT.replace("{score.engagement: {at_least: 40}}", "{score.engagement: {at_least: 55}}"))
    return path


def replayed(*words):
    found = CliRunner().invoke(command.app, ["replay", *map(str, words)])
    assert found.exit_code == 0, found.output
    return found


class TestTheSameReplay:
    def test_is_shown_at_once_and_is_the_same_to_the_last_byte(self, proposal):
        first, second = replayed(proposal, "--json"), replayed(proposal, "--json")
        assert first.stdout == second.stdout
        assert json.loads(first.stdout)["proposed"]["handed_off"] > 0
        assert "nothing has changed" in second.stderr
        assert Tryout.objects.count() == 1

    def test_of_a_fixed_period_is_the_same_when_it_is_replayed_anew(self, proposal):
        until = (timezone.now() - timedelta(days=3)).isoformat()
        first = replayed(proposal, "--json", "--until", until)
        assert replayed(proposal, "--json", "--until", until, "--anew").stdout == first.stdout
        assert Tryout.objects.count() == 2

    def test_can_be_talked_about_like_any_tryout(self, proposal):
        replayed(proposal)
        [one] = trying.tryouts()
        assert (one.state, one.name) == ("done", "proposal.yaml")
        assert trying.behind(one.id, side="proposed", asked={}).total > 0

    def test_is_replayed_where_anything_is_new(self, proposal):
        replayed(proposal)
        source = collect.add_source(name="late", now=timezone.now())
        one = {"type": "page", "messageId": "x", "userId": "somebody new"}
        body = json.dumps({"batch": [one]}).encode()
        journey.accept_touches(source_id=source.id, bodies=[body], now=timezone.now())
        assert "nothing has changed" not in replayed(proposal).stderr
        assert "nothing has changed" not in replayed(proposal, "--since", "2020-01-01").stderr
        assert Tryout.objects.count() == 3


class TestOldResults:
    def test_are_thinned_unless_young_newest_or_of_a_proposal(self, proposal, monkeypatch):
        monkeypatch.setattr(keeping, "KEPT", 1)
        replayed(proposal)
        [kept] = Tryout.objects.all()
        now = timezone.now()
        old = {"text": "", "hash": "", "by": "member:x", "until": now, "asked_at": now - timedelta(days=200)}
        gone = Tryout.objects.create(**old, finished_at=now - timedelta(days=91))
        of_a_proposal = Tryout.objects.create(**old, finished_at=now - timedelta(days=91), proposal_id=3)
        young = Tryout.objects.create(**old, finished_at=now - timedelta(days=89))
        newest = Tryout.objects.create(**old, finished_at=now - timedelta(days=91))
        assert keeping.thin(now=now) == 1
        assert set(Tryout.objects.all()) == {kept, of_a_proposal, young, newest}
        assert gone not in Tryout.objects.all()
