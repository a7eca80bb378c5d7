"""Serves the guide with live reload. A changed page is rendered alone; a change that reaches every page, all of them.

MkDocs' own `--dirty` renders changed pages only, but does not notice when a hook, a template, the sources, the
glossary or a figure changes. This does.
"""

import argparse
import functools
import logging
import os
import sys
from pathlib import Path

from mkdocs.commands import serve as mkdocs_serve
from mkdocs.config.config_options import Hooks
from mkdocs.exceptions import Abort, MkDocsException

from tools.late_imports import import_heavy_modules_late
from tools.mkdocs_messages import WithoutDirtyNotice
from tools.notebook_file import figures, notebook_paths, read_notebook
from tools.problem import ROOT, Problem

POLLING_SECONDS = 0.15
SHARED = (
    "mkdocs.yml",
    "CONTRIBUTING.md",
    "docs/sources.yml",
    "docs/reference/glossary.md",
    "hooks/*.py",
    "tools/*.py",
    "overrides/**/*",
    "docs/diagrams/*",
)


def shared_state() -> list[object]:
    """Return what every page depends on, as a value that changes when any of it does."""
    files = [path for pattern in SHARED for path in ROOT.glob(pattern) if path.is_file()]
    state: list[object] = sorted((str(path), path.stat().st_mtime_ns) for path in files)
    state += sorted(str(path) for path in (ROOT / "docs").rglob("*.md"))
    for path in notebook_paths():
        try:
            state.append((path, figures(read_notebook(path), path)))
        except Problem as problem:
            state.append((path, str(problem)))
    return state


def module_state() -> list[tuple[str, int]]:
    """Return our own modules with the times of their last change."""
    return [(str(path), path.stat().st_mtime_ns) for name in ("hooks", "tools") for path in (ROOT / name).glob("*.py")]


def render_what_changed() -> None:
    """Make MkDocs' server decide at each build whether the changed pages are enough."""
    build, built = mkdocs_serve.build, None

    @functools.wraps(build)
    def decide(config: object, *, serve_url: str | None = None, dirty: bool = False) -> None:
        nonlocal built
        state = shared_state()
        partial, built = state == built, None
        build(config, serve_url=serve_url, dirty=partial)
        built = state

    load_config, modules = mkdocs_serve.load_config, module_state()

    @functools.wraps(load_config)
    def load_afresh(*args: object, **options: object) -> object:
        nonlocal modules
        if modules != module_state():
            modules = module_state()
            Hooks._load_hook.cache_clear()  # MkDocs would keep the hooks that it loaded first
            for name in [name for name in sys.modules if name.startswith("tools.")]:
                del sys.modules[name]
        return load_config(*args, **options)

    mkdocs_serve.build, mkdocs_serve.load_config = decide, load_afresh
    mkdocs_serve.LiveReloadServer = functools.partial(mkdocs_serve.LiveReloadServer, polling_interval=POLLING_SECONDS)


def main() -> None:
    """Serve until interrupted."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address", default="127.0.0.1:8000", help="host:port")
    address = parser.parse_args().address
    os.environ["SITE_URL"] = f"http://{address}/"
    os.environ["GUIDE_SERVING"] = "1"  # hooks that are loaded again are not told by MkDocs
    logging.basicConfig(format="%(levelname)s: %(message)s", level=logging.INFO)
    logging.getLogger("mkdocs.commands.build").addFilter(WithoutDirtyNotice())
    import_heavy_modules_late()
    render_what_changed()
    try:
        mkdocs_serve.serve(config_file=str(Path(ROOT, "mkdocs.yml")), build_type="dirty", dev_addr=address)
    except Abort as problem:
        raise SystemExit(f"The guide cannot be served: {problem}") from None
    except MkDocsException as problem:
        raise SystemExit(f"mkdocs.yml: {' '.join(str(problem).split())}. Mend it.") from None
    except OSError as problem:
        raise SystemExit(
            f"The guide cannot be served at {address}: {problem.strerror}. Try make serve ADDRESS=127.0.0.1:8001"
        ) from None


if __name__ == "__main__":
    main()
