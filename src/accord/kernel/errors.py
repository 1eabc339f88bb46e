"""Five families of errors, by who can act. Raise a subclass, defined beside the verb that raises it."""


class AccordError(Exception):
    """What every error of ours is: a stable `code` and a `message` for a person."""

    code = "error"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code


class Refused(AccordError):
    """The user asked for something that may not be; expected, never alerted."""

    code = "refused"


class Unsupported(AccordError):
    """Something here cannot do this; said before running, not in the middle."""

    code = "unsupported"


class Unavailable(AccordError):
    """Not now; `retry_after` is in seconds."""

    code = "unavailable"

    def __init__(self, message: str, *, retry_after: float, code: str | None = None) -> None:
        super().__init__(message, code=code)
        self.retry_after = retry_after


class Broken(AccordError):
    """Our own bug; never caught locally, reported loudly."""

    code = "broken"
