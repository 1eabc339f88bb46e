"""When the tests of planning play."""

from datetime import UTC, datetime

MONDAY = datetime(2026, 3, 2, 9, tzinfo=UTC)
