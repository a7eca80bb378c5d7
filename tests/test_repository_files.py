"""Forms, notices and settings that GitHub, git and editors read: they parse, and what they name exists."""

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from git import git

from tools.problem import ROOT

FORMS = sorted(path for path in (ROOT / ".github" / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
SCHEMAS = {
    "vendor.github-issue-forms": FORMS,
    "vendor.github-issue-config": [ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml"],
    "vendor.dependabot": [ROOT / ".github" / "dependabot.yml"],
    "vendor.citation-file-format": [ROOT / "CITATION.cff"],
}
BAD = {
    "vendor.github-issue-forms": ("type: textarea", "type: question"),
    "vendor.github-issue-config": ("url:", "address:"),
    "vendor.dependabot": ("interval: weekly", "interval: often"),
    "vendor.citation-file-format": ("cff-version: 1.2.0\n", ""),
}
NOTICES = ("SECURITY.md", "CODE_OF_CONDUCT.md", ".github/pull_request_template.md")
LINK = re.compile(r"\]\((?!https://|#)([^)]+)\)")
PATH = re.compile(r"`([\w./-]+/[\w.-]*|[\w-]+\.(?:yml|md|in|txt))`")
PRIVATE_REPORT = "../../security/advisories/new"  # as seen from a file that GitHub shows


def validate(schema: str, *paths: Path) -> subprocess.CompletedProcess[str]:
    """Compare files with one of check-jsonschema's own schemas."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, "--force-filetype", "yaml"]
    return subprocess.run([*command, *paths], capture_output=True, text=True, check=False)


def repository() -> str:
    """Return the address that mkdocs.yml has for the repository where nobody sets another."""
    return re.search(r"^repo_url: !ENV \[REPO_URL, \"([^\"]+)\"\]", (ROOT / "mkdocs.yml").read_text(), re.M)[1]


@pytest.mark.parametrize("schema", SCHEMAS)
def test_files_fit_their_schema(schema: str) -> None:
    result = validate(schema, *SCHEMAS[schema])
    assert result.returncode == 0, f"{result.stdout}\nMend the keys that are named above."


@pytest.mark.parametrize("schema", BAD)
def test_schemas_refuse(tmp_path: Path, schema: str) -> None:
    source, (good, bad) = SCHEMAS[schema][0], BAD[schema]
    text = source.read_text(encoding="utf-8")
    assert good in text
    (tmp_path / source.name).write_text(text.replace(good, bad, 1), encoding="utf-8")
    assert validate(schema, tmp_path / source.name).returncode


def test_there_is_a_form_for_each_kind_of_issue() -> None:
    assert {path.stem for path in FORMS} == {"wrong-fact", "stale-version", "unclear-passage", "new-comparison"}


def test_addresses_of_the_repository_are_one() -> None:
    config = yaml.safe_load((ROOT / ".github" / "ISSUE_TEMPLATE" / "config.yml").read_text(encoding="utf-8"))
    assert config["contact_links"][0]["url"] == f"{repository()}/security/advisories/new"
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["repository-code"] == repository()
    assert citation["url"] in (ROOT / "mkdocs.yml").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", NOTICES)
def test_what_notices_name_exists(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    for target in LINK.findall(text):
        assert target == PRIVATE_REPORT or (ROOT / name).parent.joinpath(target).exists(), f"{name} links to {target}"
    for target in PATH.findall(text):
        assert (ROOT / target).exists(), f"{name} names {target}"


def test_codeowners_names_what_exists() -> None:
    for line in (ROOT / ".github" / "CODEOWNERS").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            path, *owners = line.split()
            assert path == "*" or (ROOT / path.lstrip("/")).exists(), f"CODEOWNERS names {path}"
            assert owners
            assert all(owner.startswith("@") for owner in owners)


def test_dependabot_waits_and_looks_where_packages_are_pinned() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text(encoding="utf-8"))["updates"]
    for update in updates:
        assert update["cooldown"]["default-days"] >= 7
        for folder in (
            update.get("directories", [update.get("directory")]) if update["package-ecosystem"] == "pip" else []
        ):
            assert (ROOT / folder.lstrip("/") / "requirements.in").is_file(), f"dependabot.yml names {folder}"


def test_the_dev_container_serves_the_guide() -> None:
    container = json.loads((ROOT / ".devcontainer" / "devcontainer.json").read_text(encoding="utf-8"))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert re.fullmatch(r"[\w./-]+/python:3\.\d+-\w+", container["image"])
    assert container["forwardPorts"] == [int(re.search(r"^ADDRESS \?= .*:(\d+)$", makefile, re.M)[1])]
    for target in re.findall(r"make ([a-z-]+)", container["postCreateCommand"]):
        assert re.search(rf"^{target}:", makefile, re.M), f"the Makefile has no {target}"


def test_editorconfig_and_git_agree_on_line_ends() -> None:
    assert "end_of_line = lf" in (ROOT / ".editorconfig").read_text(encoding="utf-8")
    listed = git(ROOT, "ls-files", "--eol") if (ROOT / ".git").exists() else ""
    assert not [line for line in listed.splitlines() if "i/crlf" in line or "i/mixed" in line]


def two_notebooks(folder: Path) -> list[Path]:
    """Make a repository in ``folder`` with two of our notebooks and our attributes."""
    git(folder, "init", "--quiet", "--initial-branch", "main")
    shutil.copyfile(ROOT / ".gitattributes", folder / ".gitattributes")
    paths = []
    for name in ("tf-function", "litert"):
        paths.append(folder / f"{name}.ipynb")
        shutil.copyfile(ROOT / "notebooks" / f"{name}.ipynb", paths[-1])
    git(folder, "add", ".")
    git(folder, "commit", "--quiet", "--message", "Start")
    return paths


def change(path: Path, text: str) -> None:
    """Change a notebook's first cell, the counter of its first run cell, and its stamp, as running it does."""
    notebook = json.loads(path.read_text(encoding="utf-8"))
    notebook["cells"][0]["source"] = [text]
    next(cell for cell in notebook["cells"] if cell["cell_type"] == "code")["execution_count"] = 99
    notebook["metadata"]["guide"]["stamp"]["date"] = "2027-01-01"
    path.write_text(json.dumps(notebook, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def test_two_people_changing_two_notebooks_do_not_collide(tmp_path: Path) -> None:
    first, second = two_notebooks(tmp_path)
    for branch, path in (("one", first), ("two", second)):
        git(tmp_path, "switch", "--quiet", "--create", branch, "main")
        change(path, f"# Changed on {branch}")
        git(tmp_path, "commit", "--quiet", "--all", "--message", branch)
    git(tmp_path, "merge", "--quiet", "--no-edit", "one")
    assert "Changed on one" in first.read_text(encoding="utf-8")
    assert "Changed on two" in second.read_text(encoding="utf-8")


def test_a_diff_of_a_notebook_shows_what_a_reader_sees(tmp_path: Path) -> None:
    path, _ = two_notebooks(tmp_path)
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    driver = re.search(r'git config diff\.notebook\.textconv "(.+)"', makefile)[1]
    git(
        tmp_path,
        "config",
        "diff.notebook.textconv",
        f"PYTHONPATH={ROOT} {driver.replace('.venv/bin/python', sys.executable)}",
    )
    change(path, "# Changed")
    assert "stamp" in git(tmp_path, "diff", "--no-textconv")
    changed = [line for line in git(tmp_path, "diff").splitlines() if re.match(r"[+-](?![+-])", line)]
    assert "+# Changed" in changed
    assert not [line for line in changed if "execution_count" in line or "2027" in line]
