"""Asks every external link of the guide whether it is still there: those of sources, pages, notebooks and notices.

A link is broken where its server says so (404, 410), or where there is no such server. A server that is busy, or that
refuses programs (401, 403, 429, 5xx), says nothing about the page: such links are printed, and are no fault.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.util.retry import Retry

from tools.markdown_text import prose_lines
from tools.notebook_file import notebook_paths
from tools.problem import ROOT, Problem, relative

LINK = re.compile(r"https?://[^\s<>\"'`)\\\]]+")
NOT_OURS = ("localhost", "127.0.0.1", "example.org", "example.com")
"""Hosts that text names as examples."""
HOSTS_AT_A_TIME = 16
PATIENCE = (10, 30)
"""Seconds to connect, and to answer."""
BACKOFF = 2
"""Seconds before a busy server is asked once more, doubled each time."""
GONE = (404, 410)


@dataclass(frozen=True)
class Answer:
    """What a server says of an address: ``broken`` if the page is not there, and in a few words why."""

    broken: bool
    words: str


def links_of(path: Path) -> Iterator[tuple[int, str]]:
    """Yield line and address of each external link in a file, code of Markdown files left out."""
    text = path.read_text(encoding="utf-8")
    lines = prose_lines(text) if path.suffix == ".md" else ((n, t, True) for n, t in enumerate(text.splitlines(), 1))
    for number, line, is_prose in lines:
        for match in LINK.finditer(line) if is_prose else ():
            yield number, urldefrag(match[0].rstrip(".,;:!?*_")).url


def all_links(root: Path = ROOT) -> dict[str, list[str]]:
    """Return the places, ``file:line``, at which each external link stands."""
    files = [*root.glob("*.md"), root / "docs" / "sources.yml", *sorted((root / "docs").rglob("*.md"))]
    files += notebook_paths(root / "notebooks")
    found: dict[str, list[str]] = defaultdict(list)
    for path in filter(Path.is_file, files):
        for number, address in links_of(path):
            if urlsplit(address).hostname not in NOT_OURS:
                found[address].append(f"{relative(path)}:{number}")
    return found


def ask(session: requests.Session, address: str) -> Answer:
    """Ask for ``address``, first for its head alone, which some servers refuse."""
    try:
        answer = session.head(address, timeout=PATIENCE, allow_redirects=True)
        if answer.status_code >= 400:
            with session.get(address, timeout=PATIENCE, stream=True) as answer:
                pass
    except (requests.Timeout, requests.exceptions.RetryError):
        return Answer(False, "does not answer in time")
    except requests.RequestException as error:
        return Answer(True, f"cannot be reached ({type(error).__name__})")
    if answer.status_code in GONE:
        return Answer(True, f"answers {answer.status_code}")
    return Answer(False, "" if answer.ok else f"answers {answer.status_code} to a program")


def session() -> requests.Session:
    """Return what asks, twice more where a server is busy."""
    asks = requests.Session()
    asks.headers["User-Agent"] = "Mozilla/5.0 (compatible; link check of a guide)"
    retry = Retry(total=2, backoff_factor=BACKOFF, status_forcelist=(429, 502, 503), raise_on_status=False)
    for scheme in ("http://", "https://"):
        asks.mount(scheme, HTTPAdapter(max_retries=retry))
    return asks


def ask_all(addresses: list[str]) -> dict[str, Answer]:
    """Return the answer for each address, asking several hosts at a time, and each for one page at a time."""
    hosts: dict[str, list[str]] = defaultdict(list)
    for address in addresses:
        hosts[urlsplit(address).netloc].append(address)

    def ask_host(host: list[str]) -> dict[str, Answer]:
        with session() as asks:
            return {address: ask(asks, address) for address in host}

    with ThreadPoolExecutor(HOSTS_AT_A_TIME) as workers:
        return {address: answer for part in workers.map(ask_host, hosts.values()) for address, answer in part.items()}


def main() -> None:
    """Print each link that is broken or could not be told, and fail if any is broken."""
    places = all_links()
    answers = ask_all(sorted(places))
    for address, answer in answers.items():
        if answer.words and not answer.broken:
            print(f"not told: {address} {answer.words}")
    mend = "Link to where it went, or to another source"
    broken = [
        str(Problem(place, f"{address} {answers[address].words}", mend))
        for address in sorted(answers)
        if answers[address].broken
        for place in places[address]
    ]
    print("\n".join(broken), end="\n" if broken else "")
    print(f"{len(answers)} links, {sum(answer.broken for answer in answers.values())} broken")
    raise SystemExit(bool(broken))


if __name__ == "__main__":
    main()
