"""Measures the search: `make benchmark-search`.

First, as a reader feels it: from the last letter to the painted results, at today's content and at ten times as much.
Then the choice of what searches, over the same pages in the same browser without the theme around it: MiniSearch with
our ranking, the theme's own lunr, and Pagefind, each with the settings that it comes with. Recall is the share of the
golden queries of which a page that answers is among the first three.
"""

import argparse
import gzip
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import yaml

from tools.benchmark_browser import chromium, first_use, latencies, median, new_page
from tools.benchmark_build import Dumper, copy_guide, measure
from tools.benchmark_peers import MATERIAL_BOX
from tools.benchmark_programs import node_command
from tools.benchmark_table import print_table
from tools.golden_queries import golden_queries
from tools.gzip_server import serve

PAGE = "guide/key-differences/"
FIRST = 3
ENGINES = "engines.html"
# Each engine as a function from a query to the addresses of the pages found, the best first, with their excerpts made.
SCRIPT = """
const asked = (worker, message, answer) => new Promise((resolve) => {
    worker.onmessage = ({ data }) => data.type === answer && resolve(data.data)
    worker.postMessage(message)
})
const theme = async (address, settings) => {
    const worker = new Worker(address)
    await asked(worker, { type: 0, data: settings }, 1)
    return async (query) => {
        const { items } = await asked(worker, { type: 2, data: query }, 3)
        return items.map((sections) => sections[0].location)
    }
}
const engines = {
    minisearch: () => theme("assets/search/worker.js", {}),
    lunr: async () => theme(LUNR, { ...(await (await fetch("search/lunr.json")).json()), options: { suggest: false } }),
    pagefind: async () => {
        const pagefind = await import("./pagefind/pagefind.js")
        await pagefind.init()
        return async (query) => {
            const { results } = await pagefind.search(query)
            const pages = await Promise.all(results.slice(0, 10).map((result) => result.data()))
            return pages.map((page) => page.url.slice(1))
        }
    },
}
async function use(name, query) {
    const start = performance.now()
    window.engine ??= await engines[name]()
    const found = await window.engine(query)
    return [performance.now() - start, found.map((page) => page.split(/[?#]/)[0])]
}
"""


def build(folder: Path, times: int) -> Path:
    """Build a copy of the guide and return its site."""
    copy_guide(folder, times, ours=True)
    measure([sys.executable, "-m", "tools.build_site"], folder)
    return folder / "site"


def theme_index(folder: Path, times: int) -> dict:
    """Return the index that the theme's own search has for the guide, by a build without ours."""
    file = copy_guide(folder, times, ours=True)
    config = yaml.safe_load(file.read_text(encoding="utf-8"))
    config["hooks"].remove("hooks/search_index.py")
    file.write_text(yaml.dump(config, Dumper=Dumper, sort_keys=False), encoding="utf-8")
    measure([sys.executable, "-m", "tools.build_site"], folder)
    return json.loads((folder / "site" / "search" / "search_index.json").read_text(encoding="utf-8"))


def packed(*paths: Path) -> int:
    """Return the bytes of files, packed one by one."""
    return sum(len(gzip.compress(path.read_bytes(), 6)) for path in paths)


def add_engines(site: Path, lunr: dict) -> dict[str, int]:
    """Put the other engines and their page into a site; return the packed bytes of the index of each.

    Of ours and of Pagefind it is all the files together, of which a reader's browser loads a part.
    """
    (site / "search" / "lunr.json").write_text(json.dumps(lunr, ensure_ascii=False), encoding="utf-8")
    command = [*node_command("pagefind/lib/runner/bin.cjs"), "--site", str(site), "--root-selector", "article"]
    command += ["--exclude-selectors", "[data-search-exclude], .headerlink"]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    worker = next(site.glob("assets/javascripts/workers/search.*.js")).relative_to(site).as_posix()
    script = SCRIPT.replace("LUNR", json.dumps(worker))
    (site / ENGINES).write_text(f"<!doctype html><title>Engines</title><script>{script}</script>", encoding="utf-8")
    fragments = [path for path in (site / "pagefind").rglob("*") if path.suffix.startswith(".pf_")]
    return {
        "minisearch": packed(site / "search" / "index.json", *(site / "search" / "text").glob("*.json")),
        "lunr": packed(site / "search" / "lunr.json"),
        "pagefind": sum(path.stat().st_size for path in fragments),
    }


def choose(browser: Any, site: Path, index: dict, queries: dict[str, list[str]], times: int) -> None:
    """Print recall, times and weight of each engine."""
    sizes = add_engines(site, index)
    rows = []
    with serve(site) as served:
        for name, size in sizes.items():
            with new_page(browser, served.address) as (page, _):
                page.goto(served.address + ENGINES)
                served.sent.clear()
                ask = "([name, query]) => use(name, query)"
                first, _ = page.evaluate(ask, [name, next(iter(queries))])
                loaded = sum(dict(served.sent).values())
                answers = {query: page.evaluate(ask, [name, query]) for query in queries}
            right = sum(bool(set(answers[query][1][:FIRST]) & set(pages)) for query, pages in queries.items())
            milliseconds = sorted(answer[0] for answer in answers.values())
            row = [name, f"{right / len(queries):.1%}", f"{median(milliseconds)[0]:.1f} ms"]
            row += [f"{milliseconds[int(0.95 * len(milliseconds))]:.1f} ms", f"{first:.0f} ms"]
            rows.append([*row, f"{loaded / 1000:.0f} kB", f"{size / 1000:.0f} kB"])
    title = f"What searches, {times} x the content: query to results with excerpts, {len(queries)} queries"
    heads = ["engine", f"recall@{FIRST}", "median", "95th percentile", "first use", "loaded by it", "index, all"]
    print_table(title, heads, rows)


def feel(browser: Any, site: Path, queries: list[str], times: int) -> list[str]:
    """Return a row of what a reader feels."""
    with serve(site) as served:
        firsts = [first_use(browser, served, PAGE, MATERIAL_BOX, query) for query in queries[:5]]
        every, nothing = median(latencies(browser, served, PAGE, MATERIAL_BOX, queries))
    index = packed(site / "search" / "index.json") / 1000
    return [f"{times} x", f"{every:.0f} ms", f"{median(firsts)[0]:.0f} ms", f"{nothing}", f"{index:.0f} kB"]


def main() -> None:
    """Measure at each size."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--times", type=int, nargs="+", default=[1, 10])
    parser.add_argument("--queries", type=int, default=None, help="how many of the golden queries; all by default")
    parser.add_argument("--site", type=Path, help="a built site to measure in place of copies, the first part only")
    options = parser.parse_args()
    queries = dict(list(golden_queries().items())[: options.queries])
    heads = ["content", "keystroke to paint", "first use", "without results", "index, packed"]
    title = (
        f"The search as a reader feels it: medians of {len(queries)} queries, of 5 first uses from their first letter"
    )
    with chromium() as browser, tempfile.TemporaryDirectory() as scratch:
        if options.site:
            return print_table(title, heads, [feel(browser, options.site, list(queries), 1)])
        built = {times: build(Path(scratch, f"ours{times}"), times) for times in options.times}
        print_table(title, heads, [feel(browser, site, list(queries), times) for times, site in built.items()])
        for times, site in built.items():
            choose(browser, site, theme_index(Path(scratch, f"lunr{times}"), times), queries, times)
    return None


if __name__ == "__main__":
    main()
