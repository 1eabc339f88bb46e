"""Django set up for a bench that needs no database."""

import os


def set_up() -> None:
    """Once in each process, before anything of the journey is imported."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    django.setup()
