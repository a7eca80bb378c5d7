"""Lays Fashion-MNIST where `keras.datasets.fashion_mnist.load_data()` looks for it.

Keras downloads the four files from a Google bucket, which some networks cannot reach. Debian carries the same
files in its package dataset-fashion-mnist (MIT licence, Zalando SE).
"""

import gzip
import hashlib
import shutil
import subprocess
import tempfile
from pathlib import Path

from tools.problem import Problem

FILES = {  # name to SHA-256 of the unpacked content, which does not depend on the compressor
    "train-labels-idx1-ubyte.gz": "bad3541b69d912435c50bb6ba87bec294ff4f6a2e1246121d8633921760443d9",
    "train-images-idx3-ubyte.gz": "c59f468a2f672dc815687fe0f83887768d799fd8a3f3276145d20f83aa44d888",
    "t10k-labels-idx1-ubyte.gz": "0402a96d92fd2663957122ceb108a494c5af83dab82d92729df917d7dec38c34",
    "t10k-images-idx3-ubyte.gz": "5b4141f0afbad91edebe8549f8fcffe087ea10ca49f1dbef5c9a5cd8815ce37b",
}
PACKAGE = "dataset-fashion-mnist"
INSTALLED = Path("/usr/share/datasets/fashion-mnist")


def seed_fashion_mnist(keras_home: Path) -> None:
    """Fill ``keras_home``/datasets/fashion-mnist unless the four files are there.

    On a system without apt nothing is done: Keras then downloads the files itself.

    Raises:
        Problem: a file's content is not Fashion-MNIST's.
    """
    folder = keras_home / "datasets" / "fashion-mnist"
    if all((folder / name).is_file() for name in FILES):
        return
    with tempfile.TemporaryDirectory() as scratch:
        origin = INSTALLED if INSTALLED.is_dir() else _unpack_package(Path(scratch))
        if origin is None:
            return
        folder.mkdir(parents=True, exist_ok=True)
        for name, digest in FILES.items():
            if hashlib.sha256(gzip.decompress((origin / name).read_bytes())).hexdigest() != digest:
                raise Problem(str(origin / name), "its content is not Fashion-MNIST", f"Reinstall {PACKAGE}")
            shutil.copyfile(origin / name, folder / name)


def _unpack_package(scratch: Path) -> Path | None:
    """Download and unpack the Debian package without installing it; None where there is no apt or no network."""
    if not (shutil.which("apt-get") and shutil.which("dpkg-deb")):
        return None
    download = ["apt-get", "download", "-qq", PACKAGE]
    if subprocess.run(download, cwd=scratch, capture_output=True, check=False).returncode:
        subprocess.run(["apt-get", "update", "-qq"], capture_output=True, check=False)
        if subprocess.run(download, cwd=scratch, capture_output=True, check=False).returncode:
            return None
    package = next(scratch.glob("*.deb"))
    subprocess.run(["dpkg-deb", "-x", str(package), str(scratch / "root")], check=True)
    return scratch / "root" / INSTALLED.relative_to("/")
