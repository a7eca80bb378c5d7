"""Runs notebooks afresh in their locked environments and compares each, cell by cell, with what is committed.

Without a limit, all of them. With a limit of minutes, first those that the change touches, however long they take;
then others, in an order that changes with the commit, as long as the time lasts. What was left out is printed.
GUIDE_KEEP names a folder for the fresh runs.
"""

import argparse
import hashlib
import json
import os
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tools import made_files
from tools.change import git, start_of_change
from tools.notebook_environments import environment_of, prepare
from tools.notebook_file import digests, guide_metadata, read_notebook, write_notebook
from tools.notebook_outputs import differences
from tools.problem import Problem, relative
from tools.run_notebooks import OutOfTime, Run, chosen, is_current, run, seed_caches

WORKERS = 2
"""Notebooks at a time. Each uses one thread; ratios of timings have a range that bears a neighbour."""


def verify(path: Path) -> list[str]:
    """Return a line for each difference between the committed outputs of ``path`` and a fresh run."""
    try:
        if not is_current(path):
            mend = f"Run `make notebooks NB={path.stem}`"
            raise Problem(path, "its code, data or packages changed since it was run", mend)
        fresh = run_twice_if_it_stops(path)
    except Problem as problem:
        return [str(problem)]
    if os.environ.get("GUIDE_KEEP"):
        write_notebook(fresh.notebook, Path(os.environ["GUIDE_KEEP"], path.name))
    cells = differences(read_notebook(path), fresh.notebook)
    found = [(f"cell {cell}", old, new) for cell, old, new in cells]
    found += made_files.differences(path, fresh.made)
    return [f"{relative(path)}: {place} does not reproduce.\n  - {old}\n  + {new}" for place, old, new in found]


def run_twice_if_it_stops(path: Path, run: Callable[[Path], Run] = run) -> Run:
    """Return a fresh run of ``path``.

    A machine that pauses, or a process that never answers, says nothing of what a notebook computes: a run that was
    given up is made once more, and that is printed. The second counts.

    Raises:
        Problem: a cell failed, or took too long twice.
    """
    try:
        return run(path)
    except OutOfTime as problem:
        print(f"{problem}\n{relative(path)}: run once more", flush=True)
        return run(path)


def verify_in_time(path: Path, latest: float | None) -> list[str] | None:
    """Verify ``path``, unless by the stamp of its last run it would end after ``latest`` (as ``time.time``)."""
    if latest is not None and time.time() + seconds(path) > latest:
        return None
    return verify(path)


def seconds(path: Path) -> float:
    """Return how long the committed run of ``path`` took; 0 if it was never run."""
    return guide_metadata(read_notebook(path)).get("stamp", {}).get("seconds", 0)


def before() -> str | None:
    """Return the commit that this change starts from; on main itself, or if that is not known, the one before."""
    start = start_of_change()
    return start if start and start != git("rev-parse", "HEAD") else git("rev-parse", "--verify", "--quiet", "HEAD^")


def is_touched(path: Path, base: str | None) -> bool:
    """Return whether the cells, data or packages of ``path`` differ from those at ``base``."""
    old = git("show", f"{base}:{relative(path)}") if base else None
    if old is None:
        return base is not None
    stamp = json.loads(old)["metadata"].get("guide", {}).get("stamp", {})
    return stamp.get("digests") != digests(read_notebook(path), path)


def in_rotation(paths: list[Path], commit: str) -> list[Path]:
    """Return ``paths`` in an order that every commit shuffles anew, so that each has its turn."""
    return sorted(paths, key=lambda path: hashlib.sha256(f"{commit} {path.name}".encode()).digest())


def verify_all(
    touched: list[Path],
    others: list[Path],
    latest: float | None,
    check: Callable[[Path, float | None], list[str] | None] = verify_in_time,
) -> dict[Path, list[str] | None]:
    """Return the differences of each notebook, None for those that there was no time for.

    The touched ones come first, the longest before the shorter, and have no time limit.
    """
    touched = sorted(touched, key=seconds, reverse=True)
    if latest is None:
        others = sorted(others, key=seconds, reverse=True)
    with ProcessPoolExecutor(WORKERS) as workers:
        jobs = [(path, workers.submit(check, path, None)) for path in touched]
        jobs += [(path, workers.submit(check, path, latest)) for path in others]
        return {path: job.result() for path, job in jobs}


def main() -> None:
    """Verify, and fail if anything does not reproduce."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the name of one notebook")
    parser.add_argument(
        "--minutes", type=float, help="start nothing that would end later, but for what the change touches"
    )
    options = parser.parse_args()
    start = time.time()
    if os.environ.get("GUIDE_KEEP"):
        Path(os.environ["GUIDE_KEEP"]).mkdir(parents=True, exist_ok=True)
    try:
        paths = chosen(options.only)
        prepare(map(environment_of, paths))
        seed_caches(paths)
        touched, latest = [], None
        if options.minutes is not None:
            base, latest = before(), start + 60 * options.minutes
            touched = [path for path in paths if is_touched(path, base)]
        others = in_rotation([path for path in paths if path not in touched], git("rev-parse", "HEAD") or "")
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    found = verify_all(touched, others, latest)
    for lines in found.values():
        print("\n".join(lines or []), end="\n" if lines else "")
    left_out = sorted(path.stem for path, lines in found.items() if lines is None)
    failed = sum(bool(lines) for lines in found.values())
    minutes = (time.time() - start) / 60
    print(
        f"{len(found) - failed - len(left_out)} passed, {failed} failed, {len(left_out)} left out, in {minutes:.0f} min"
    )
    if left_out:
        print(f"Left out for want of time (`make verify` runs them): {', '.join(left_out)}")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
