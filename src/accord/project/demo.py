"""`make run`: the sample company, where there is none yet, and the server."""

from accord.cli.door import console
from accord.cli.sample import print_log_ins, tell
from accord.project.config import settings_from
from accord.project.ready import prepare


def run(*, port: int | None = None) -> int:
    """Load a small sample company where there is none or only half of one, say where to log in, and serve.

    The exit status of the server. Raises what `supervisor.serve` raises.
    """
    from accord.project import supervisor

    console.print("Starting the database …")
    prepare()
    from accord.agreement import api as agreements
    from accord.connectors.sample import api as sample

    if agreements.current() is None or sample.is_cut_off():
        loaded = tell(people=sample.SMALL_PEOPLE, months=sample.SMALL_MONTHS, seed=1)
        console.print(f"The sample company: {loaded.people:,} people, {loaded.touches:,} touches.", highlight=False)
    settings = settings_from()
    console.print(f"\nOpen http://{settings.host}:{port or settings.port} and log in as one of")
    print_log_ins()
    console.print()
    return supervisor.serve(port=port)
