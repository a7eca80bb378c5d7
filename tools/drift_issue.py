"""Keeps one issue about what the weekly run found: opens it, writes it anew, and closes it when nothing is left.

What a job found, its annotations say (see annotate.py), which GitHub keeps with the job.
"""

import os
from dataclasses import dataclass

from tools.github_api import BOT, GitHub

TITLE = "The weekly run found something out of date"
LONGEST = 300
"""Characters of a message."""


@dataclass(frozen=True)
class Finding:
    """A job that did not pass: its name, its address, and a line for each fault that it marked."""

    job: str
    address: str
    faults: list[str]


def findings(github: GitHub, run: str) -> list[Finding]:
    """Return what each failed job of a run found."""
    found = []
    for job in github.entries(f"actions/runs/{run}/jobs", "jobs"):
        if job["conclusion"] in ("failure", "timed_out", "cancelled"):
            marks = github.entries(f"check-runs/{job['id']}/annotations")
            faults = [
                f"{mark['path']}:{mark['start_line']}: {mark['message']}"
                for mark in marks
                # GitHub itself marks the exit code, in a file of this name.
                if mark["annotation_level"] == "failure" and mark["path"] != ".github"
            ]
            found.append(Finding(job["name"], job["html_url"], faults))
    return found


def text(found: list[Finding], run: str) -> str:
    """Return the issue: a heading for each job, and its faults as code, in which nothing is a link or a mention."""
    lines = [f"Found by [this run]({run}). The issue is written anew each week, and closed when nothing is left."]
    for finding in found:
        lines += ["", f"### [{finding.job}]({finding.address})", ""]
        for fault in finding.faults:
            lines.append(f"- `{' '.join(fault.replace('`', chr(39)).split())[:LONGEST]}`")
        if not finding.faults:
            lines.append("- It failed without naming a line: its log says why.")
    return "\n".join(lines)


def write(github: GitHub, found: list[Finding], run: str) -> str:
    """Open, rewrite or close the issue, and return what was done."""
    entries = github.entries("issues?state=open&creator=" + BOT.replace("[", "%5B").replace("]", "%5D"))
    ours = next((entry["number"] for entry in entries if entry["title"] == TITLE), None)
    if not found:
        if ours is not None:
            github.call("PATCH", f"issues/{ours}", {"state": "closed", "state_reason": "completed"})
        return f"Nothing is out of date{f': issue {ours} is closed' if ours is not None else ''}."
    data = {"title": TITLE, "body": text(found, run)}
    if ours is None:
        ours = github.call("POST", "issues", data)["number"]
    else:
        github.call("PATCH", f"issues/{ours}", data)
    return f"Issue {ours} says what {len(found)} jobs found."


def main() -> None:
    """Write the issue of the run that this is a job of."""
    github, run = GitHub.from_environment(), os.environ["GITHUB_RUN_ID"]
    address = f"{os.environ.get('GITHUB_SERVER_URL', 'https://github.com')}/{github.repository}/actions/runs/{run}"
    print(write(github, findings(github, run), address))


if __name__ == "__main__":
    main()
