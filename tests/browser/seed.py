"""Fill the database in use with the small company: python -m tests.browser.seed [payloads]."""

import os
import sys

import django


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    django.setup()
    from django.utils import timezone

    from tests.browser import company, hostile

    now = timezone.now()
    company.build(now)
    hostile.pour(now)
    if "payloads" in sys.argv:
        hostile.pour_all(now)


if __name__ == "__main__":
    main()
