"""Before anything else: the database runs and its tables are those of this version."""

import os

from accord.project import database


def prepare() -> None:
    """Start the embedded database if need be, bring the tables up to date, load the rooms.

    Safe from several processes at once: one migrates, the others wait. Raises SettingsFault, DatabaseAway.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "accord.project.settings")
    import django

    with database.away():
        django.setup()
        migrate()


def migrate() -> bool:
    """Apply the migrations that are missing; True when there were any."""
    from django.core.management import call_command
    from django.db import connection

    if not pending():
        return False
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [_MIGRATING])
        try:
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_MIGRATING])
    return True


def pending() -> list[str]:
    """The migrations not yet applied, as `room.name`."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return [f"{room}.{name}" for room, name in loader.graph.nodes if (room, name) not in loader.applied_migrations]


_MIGRATING = 0x4ACC_0BD0
