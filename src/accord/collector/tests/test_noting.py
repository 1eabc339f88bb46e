"""What the door notes of refused bodies: a little, at once, and never more than that."""

import asyncio
from datetime import UTC, datetime, timedelta

from accord.collector.answers import error
from accord.collector.noting import WAITING, Noting

AT = datetime(2026, 5, 4, 9, tzinfo=UTC)
NOT_JSON, TOO_LARGE = error(400, "not_json", "the body is not JSON"), error(400, "too_large", "larger than that")


class Kept(Noting):
    """Keeps what would be written."""

    @property
    def rows(self):
        return [self._rows.get_nowait() for _ in range(self._rows.qsize())]


def noted(*refusals):
    async def note():
        kept = Kept("")
        for seconds, source, refused in refusals:
            kept.note(source, refused, b"{", now=seconds, at=AT + timedelta(seconds=seconds))
        return kept.rows

    return [(source, at - AT, code, message) for source, at, code, message, _, _ in asyncio.run(note())]


class TestNote:
    def test_is_taken_once_a_minute_for_each_source_and_code_and_counts_the_others(self):
        floods = [(second, 1, NOT_JSON) for second in range(61)]
        assert noted(*floods, (3, 2, NOT_JSON), (4, 1, TOO_LARGE)) == [
            (1, timedelta(0), "not_json", "refused: the body is not JSON"),
            (1, timedelta(seconds=60), "not_json", "refused: the body is not JSON; and 59 more like it before"),
            (2, timedelta(seconds=3), "not_json", "refused: the body is not JSON"),
            (1, timedelta(seconds=4), "too_large", "refused: larger than that"),
        ]

    def test_is_dropped_where_too_many_wait(self):
        assert len(noted(*((0, source, NOT_JSON) for source in range(WAITING + 50)))) == WAITING
