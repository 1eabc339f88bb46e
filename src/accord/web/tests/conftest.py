"""A company with ten people, and its members by first name."""

import pytest
from django.utils import timezone

from tests.browser import company


@pytest.fixture
def cast(db, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return company.build(timezone.now(), people=10)
