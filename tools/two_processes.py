"""Renders half of the pages in a second process.

A page takes some forty milliseconds, nearly all of them in Python-Markdown, the theme's templates and the search
plugin, one page after another. MkDocs can skip pages that have not changed (its `--dirty`); here each of two
processes takes the other's pages for unchanged. The second hands over what the first needs of all pages: anchors
and links for the checks, sections for the search index, and warnings. The site is the same, byte for byte.
"""

import contextlib
import functools
import logging
import os
import signal
import traceback
from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.plugins import event_priority
from mkdocs.structure.files import File, Files

from tools.mkdocs_messages import unexpected

log = logging.getLogger("mkdocs.second_process")


def can_share() -> bool:
    """Return whether this machine can, and the reader of `GUIDE_PROCESSES` wants it to."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and os.environ.get("GUIDE_PROCESSES") != "1"


class Half:
    """The half of the pages that this process renders, as a plugin of MkDocs.

    Args:
        number: 0 in the first process, 1 in the second.
        other: the connection to the other process.
        lines: the warnings and errors that this process has reported so far.
    """

    def __init__(self, number: int, other: Connection, lines: list[str]) -> None:
        self.number, self.other, self.lines = number, other, lines
        self.order: dict[str, int] = {}

    @event_priority(-1000)
    def on_nav(self, nav: object, config: MkDocsConfig, files: Files) -> None:
        """Deal out the pages, the longest first, each to the process that has less to do."""
        loads = [0, 0]
        for file in sorted(files.documentation_pages(), key=lambda file: (-length(file), file.src_uri)):
            owner = loads.index(min(loads))
            loads[owner] += length(file)
            file.is_modified = functools.partial(bool, owner == self.number)
        for file in files:
            if not file.is_documentation_page():
                file.is_modified = functools.partial(bool, self.number == 0)
        self.order = {file.url: place for place, file in enumerate(files.documentation_pages())}

    @event_priority(1000)
    def on_env(self, env: object, config: MkDocsConfig, files: Files) -> None:
        """Bring the anchors and links of all pages together in the first process, which checks them."""
        links = config.plugins["hooks/links.py"]
        if self.number == 1:
            self.other.send((links.ids, links.links))
            links.links.clear()
        else:
            for known, sent in zip((links.ids, links.links), self.receive(), strict=True):
                known.update(sent)

    @event_priority(1000)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Bring search sections and warnings together in the first process; end the second."""
        index = config.plugins["material/search"].search_index
        if self.number == 1:
            self.other.send((index.entries, self.lines))
            os._exit(0)
        entries, lines = self.receive()
        index.entries = sorted(index.entries + entries, key=lambda entry: self.order[page_url(entry["location"])])
        for line in lines:
            if line not in self.lines:
                log.warning("%s", line)

    def receive(self) -> tuple:
        """Return what the second process sends.

        Raises:
            Abort: it has failed; what it reported is logged.
        """
        try:
            message = self.other.recv()
        except EOFError:
            raise Abort("the second process ended early") from None
        if isinstance(message, list):
            for line in message:
                log.error("%s", line)
            raise Abort("the second process failed")
        return message


def page_url(location: str) -> str:
    """Return the page of a search entry's location, as MkDocs names it."""
    return location.split("#")[0] or "./"


def length(file: File) -> int:
    """Return the size of a page's source; of a notebook a tenth, since most of it is outputs."""
    size = Path(file.abs_src_path).stat().st_size
    return size // 10 if file.src_uri.endswith(".ipynb") else size


@contextlib.contextmanager
def second_process(config: MkDocsConfig, lines: list[str]) -> Iterator[int]:
    """Fork, and make each process build its half; yields 0 in the first process and 1 in the second.

    The second process never leaves this block: it ends at the end of its build, or when it fails.
    """
    first, second = Pipe()
    child = os.fork()
    number = 1 if child == 0 else 0
    (first if number else second).close()
    config.plugins["half"] = Half(number, second if number else first, lines)
    try:
        yield number
    except BaseException as problem:
        if number == 0:
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            raise
        if os.environ.get("GUIDE_TRACEBACK"):
            traceback.print_exc()
        second.send(lines if isinstance(problem, Abort) else [unexpected(problem, lines)])
        os._exit(1)
    finally:
        if number == 0:
            os.waitpid(child, 0)
