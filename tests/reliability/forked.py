"""Work done by a child that may be killed: one for each line that the test writes."""

import os
import sys
from collections.abc import Callable


def for_each_line(work: Callable[[str], None]) -> None:
    """Says `ready`, then for each line the child's number, and `killed` or `done` at its end."""
    print("ready", flush=True)
    for line in sys.stdin:
        child = os.fork()
        if child == 0:
            work(line)
            os._exit(0)
        print(child, flush=True)
        _, status = os.waitpid(child, 0)
        print("killed" if os.WIFSIGNALED(status) else "done", flush=True)
