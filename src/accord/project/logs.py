"""What the log says of a request that was refused: one line."""

import logging


class OneLine(logging.Filter):
    """Leaves the traceback to what is our mistake; somebody sent away is no error."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.ERROR:
            record.exc_info = record.exc_text = None
        return True
