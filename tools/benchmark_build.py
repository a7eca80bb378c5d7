"""Compares building this site with building the same sources by mkdocs-jupyter as it is shipped, in one run.

Prints ratios of wall time and of processor time, today's size and ten times as much, and the peak memory. The
peer has the same theme, features and Markdown extensions, but neither our hooks nor our templates.
"""

import argparse
import contextlib
import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import yaml

from tools.build_site import commit_time
from tools.notebook_file import notebook_paths
from tools.problem import ROOT

REPEATS = 3
GLOSSARY_LINK = re.compile(r"((?:reference/|\]\())glossary\.md(?:#[\w-]+)?")
DEMO = re.compile(r"^\[\[demo: .*\]\]$|\[(?P<text>[^\]]*)\]\(\.\./assets/demos/[^)]*\)", re.M)
LINK = re.compile(r"(\]\(<?)((?:\.\./)+)(notebooks|docs)/")
GLOSSARY = "reference/glossary.md"  # one for all copies, since its terms are


class Loader(yaml.SafeLoader):
    """Reads mkdocs.yml, with `!ENV` answered by its default."""


class Dumper(yaml.SafeDumper):
    """Writes mkdocs.yml."""


Loader.add_constructor("!ENV", lambda loader, node: loader.construct_sequence(node)[-1])


def as_it_is(text: str, uri: str) -> str:
    """Return a page's Markdown as it stands in the repository."""
    return text


def copy_guide(folder: Path, times: int, ours: bool, prepare: Callable[[str, str], str] = as_it_is) -> Path:
    """Write the guide ``times`` over into ``folder`` and return its configuration file.

    The first copy is the guide itself; each further one lies in a folder of its own within docs/ and notebooks/,
    with its links adapted. For the peer, notebooks/ lies in docs/, where mkdocs-jupyter expects it. ``prepare`` takes
    the Markdown of a page and its path below docs/, and returns what is written.
    """
    docs = folder / "docs"
    notebooks = folder / "notebooks" if ours else docs / "notebooks"
    shutil.copytree(ROOT / "docs", docs)
    shutil.copytree(ROOT / "notebooks", notebooks)
    for name in ("hooks", "overrides", "tools"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "CONTRIBUTING.md", folder)
    config = yaml.load((ROOT / "mkdocs.yml").read_text(encoding="utf-8"), Loader=Loader)
    nav = config["nav"]
    pages = {
        page.relative_to(ROOT / "docs"): page.read_text(encoding="utf-8") for page in (ROOT / "docs").rglob("*.md")
    }
    # Demos are left out: their scripts are built beforehand, and the peers have none.
    pages = {place: prepare(DEMO.sub(r"\g<text>", text), place.as_posix()) for place, text in pages.items()}
    for place, text in pages.items():
        write(docs / place, text)
    for number in range(1, times):
        name = f"copy{number}"
        for place, text in pages.items():
            if place.as_posix() != GLOSSARY:
                write(docs / name / place, moved(text, name))
        for page in notebook_paths():
            place = page.relative_to(ROOT / "notebooks").with_stem(f"{page.stem}-{name}")
            write(notebooks / name / place, moved(page.read_text(encoding="utf-8"), name))
            models = ROOT / "notebooks" / "models" / page.stem
            if models.is_dir():
                shutil.copytree(models, notebooks / "models" / f"{page.stem}-{name}")
        shutil.copytree(ROOT / "notebooks" / "data", notebooks / name / "data")
        config["nav"] = [*config["nav"], {f"Copy {number}": [moved_nav(item, name) for item in nav]}]
    if not ours:
        config["plugins"] = ["search", "mkdocs-jupyter"]
        config["exclude_docs"] += "*.txt\n*.in\n*.csv\n"
        config["validation"] = {}
        config["extra_css"] = []
        del config["hooks"], config["theme"]["custom_dir"]
    file = folder / "mkdocs.yml"
    file.write_text(yaml.dump(config, Dumper=Dumper, sort_keys=False), encoding="utf-8")
    return file


def write(path: Path, text: str) -> None:
    """Write a file, and its folder if need be."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def moved(text: str, name: str) -> str:
    """Return a page's text with its links as seen from one folder deeper, and with the copies' notebooks."""
    text = LINK.sub(rf"\1../\2\3/{name}/", text)
    for path in notebook_paths():
        text = text.replace(f"{path.stem}.ipynb", f"{path.stem}-{name}.ipynb")
        text = text.replace(f"[[{path.stem}.", f"[[{path.stem}-{name}.")
    return GLOSSARY_LINK.sub(r"\1phrase-book.md", text)


def moved_nav(item: object, name: str) -> object:
    """Return a part of the navigation with its pages as they stand in the copy ``name``."""
    match item:
        case dict():
            return {title: moved_nav(value, name) for title, value in item.items()}
        case list():
            return [moved_nav(value, name) for value in item if value != {"Glossary": "reference/glossary.md"}]
        case "reference/glossary.md":
            return item
        case _:
            place = str(item)
            if place.endswith(".ipynb"):
                return place.replace("notebooks/", f"notebooks/{name}/").replace(".ipynb", f"-{name}.ipynb")
            return f"{name}/{place}"


def measure(command: list[str], folder: Path, cold: bool = True) -> tuple[float, float, float]:
    """Return wall seconds, processor seconds and peak memory in MB of one build, all its processes together.

    Unless it is ``cold``, it may use what the build before it left.
    """
    if cold:
        shutil.rmtree(folder / "site", ignore_errors=True)
        shutil.rmtree(folder / ".cache", ignore_errors=True)
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1", "SOURCE_DATE_EPOCH": commit_time()}
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    process = subprocess.Popen(command, cwd=folder, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
    memory = 0.0
    while True:
        try:
            _, errors = process.communicate(timeout=0.05)
            break
        except subprocess.TimeoutExpired:
            memory = max(memory, memory_of(psutil.Process(process.pid)))
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} fails:\n{errors.decode()[-2000:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, memory


def memory_of(process: psutil.Process) -> float:
    """Return the memory in MB that a process and its children hold, what they share counted once."""
    total = 0.0
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in [process, *process.children(recursive=True)]:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                used = one.memory_full_info()
                total += getattr(used, "pss", used.uss)
    return total / 1e6


def compare(times: int, repeats: int) -> None:
    """Build both, ``repeats`` times in turn, and print the best of each and their ratios."""
    with tempfile.TemporaryDirectory() as scratch:
        ours, theirs = Path(scratch, "ours"), Path(scratch, "theirs")
        copy_guide(ours, times, ours=True)
        copy_guide(theirs, times, ours=False)
        commands = {
            ours: [sys.executable, "-m", "tools.build_site"],
            theirs: [sys.executable, "-m", "mkdocs", "build", "--quiet"],
        }
        runs = {folder: [] for folder in commands}
        for _ in range(repeats):
            for folder, command in commands.items():
                runs[folder].append(measure(command, folder))
        pages = len(list((ours / "site").rglob("*.html")))
        best = {
            folder: [f(values) for f, values in zip((min, min, max), zip(*rows, strict=True), strict=True)]
            for folder, rows in runs.items()
        }
        (wall, cpu, memory), (their_wall, their_cpu, their_memory) = best[ours], best[theirs]
    print(f"{times:2} x the guide, {pages} pages, best of {repeats}:")
    print(f"   wall time       {wall:6.2f} s against {their_wall:6.2f} s   ratio {wall / their_wall:.2f}")
    print(f"   processor time  {cpu:6.2f} s against {their_cpu:6.2f} s   ratio {cpu / their_cpu:.2f}")
    print(
        f"   peak memory     {memory:6.0f} MB against {their_memory:5.0f} MB; {1000 * wall / pages:.0f} ms a page",
        flush=True,
    )


def main() -> None:
    """Compare at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--repeats", type=int, default=REPEATS)
    options = parser.parse_args()
    for times in options.times:
        compare(times, options.repeats)


if __name__ == "__main__":
    main()
