"""The sample company's agreement is right in some rules and wrong in others; the data shows which."""

from datetime import UTC, datetime

import pytest

from accord.connectors.sample import behaviour, world
from accord.connectors.sample.stream import Stream, bodies

SEED = 7


@pytest.fixture(scope="module")
def story():
    made = world.build(people=5000, companies=900, days=540, seed=SEED)
    return [(human, behaviour.of(human, made, SEED)) for human in made.humans]


def lift(story, chosen):
    """How much likelier to buy the chosen are than everybody."""
    everybody = sum(human.buys for human, _ in story) / len(story)
    some = [human.buys for human, does in story if chosen(human, does)]
    assert len(some) > 100
    return sum(some) / len(some) / everybody


def count(does, what, begins=""):
    return sum(h.what == what and h.with_.startswith(begins) for h in does)


class TestRulesThatAreRight:
    def test_reading_the_documentation_predicts_a_purchase(self, story):
        assert lift(story, lambda human, does: count(does, "page", "/docs") >= 12) > 2

    def test_prices_demos_and_trials_do_too(self, story):
        assert lift(story, lambda human, does: count(does, "page", "/pricing") >= 4) > 1.8
        assert lift(story, lambda human, does: count(does, "demo")) > 2
        assert lift(story, lambda human, does: count(does, "trial")) > 2

    def test_students_and_job_seekers_do_not_buy(self, story):
        assert lift(story, lambda human, does: human.kind in ("student", "job-seeker")) == 0

    def test_those_who_decide_buy_more(self, story):
        assert lift(story, lambda human, does: human.authority >= 0.8) > 1.1


class TestRulesThatAreWrong:
    def test_a_webinar_says_nothing(self, story):
        assert 0.8 < lift(story, lambda human, does: count(does, "attend")) < 1.2

    def test_a_download_says_little(self, story):
        assert lift(story, lambda human, does: count(does, "download") >= 2) < 1.4

    def test_germany_austria_and_switzerland_are_like_everywhere(self, story):
        assert 0.85 < lift(story, lambda human, does: human.company.country.code in world.DACH) < 1.15

    def test_free_mail_is_noise_except_where_directors_write_from_it(self, story):
        def where(human):
            return human.company.country.tongue in world.BUY_FROM_FREE_MAIL

        assert lift(story, lambda human, does: human.is_free_mail and not where(human)) < 0.4
        assert lift(story, lambda human, does: human.is_free_mail and where(human)) > 0.8

    def test_manufacturing_is_prized_and_healthcare_overlooked(self, story):
        assert lift(story, lambda human, does: human.company.industry == "manufacturing") < 0.8
        assert lift(story, lambda human, does: human.company.industry == "healthcare") > 1.2


class TestTheStory:
    def test_is_the_same_to_the_byte_for_one_seed_and_another_for_another(self):
        assert payload(7) == payload(7)
        assert payload(7) != payload(8)

    def test_has_the_size_it_promises(self, story):
        touches = sum(len(does) for _, does in story)
        assert 230_000 < touches < 330_000

    def test_names_people_in_five_scripts(self, story):
        names = "".join(human.full for human, _ in story)
        assert all(sample in names for sample in ("Müller", "Петров", "محمد", "张", "陳"))


def payload(seed: int) -> bytes:
    made = world.build(people=60, companies=12, days=60, seed=seed)
    found = Stream(made, datetime(2026, 1, 1, tzinfo=UTC), seed).until(datetime(2026, 3, 2, tzinfo=UTC))
    return b"\n".join(body for source in sorted(found) for body in bodies(found[source]))
