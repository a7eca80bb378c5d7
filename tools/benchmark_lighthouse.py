"""Runs Lighthouse, with its profile of a telephone, over three pages: `make benchmark-lighthouse`.

The pages are the home page, the comparison and the heaviest notebook, served packed. Printed is the median of each
figure. The profile is simulated from what this machine measures: on a busy one, blocked time and performance are worse.
"""

import argparse
import gzip
import json
import os
import statistics
import subprocess
import tempfile
from pathlib import Path

from tools.benchmark_programs import node_command
from tools.benchmark_table import print_table
from tools.build_site import build_site, commit_time
from tools.find_chromium import find_chromium
from tools.gzip_server import serve
from tools.problem import ROOT

PAGES = {"home": "", "comparison": "guide/key-differences/"}
CATEGORIES = {
    "performance": "performance",
    "accessibility": "accessibility",
    "best-practices": "practices",
    "seo": "SEO",
}
AUDITS = {
    "first-contentful-paint": ("first paint", "{:.0f} ms"),
    "largest-contentful-paint": ("largest paint", "{:.0f} ms"),
    "total-blocking-time": ("blocked", "{:.0f} ms"),
    "cumulative-layout-shift": ("CLS", "{:.3f}"),
    "total-byte-weight": ("bytes", "{:.0f}"),
}


def heaviest_notebook(site: Path) -> str:
    """Return the address of the notebook whose page has the most bytes, packed."""
    pages = [page for page in (site / "notebooks").rglob("index.html") if list(page.parent.glob("*.ipynb"))]
    page = max(pages, key=lambda page: len(gzip.compress(page.read_bytes())))
    return f"{page.parent.relative_to(site).as_posix()}/"


def lighthouse(address: str, report: Path) -> dict:
    """Return Lighthouse's report of a page.

    Raises:
        SystemExit: Lighthouse fails.
    """
    flags = "--headless --disable-gpu --disable-background-networking"
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags += " --no-sandbox"  # Chromium refuses to run as root with its sandbox
    command = [*node_command("lighthouse/cli/index.js"), address, "--quiet", "--output=json", f"--output-path={report}"]
    command += [f"--chrome-flags={flags}", "--no-enable-error-reporting"]
    environment = {**os.environ, "CHROME_PATH": str(find_chromium())}
    process = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    if process.returncode:
        raise SystemExit(f"Lighthouse fails at {address}:\n{process.stderr[-2000:]}")
    return json.loads(report.read_text(encoding="utf-8"))


def faults(report: dict) -> list[str]:
    """Return what keeps accessibility, best practices and SEO from 100."""
    names = [
        ref["id"] for name in CATEGORIES if name != "performance" for ref in report["categories"][name]["auditRefs"]
    ]
    audits = [report["audits"][name] for name in names]
    return [f"{audit['id']}: {audit['title']}" for audit in audits if audit["score"] is not None and audit["score"] < 1]


def main() -> None:
    """Measure the three pages, in turn."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--site", type=Path, help="a built site; by default it is built afresh into site/")
    options = parser.parse_args()
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    site = options.site or ROOT / "site"
    if not options.site:
        build_site(site)
    pages = {**PAGES, "heaviest notebook": heaviest_notebook(site)}
    reports: dict[str, list[dict]] = {name: [] for name in pages}
    with tempfile.TemporaryDirectory() as scratch, serve(site) as served:
        for _ in range(options.repeats):
            for name, path in pages.items():
                reports[name].append(lighthouse(served.address + path, Path(scratch, "report.json")))
    rows = []
    for name, runs in reports.items():
        scores = [statistics.median(run["categories"][category]["score"] for run in runs) for category in CATEGORIES]
        values = [statistics.median(run["audits"][audit]["numericValue"] for run in runs) for audit in AUDITS]
        formats = [form for _, form in AUDITS.values()]
        row = [name, *(f"{100 * score:.0f}" for score in scores)]
        rows.append([*row, *(form.format(value) for form, value in zip(formats, values, strict=True))])
    heads = ["page", *CATEGORIES.values(), *(head for head, _ in AUDITS.values())]
    print_table(
        f"Lighthouse, mobile profile, medians of {options.repeats}; the heaviest is {pages['heaviest notebook']}",
        heads,
        rows,
    )
    for name, runs in reports.items():
        for fault in faults(runs[-1]):
            print(f"{name}: {fault}")


if __name__ == "__main__":
    main()
