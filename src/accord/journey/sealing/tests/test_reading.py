import json
from datetime import UTC, datetime, timedelta

import pytest

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("lake")]
NOW = datetime(2026, 5, 20, 9, tzinfo=UTC)


class TestEverything:
    def test_is_nothing_where_there_is_nothing(self, rows):
        assert rows() == []

    def test_is_each_touch_once_with_whom_it_means_now(self, send, page, rows):
        send(page(1, NOW - timedelta(days=90)), page(2, NOW), page(3, NOW, user="sam"))
        found = {row["message_id"]: row for row in rows()}
        assert len(found) == 3
        assert found["m1"]["person_id"] == found["m2"]["person_id"] != found["m3"]["person_id"]
        assert json.loads(found["m1"]["properties"])["n"] == 1
        assert found["m1"]["name"] == 'A "p",\nq'
        assert found["m1"]["occurred_at"] == NOW - timedelta(days=90)
        assert not found["m1"]["is_machine"]

    def test_gives_the_columns_asked_for_in_their_order_up_to_an_instant(self, send, page, rows):
        send(page(1, NOW - timedelta(days=90)), page(2, NOW))
        asked = ("person_id", "anonymous_id", "user_id", "flags")
        (row,) = rows(until=NOW - timedelta(days=1), columns=asked)
        assert tuple(row) == asked
        assert (row["anonymous_id"], row["user_id"], row["flags"]) == (None, "mara", "[]")
