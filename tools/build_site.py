"""Builds the site: strictly, at once or not at all, and the same bytes for the same commit.

The pages are written to a scratch folder that takes the place of site/ only when the build succeeded.
"""

import argparse
import logging
import os
import re
import resource
import shutil
import subprocess
import time
from pathlib import Path

from tools.late_imports import import_heavy_modules_late
from tools.problem import ROOT


def build_site(site: Path, config_file: Path = ROOT / "mkdocs.yml") -> int:
    """Build into ``site`` and return the number of pages.

    Raises:
        SystemExit: the input is bad; one line on standard error says where and how to mend it.
    """
    import yaml
    from mkdocs.commands.build import build
    from mkdocs.config import load_config
    from mkdocs.exceptions import Abort, MkDocsException

    import_heavy_modules_late()
    report = Report()
    logging.getLogger().addHandler(report)
    scratch = site.with_name(site.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        config = load_config(str(config_file), site_dir=str(scratch), strict=True)
        build(config)
    except Abort:
        raise SystemExit("\n".join(report.lines)) from None
    except (MkDocsException, yaml.YAMLError) as problem:
        raise SystemExit(f"mkdocs.yml: {' '.join(str(problem).split())}. Mend it.") from None
    except Exception as problem:
        if os.environ.get("GUIDE_TRACEBACK"):
            raise
        line = report.lines[-1] if report.lines else f"{type(problem).__name__}: {problem}"
        raise SystemExit(f"{' '.join(line.split())}. Mend it (GUIDE_TRACEBACK=1 shows where).") from None
    else:
        shutil.rmtree(site, ignore_errors=True)
        scratch.rename(site)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return len(list(site.rglob("*.html")))


class Report(logging.Handler):
    """Collects warnings and errors, each as one line that begins with the file where MkDocs names one."""

    PAGE = re.compile(r"^Error (?:reading|building) page '([^']+)':\s*")

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        message = self.PAGE.sub(r"\1: ", " ".join(record.getMessage().split()))
        if not message.endswith(": "):  # the reason follows in a record of its own
            self.lines.append(message)


def commit_time() -> str:
    """Return the time of the last commit in seconds, or 0 outside a repository."""
    answer = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "0"


def main() -> None:
    """Build, and print pages, seconds, size and peak memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--config", type=Path, default=ROOT / "mkdocs.yml")
    options = parser.parse_args()
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    start = time.monotonic()
    pages = build_site(options.site.resolve(), options.config.resolve())
    size = sum(path.stat().st_size for path in options.site.rglob("*") if path.is_file())
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    seconds = time.monotonic() - start
    print(f"{pages} pages, {seconds:.1f} s, {size / 1e6:.1f} MB, peak memory {memory:.0f} MB: {options.site}")


if __name__ == "__main__":
    main()
