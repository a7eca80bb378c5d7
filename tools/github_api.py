"""GitHub's REST API, with the standard library alone: a job that has rights installs nothing."""

import json
import os
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

TIMEOUT = 60
"""Seconds for an answer."""
MOST_PAGES = 20
"""Pages of 100 entries that a list is read to."""
BOT = "github-actions[bot]"
"""The user as which a workflow's token writes."""


@dataclass(frozen=True)
class GitHub:
    """A repository on GitHub.

    Args:
        repository: owner and name, ``owner/name``.
        token: what proves the job's rights.
        api: the address of the API, without a slash at the end.
    """

    repository: str
    token: str
    api: str = "https://api.github.com"

    @classmethod
    def from_environment(cls) -> "GitHub":
        """Return the repository that this workflow runs in.

        Raises:
            SystemExit: this is no workflow's job, or it was given no token.
        """
        repository, token = os.environ.get("GITHUB_REPOSITORY", ""), os.environ.get("GITHUB_TOKEN", "")
        if not re.fullmatch(r"[\w.-]+/[\w.-]+", repository) or not token:
            raise SystemExit("GITHUB_REPOSITORY or GITHUB_TOKEN is missing. Run this in a workflow that sets them.")
        return cls(repository, token, os.environ.get("GITHUB_API_URL", cls.api))

    def call(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        """Return what the API answers below ``repos/owner/name/``.

        Raises:
            SystemExit: it refuses.
        """
        return json.loads(self._open(method, path, data).read() or "null")

    def entries(self, path: str, key: str | None = None) -> Iterator[dict[str, Any]]:
        """Yield the entries of a list, page by page; ``key`` is where an answer has them if it is not itself one."""
        for number in range(1, MOST_PAGES + 1):
            answer = self.call("GET", f"{path}{'&' if '?' in path else '?'}per_page=100&page={number}")
            entries = answer[key] if key else answer
            yield from entries
            if len(entries) < 100:
                return

    def download(self, path: str, most: int) -> bytes:
        """Return a file of at most ``most`` bytes.

        Raises:
            SystemExit: it is larger.
        """
        content = self._open("GET", path).read(most + 1)
        if len(content) > most:
            raise SystemExit(f"{path} has more than {most} bytes. It is not read.")
        return content

    def _open(self, method: str, path: str, data: dict[str, Any] | None = None) -> Any:
        body = None if data is None else json.dumps(data).encode()
        request = urllib.request.Request(f"{self.api}/repos/{self.repository}/{path}", data=body, method=method)
        request.add_header("Accept", "application/vnd.github+json")
        request.add_header("X-GitHub-Api-Version", "2022-11-28")
        # A redirect leads to a store of files, which must not see the token.
        request.add_unredirected_header("Authorization", f"Bearer {self.token}")
        try:
            return urllib.request.urlopen(request, timeout=TIMEOUT)
        except (urllib.error.URLError, TimeoutError) as error:
            raise SystemExit(
                f"GitHub does not do {method} {path} ({error}). Give the job the right that it lacks, or run it again."
            ) from None
