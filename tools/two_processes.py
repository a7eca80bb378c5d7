"""Renders half of the pages in a second process.

A page takes some forty milliseconds, nearly all of them in Python-Markdown, the theme's templates and the search
plugin, one page after another. MkDocs can skip pages that have not changed (its `--dirty`); here each of two
processes takes the other's pages for unchanged. They tell each other their anchors, for the check of links, and
the second hands over its sections of the search index and its warnings. The site is the same, byte for byte.
"""

import contextlib
import functools
import gc
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
from mkdocs.structure.pages import Page

from tools.mkdocs_messages import unexpected

log = logging.getLogger("mkdocs.second_process")


def can_share() -> bool:
    """Return whether this machine can, and the reader of `GUIDE_PROCESSES` wants it to."""
    return hasattr(os, "fork") and (os.cpu_count() or 1) > 1 and os.environ.get("GUIDE_PROCESSES") != "1"


class Half:
    """The half of the pages that a process renders, as a plugin of MkDocs.

    Args:
        lines: the warnings and errors that have been reported so far.
    """

    def __init__(self, lines: list[str]) -> None:
        self.lines = lines
        self.child: int | None = None
        self.other: Connection
        self.order: dict[str, int] = {}

    @property
    def is_second(self) -> bool:
        """Whether this is the second process."""
        return self.child == 0

    @event_priority(-1000)
    def on_nav(self, nav: object, config: MkDocsConfig, files: Files) -> None:
        """Fork, now that all files are known, and deal out the pages: the longest first, each to who has less to do."""
        first, second = Pipe()
        gc.freeze()  # so that the collector does not touch, and thereby copy, what the two share
        self.child = os.fork()
        self.other, unused = (second, first) if self.is_second else (first, second)
        unused.close()
        loads = [0, 0]
        for file in sorted(files.documentation_pages(), key=lambda file: (-length(file), file.src_uri)):
            owner = loads.index(min(loads))
            loads[owner] += length(file)
            file.is_modified = functools.partial(bool, owner == self.is_second)
        for file in files:
            if not file.is_documentation_page():
                file.is_modified = functools.partial(bool, not self.is_second)
        self.order = {file.url: place for place, file in enumerate(files.documentation_pages())}

    @event_priority(1000)
    def on_env(self, env: object, config: MkDocsConfig, files: Files) -> None:
        """Tell each process the anchors of the other's pages; each then checks the links of its own."""
        anchors = config.plugins["hooks/links.py"].ids
        own = dict(anchors)
        if self.is_second:
            self.other.send(own)
        anchors.update(self.receive())
        if not self.is_second:
            self.other.send(own)

    @event_priority(-1000)
    def on_page_content(self, content: str, page: Page, config: MkDocsConfig, files: Files) -> str:
        """Let go of a page's Markdown once it is HTML."""
        page.markdown = ""
        return content

    @event_priority(-1000)
    def on_post_page(self, output: str, page: Page, config: MkDocsConfig) -> str:
        """Let go of a page's HTML when its file is about to be written."""
        page.content = ""
        return output

    @event_priority(1000)
    def on_post_build(self, config: MkDocsConfig) -> None:
        """Bring search sections and warnings together in the first process; end the second."""
        entries = config.plugins["material/search"].search_index.entries
        if self.is_second:
            while entries:  # one by one, so that at no time both processes hold them all
                self.other.send(entries.pop())
            self.other.send(tuple(self.lines))
            os._exit(0)
        own = len(entries)
        while isinstance(message := self.receive(), dict):
            entries.append(message)
        entries[own:] = reversed(entries[own:])
        entries.sort(key=lambda entry: self.order[page_url(entry["location"])])
        for line in message:
            if line not in self.lines:
                log.warning("%s", line)

    def receive(self) -> dict | tuple:
        """Return what the other process sends.

        Raises:
            Abort: it has failed; what it reported is logged.
        """
        try:
            message = self.other.recv()
        except EOFError:
            raise Abort("the other process ended early") from None
        if isinstance(message, list):
            for line in message:
                log.error("%s", line)
            raise Abort("the other process failed")
        return message


def page_url(location: str) -> str:
    """Return the page of a search entry's location, as MkDocs names it."""
    return location.split("#")[0] or "./"


def length(file: File) -> int:
    """Return the size of a page's source; of a notebook a tenth, since most of it is outputs."""
    size = Path(file.abs_src_path).stat().st_size
    return size // 10 if file.src_uri.endswith(".ipynb") else size


@contextlib.contextmanager
def second_process(config: MkDocsConfig, lines: list[str]) -> Iterator[None]:
    """Let a second process take half of the pages of the build that runs in this block.

    The second process never leaves the block: it ends at the end of its build, or when it fails.
    """
    config.plugins["half"] = half = Half(lines)
    try:
        yield
    except BaseException as problem:
        if half.is_second:
            if os.environ.get("GUIDE_TRACEBACK"):
                traceback.print_exc()
            with contextlib.suppress(BrokenPipeError):
                half.other.send(lines if isinstance(problem, Abort) else [unexpected(problem, lines)])
            os._exit(1)
        if half.child:
            with contextlib.suppress(ProcessLookupError):
                os.kill(half.child, signal.SIGKILL)
        raise
    finally:
        if half.child:
            os.waitpid(half.child, 0)
