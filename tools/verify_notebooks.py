"""Runs every notebook afresh in its locked environment and compares it, cell by cell, with what is committed."""

import argparse
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

from tools.notebook_file import read_notebook
from tools.notebook_outputs import differences
from tools.problem import Problem, relative
from tools.run_notebooks import chosen, is_current, run, seed_caches

WORKERS = 2
"""Notebooks at a time. Each uses one thread, and timings are compared by presence only."""


def verify(path: Path) -> list[str]:
    """Return a line for each difference between the committed outputs of ``path`` and a fresh run."""
    try:
        if not is_current(path):
            mend = f"Run `make notebooks NB={path.stem}`"
            raise Problem(path, "its code, data or packages changed since it was run", mend)
        fresh = run(path)
    except Problem as problem:
        return [str(problem)]
    return [
        f"{relative(path)}: cell {cell} does not reproduce.\n  - {old}\n  + {new}"
        for cell, old, new in differences(read_notebook(path), fresh)
    ]


def main() -> None:
    """Verify, and fail if anything does not reproduce."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", help="the name of one notebook")
    options = parser.parse_args()
    try:
        paths = chosen(options.only)
        seed_caches()
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    with ProcessPoolExecutor(WORKERS) as workers:
        found = list(workers.map(verify, paths))
    for lines in found:
        print("\n".join(lines), end="\n" if lines else "")
    failed = sum(bool(lines) for lines in found)
    print(f"{len(paths) - failed} passed, {failed} failed")
    raise SystemExit(bool(failed))


if __name__ == "__main__":
    main()
