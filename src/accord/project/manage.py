"""Django's own commands: `python -m accord.project.manage …`; for developers."""

import os
import sys


def main() -> None:
    """Run one of Django's management commands with our settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
