"""Prints the names of all notebooks as JSON, and in a workflow sets them as the step's output, for a matrix of jobs."""

import json
import os
from pathlib import Path

from tools.notebook_file import notebook_paths


def main() -> None:
    """Print the list."""
    names = json.dumps([path.stem for path in notebook_paths()])
    print(names)
    if os.environ.get("GITHUB_OUTPUT"):
        with Path(os.environ["GITHUB_OUTPUT"]).open("a", encoding="utf-8") as outputs:
            outputs.write(f"notebooks={names}\n")


if __name__ == "__main__":
    main()
