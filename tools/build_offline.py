"""Builds the guide for reading without a network or a server: a folder whose index.html one opens, and its zip."""

import os
import shutil
from pathlib import Path

from tools.build_site import build_site, commit_time
from tools.problem import ROOT

NAME = "tensorflow-or-hugging-face"


def main() -> None:
    """Build into offline/."""
    os.environ["GUIDE_OFFLINE"] = "1"
    os.environ.setdefault("SOURCE_DATE_EPOCH", commit_time())
    os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")
    folder = ROOT / "offline" / NAME
    folder.parent.mkdir(exist_ok=True)
    pages = build_site(folder)
    archive = Path(shutil.make_archive(str(folder), "zip", folder.parent, folder.name))
    print(f"{pages} pages: open {folder / 'index.html'}; zip: {archive} ({archive.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
