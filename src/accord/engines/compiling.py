"""How functions are compiled: integers only, kept on disk, without the interpreter's lock."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import njit

F = TypeVar("F", bound=Callable[..., Any])


def compiled(function: F) -> F:
    """Compiled at its first call, kept on disk, run without the interpreter's lock."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy")(function))


def inner(function: F) -> F:
    """The same for what is called from such a function: it makes no arrays and gives none back, so that nobody counts
    who holds which, which would take two thirds of the time and let threads wait for each other."""
    return cast(F, njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function))
