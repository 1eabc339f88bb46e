"""As many queries for many rows as for few, and never more than 25."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.journey import desk
from accord.steps.identity import api as identity
from accord.steps.lifecycle import api as lifecycle
from accord.web.base.record.why import adding_up
from accord.web.templatetags.accord import ago, points_whole
from tests.browser import company

MOST = 25


def asked(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as caught:
        assert client.get(path).status_code == 200, path
    return len(caught)


@pytest.fixture
def ada(db):
    cast = company.build(timezone.now(), people=10)
    for lead in lifecycle.leads_of([one.id for one in identity.find(text="person", limit=50)]).values():
        desk.log(lead_id=lead[0].id, kind="call", by=cast["ada"], now=timezone.now())
    client = Client()
    client.force_login(get_user_model().objects.get(pk=cast["ada"].id))
    return client


class TestPages:
    def test_ask_the_same_number_of_queries_however_many_rows(self, ada):
        paths = ("/queue/", "/queue/?state=open", "/people/", "/accounts/", "/accounts/1/", "/leads/1/",
                 "/leads/1/hindsight/", "/leads/1/evidence/", "/queue/1/",
                 "/people/1/", "/funnel/", "/funnel/?by=source", "/missing/", "/funnel/people/?stage=lead", "/members/",
                 "/routing/fairness/?days=0", "/sources/", "/sources/warnings/", "/imports/", "/agreement/",
                 "/leads/new/?q=example")  # fmt: skip
        paths = tuple(_with_numbers(path) for path in paths)
        few = {path: asked(ada, path) for path in paths}
        now = timezone.now()
        more = [m for number in range(10, 40) for m in company.history(number, now)]
        company.tell(1_000_000, more, now)
        many = {path: asked(ada, path) for path in paths}
        assert {path: (few[path], many[path]) for path in paths if many[path] > few[path]} == {}
        assert {path: count for path, count in many.items() if count > MOST} == {}


def _with_numbers(path: str) -> str:
    """The numbers of rows differ by database; name the first of each kind."""
    with connection.cursor() as cursor:
        for word, table in (
            ("accounts", "identity_account"),
            ("leads", "lifecycle_lead"),
            ("people", "identity_person"),
        ):
            cursor.execute(f"SELECT min(id) FROM {table}")
            path = path.replace(f"/{word}/1/", f"/{word}/{cursor.fetchone()[0]}/")
        cursor.execute("SELECT min(lead_id) FROM handoff_handoff")
        return path.replace("/queue/1/", f"/queue/{cursor.fetchone()[0]}/")


class TestParts:
    def test_amounts_add_up_after_rounding(self):
        for units in ([341, 341, 342], [1024, 7242, -3000], [-1, -1, -1], [1], []):
            assert sum(adding_up(units), Decimal(0)) == round(Decimal(sum(units) * 100) / 1024) / Decimal(100)

    def test_a_day_ago_is_said_in_days(self):
        assert ago(timezone.now() - timedelta(hours=49)) == "2 days"
        assert ago(datetime(2020, 1, 1, tzinfo=UTC)).endswith("2020")

    def test_ages_count_from_the_instant_that_is_looked_at(self):
        then = datetime(2020, 1, 3, tzinfo=UTC)
        assert ago(datetime(2020, 1, 1, tzinfo=UTC), then) == "2 days"

    def test_half_a_point_counts_as_one(self):
        assert [points_whole(units) for units in (0, 511, 512, 72_600, -512)] == ["0", "0", "1", "71", "0"]
