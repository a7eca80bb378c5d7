"""What MkDocs says while it builds, as this project passes it on."""

import logging
import re


class Report(logging.Handler):
    """Collects warnings and errors, each as one line that begins with the file where MkDocs names one."""

    PAGE = re.compile(r"^Error (?:reading|building) page '([^']+)':\s*")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = self.PAGE.sub(r"\1: ", " ".join(record.getMessage().split()))
        if not message.endswith(": "):  # the reason follows in a record of its own
            self.lines.append(message)


def unexpected(problem: BaseException, lines: list[str]) -> str:
    """Return one line about an error that nobody foresaw: what MkDocs has said of it, or else its own text."""
    line = lines[-1] if lines else f"{type(problem).__name__}: {problem}"
    return f"{' '.join(line.split())}. Mend it (GUIDE_TRACEBACK=1 shows where)."


class WithoutDirtyNotice(logging.Filter):
    """Drops MkDocs' warning about partial builds; our uses of them deal with what it warns of."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "'dirty' build" not in record.getMessage()
