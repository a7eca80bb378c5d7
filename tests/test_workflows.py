"""The workflows are sound by three linters, reach no secret from a fork, and run what a contributor can run."""

import json
import os
import re
import shlex
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

import pytest
import yaml

from tools.notebook_file import notebook_paths
from tools.problem import ROOT

FILES = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
LINTERS = {
    "zizmor": ["zizmor", "--offline", "--quiet", "--no-progress", "--persona", "pedantic", "--format", "plain"],
    "schema": [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-workflows"],
    "yamllint": [sys.executable, "-m", "yamllint", "--strict", "--format", "parsable", "-c", str(ROOT / ".yamllint")],
}
NOT_LOCAL = (
    "python3 -m tools.preview_comment",
    "python3 -m tools.drift_issue",
    "git diff --quiet",
    "gh workflow run",
    "test ",
)
"""What needs GitHub: its API, of which test_github_tools.py plays the part, and results of other jobs."""
GOOD = FILES[0].parent / "check.yml"
PINNED = re.compile(r"^[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def lint(linter: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Run one of LINTERS over files."""
    command = LINTERS[linter]
    program = [str(Path(sys.executable).with_name(command[0]))] if linter == "zizmor" else command[:1]
    return subprocess.run([*program, *command[1:], *paths], capture_output=True, text=True, check=False)


def jobs() -> list[tuple[str, str, dict, dict]]:
    """Return file, name and content of each job, with the whole workflow."""
    found = []
    for path in FILES:
        workflow = yaml.safe_load(path.read_text(encoding="utf-8"))
        found += [(path.name, name, job, workflow) for name, job in workflow["jobs"].items()]
    return found


def triggers(workflow: dict) -> set[str]:
    """Return the events that start a workflow; YAML reads the key `on` as true."""
    return set(workflow[True])


def faults(text: str) -> list[str]:
    """Return what lets a fork reach rights in a workflow of that text."""
    workflow = yaml.safe_load(text)
    found = []
    if "pull_request_target" in triggers(workflow):
        found.append("pull_request_target runs with rights on a fork's pull request")
    if "secrets." in text or "secrets:" in text:
        found.append("a secret is used")
    if workflow.get("permissions") != {}:
        found.append("jobs have rights that they do not ask for")
    if "pull_request" in triggers(workflow):
        rights = [job.get("permissions", {}) for job in workflow["jobs"].values()]
        found += ["a job of a pull request may write" for right in rights if "write" in str(right)]
    if "workflow_run" in triggers(workflow):
        steps = [step for job in workflow["jobs"].values() for step in job["steps"]]
        found += ["workflow_run fetches an artifact" for step in steps if "download-artifact" in step.get("uses", "")]
        refs = [step.get("with", {}).get("ref") for step in steps if "checkout" in step.get("uses", "")]
        found += [
            f"workflow_run checks out {ref}" for ref in refs if ref != "${{ github.event.repository.default_branch }}"
        ]
    return found


@pytest.mark.parametrize("linter", LINTERS)
def test_linters_accept_the_workflows(linter: str) -> None:
    everything = [*FILES, ROOT / ".github", ROOT / "docs" / "sources.yml", ROOT / "mkdocs.yml"]
    result = lint(linter, *(everything if linter == "yamllint" else FILES))
    assert result.returncode == 0, f"{result.stdout}{result.stderr}\nMend the lines above."


@pytest.mark.parametrize(
    ("linter", "good", "bad", "said"),
    [
        ("zizmor", "run: make build", "run: echo ${{ github.head_ref }}", "template-injection"),
        ("zizmor", "persist-credentials: false", "clean: true", "artipacked"),
        ("zizmor", "permissions: {}", "permissions: write-all", "excessive-permissions"),
        ("schema", "timeout-minutes: 20", "time-out: 20", "time-out"),
        ("schema", "runs-on: ubuntu-24.04", "runs-on: 24", "runs-on"),
        ("yamllint", "permissions: {}", "permissions: {}\npermissions: {}", "duplication"),
        ("yamllint", "name: Check", "name:   Check", "too many spaces"),
    ],
)
def test_linters_refuse(tmp_path: Path, linter: str, good: str, bad: str, said: str) -> None:
    text = GOOD.read_text(encoding="utf-8")
    assert good in text
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "bad.yml").write_text(text.replace(good, bad, 1), encoding="utf-8")
    result = lint(linter, folder / "bad.yml")
    assert result.returncode
    assert said in result.stdout + result.stderr


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_no_fork_reaches_rights(path: Path) -> None:
    assert not faults(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("name", "good", "bad", "said"),
    [
        ("check.yml", "  pull_request:\n", "  pull_request_target:\n", "pull_request_target"),
        ("check.yml", "run: make build", "run: make build TOKEN=${{ secrets.TOKEN }}", "a secret"),
        ("check.yml", "permissions: {}", "permissions: read-all", "do not ask for"),
        ("check.yml", "contents: read", "contents: write", "may write"),
        ("preview.yml", "event.repository.default_branch", "event.workflow_run.head_sha", "checks out"),
    ],
)
def test_what_lets_a_fork_reach_rights_is_seen(name: str, good: str, bad: str, said: str) -> None:
    text = (GOOD.parent / name).read_text(encoding="utf-8")
    assert said in " ".join(faults(text.replace(good, bad, 1)))


def test_actions_are_pinned_by_hash_with_their_version() -> None:
    for path in FILES:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            used = line.partition("uses: ")[2]
            assert not used or used.startswith("$/") or PINNED.match(used), f"{path}:{number}: pin {used} by its hash"


def commands() -> set[str]:
    """Return what the workflows run by make; each other step must be one of NOT_LOCAL."""
    found: set[str] = set()
    for file, name, job, _ in jobs():
        targets = job.get("strategy", {}).get("matrix", {}).get("target", [])
        for step in job.get("steps", []):
            run = step.get("run", "").strip()
            if run == "make annotated":  # the matrix says of what
                found.update(f"{run} TARGET={target}" for target in targets)
            elif run.startswith("make "):
                found.add(run)
            else:
                local = f"{file}: {name}: make it a target: {run}"
                assert not run or any(part in run for part in NOT_LOCAL), local
    return found


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make at the root, as a step does: without what the make that runs this test sets, or GitHub."""
    own = ("MAKE", "MFLAGS", "GITHUB", "TARGET", "FOLDER", "ALL", "NB")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(own)}
    command = ["make", "--no-print-directory", *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_each_step_is_a_target_of_make_whose_programs_exist() -> None:
    for command in sorted(commands()):
        arguments = shlex.split(command.replace("annotated TARGET=", ""))[1:]
        result = make("--dry-run", *arguments)
        assert result.returncode == 0, f"`{command}`, which a workflow runs: {result.stderr}"
        programs = set(re.findall(r" -m (tools\.\w+)", result.stdout))
        assert programs or "pytest" in result.stdout, f"`{command}` runs nothing of ours:\n{result.stdout}"
        lost = [program for program in programs if not find_spec(program)]
        assert not lost, f"`{command}` runs {lost}, which do not exist"
        for setting in (argument for argument in arguments if "=" in argument):
            bare = make("--dry-run", *(argument for argument in arguments if argument != setting))
            assert bare.stdout != result.stdout, f"`{command}`: the Makefile takes no notice of {setting}"


def test_steps_that_need_no_network_run() -> None:
    """The others are run by `make test` itself, or in part: test_preview.py, test_offline.py, test_run_notebooks.py."""
    listed = make("list-notebooks")
    assert listed.returncode == 0, listed.stderr
    assert len(json.loads(listed.stdout)) == len(notebook_paths())
    stale = make("annotated", "TARGET=stale")
    assert re.search(r"^\d+ sources past their review$", stale.stdout, re.M), stale.stdout + stale.stderr


def test_every_job_is_bounded_and_the_gate_waits_for_all() -> None:
    for file, name, job, workflow in jobs():
        assert "uses" in job or job.get("timeout-minutes"), f"{file}: {name}: give it timeout-minutes"
        assert workflow.get("concurrency"), f"{file}: give it a concurrency group"
    gate = {name: job for file, name, job, _ in jobs() if file == "check.yml"}
    assert set(gate["all"]["needs"]) == set(gate) - {"all"}
