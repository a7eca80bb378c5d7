"""What must hold of the built files."""

import gzip
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tools.benchmark_build import copy_guide
from tools.notebook_file import notebook_paths
from tools.problem import ROOT, relative


def html_pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_a_notebook_page_is_light(site: Path) -> None:
    for path in sorted((site / "notebooks").rglob("index.html")):
        text = re.sub(rb"data:image/[^\"']+", b"", path.read_bytes())
        assert len(text) <= 160_000, f"{path.relative_to(site)}: {len(text)} bytes of HTML, more than 160 kB"
        packed = len(gzip.compress(text))
        assert packed <= 30_000, f"{path.relative_to(site)}: {packed} bytes of gzipped HTML, more than 30 kB"


def test_names_of_packages_above_a_notebook_have_no_tooltips(site: Path) -> None:
    for path in sorted((site / "notebooks").rglob("index.html")):
        for header in re.findall(r'<div class="nb-header".*?</details>', path.read_text(encoding="utf-8"), re.S):
            found = re.findall(r"<abbr[^>]*>([^<]*)", header)
            assert not found, f"{path.relative_to(site)}: {found} are packages there; see PIECE in hooks/glossary.py"


class Outline(HTMLParser):
    """Collects headings, ids, and pictures without a text."""

    def __init__(self) -> None:
        super().__init__()
        self.headings: list[int] = []
        self.ids: list[str] = []
        self.silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        if re.fullmatch("h[1-6]", tag):
            self.headings.append(int(tag[1]))
        if "id" in values:
            self.ids.append(values["id"])
        if tag == "img" and not values.get("alt"):
            self.silent.append(values.get("src", "?"))


def test_pages_have_one_title_ordered_headings_unique_ids_and_described_pictures(site: Path) -> None:
    for path in html_pages(site):
        name, outline = path.relative_to(site), Outline()
        outline.feed(path.read_text(encoding="utf-8"))
        assert outline.headings.count(1) == 1, f"{name}: {outline.headings.count(1)} headings of level 1"
        for before, after in zip(outline.headings, outline.headings[1:], strict=False):
            assert after <= before + 1, f"{name}: a heading of level {after} follows one of level {before}"
        double = {name for name in outline.ids if outline.ids.count(name) > 1}
        assert not double, f"{name}: ids given twice: {sorted(double)}"
        assert not outline.silent, f"{name}: pictures without a text: {outline.silent}"


def test_notebook_pages_offer_download_colab_and_the_true_place_to_edit(site: Path) -> None:
    for path in notebook_paths():
        name = relative(path)
        folder = site / Path(name).with_suffix("")
        page = (folder / "index.html").read_text(encoding="utf-8")
        assert (folder / path.name).read_bytes() == path.read_bytes(), f"{name}: not offered"
        assert f'href="{path.name}" download' in page, f"{name}: no link to download it"
        assert f"/blob/main/{name}" in page, f"{name}: no link to Colab"
        assert f"/edit/main/{name}" in page, f"{name}: the edit link does not lead to the file"


def test_no_template_or_source_map_is_published(site: Path) -> None:
    stray = [p.relative_to(site) for p in site.rglob("*") if p.suffix in (".j2", ".map", ".yml", ".part")]
    assert not stray, f"files that no reader needs: {stray}"


def test_the_same_commit_builds_to_the_same_bytes(site: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    command = [sys.executable, "-m", "tools.build_site", "--site", str(again)]
    build = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert build.returncode == 0, build.stderr
    files = sorted(p.relative_to(site) for p in site.rglob("*") if p.is_file())
    assert files == sorted(p.relative_to(again) for p in again.rglob("*") if p.is_file())
    different = [str(name) for name in files if (site / name).read_bytes() != (again / name).read_bytes()]
    assert not different, f"files that differ between two builds: {different}"


def test_one_process_builds_the_same_as_two(guide, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (guide.root / "docs").rglob("*.md"):
        path.write_text(path.read_text().replace("reviewed:", f"description: All of {path.stem}.\nreviewed:", 1))
    contents = []
    for processes in ("1", "2"):
        monkeypatch.setenv("GUIDE_PROCESSES", processes)
        build = guide.build()
        assert build.returncode == 0, build.stderr
        contents.append({p: p.read_bytes() for p in (guide.root / "site").rglob("*") if p.is_file()})
    assert contents[0].keys() == contents[1].keys()
    different = [str(path) for path in contents[0] if contents[0][path] != contents[1][path]]
    assert not different, f"files that differ: {different}"


@pytest.mark.machinery
@pytest.mark.parametrize("ours", [True, False], ids=["ours", "peer"])
def test_the_benchmark_s_copies_build(tmp_path: Path, ours: bool) -> None:
    """Two of ours; one for the peer, which takes the same files and far more time."""
    copy_guide(tmp_path, times=2 if ours else 1, ours=ours)
    module = ["tools.build_site"] if ours else ["mkdocs", "build", "--quiet"]
    build = subprocess.run([sys.executable, "-m", *module], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert build.returncode == 0, f"make benchmark would fail:\n{build.stderr[-2000:]}"


@pytest.mark.parametrize("name", ["REPO_URL", "SITE_URL"])
def test_a_fork_s_links_are_its_own(guide, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setenv(name, "https://github.com/somebody/fork/")
    build = guide.build()
    assert build.returncode == 0, build.stderr
    pages = [(guide.root / "site" / page).read_text() for page in ("index.html", "notebooks/run/index.html")]
    for page in pages:
        assert "https://github.com/somebody/fork/" in page
    if name == "REPO_URL":
        assert "https://github.com/somebody/fork/edit/main/notebooks/run.ipynb" in pages[1]
        assert "colab.research.google.com/github/somebody/fork/blob/main/notebooks/run.ipynb" in pages[1]
