"""Builds the site: strictly, at once or not at all, and, without --today, the same bytes for the same commit.

The pages are written to a scratch folder that takes the place of site/ only when the build succeeded.
"""

import argparse
import logging
import os
import shutil
import subprocess
import time
from pathlib import Path

from tools.late_imports import import_heavy_modules_late
from tools.mkdocs_messages import Report, WithoutDirtyNotice, unexpected
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

    from tools.two_processes import can_share, second_process

    import_heavy_modules_late()
    report = Report()
    logging.getLogger().addHandler(report)
    logging.getLogger("mkdocs.commands.build").addFilter(WithoutDirtyNotice())
    scratch = site.with_name(site.name + ".part")
    shutil.rmtree(scratch, ignore_errors=True)
    try:
        config = load_config(str(config_file), site_dir=str(scratch), strict=True)
        if can_share():
            with second_process(config, report.lines):
                build(config, dirty=True)
        else:
            build(config)
    except Abort as problem:
        raise SystemExit("\n".join(report.lines) or f"{problem}. Run it again, or with GUIDE_PROCESSES=1.") from None
    except (MkDocsException, yaml.YAMLError) as problem:
        raise SystemExit(f"mkdocs.yml: {' '.join(str(problem).split())}. Mend it.") from None
    except Exception as problem:
        if os.environ.get("GUIDE_TRACEBACK"):
            raise
        raise SystemExit(unexpected(problem, report.lines)) from None
    else:
        shutil.rmtree(site, ignore_errors=True)
        scratch.rename(site)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return len(list(site.rglob("*.html")))


def commit_time() -> str:
    """Return the time of the last commit in seconds, or 0 outside a repository."""
    if not shutil.which("git"):
        return "0"
    answer = subprocess.run(["git", "log", "-1", "--format=%ct"], cwd=ROOT, capture_output=True, text=True, check=False)
    return answer.stdout.strip() or "0"


def main() -> None:
    """Build, and print pages, seconds and size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", type=Path, default=ROOT / "site")
    parser.add_argument("--config", type=Path, default=ROOT / "mkdocs.yml")
    parser.add_argument("--today", action="store_true", help="mark what is overdue today, not on the commit's day")
    options = parser.parse_args()
    if options.today:
        os.environ["SOURCE_DATE_EPOCH"] = str(int(time.time()))
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    start = time.monotonic()
    pages = build_site(options.site.resolve(), options.config.resolve())
    size = sum(path.stat().st_size for path in options.site.rglob("*") if path.is_file())
    seconds = time.monotonic() - start
    print(f"{pages} pages, {seconds:.1f} s, {size / 1e6:.1f} MB: {options.site}")


if __name__ == "__main__":
    main()
