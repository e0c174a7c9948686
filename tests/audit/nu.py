"""The Nu HTML checker on every page and style sheet of the built site: `python -m tests.audit.nu`. It needs Java."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

from tests.browser.conftest import ROOT
from tests.browser.kinds import every_page

JAR = ROOT / "tests/audit/node_modules/vnu-jar/build/dist/vnu.jar"

#: What it says and we do not follow, with the reason.
KNOWN = {
    # It takes data blocks (JSON-LD) for scripts, and does not know which origin a file on disk will have.
    "Content Security Policy",
    # A card that is a sentence of the document has no words but the document's.
    "Article lacks heading",
    # The heading of the results is written with them; until then it is hidden.
    "Empty heading",
}


#: Its CSS is that of 2019 and knows no container queries: they are read as media queries, and a container's width as the window's.
NEWER = (
    ("@container", "@media"),
    ("container-type:inline-size;", ""),
    ("container-type:inline-size", ""),
    ("cqi", "vw"),
    ("paint-order:stroke;", ""),  # of SVG 2
)


def main() -> int:
    """Print what it finds, once for all files that have it; 1 where it finds something."""
    java = shutil.which("java")
    if java is None:
        print("The Nu HTML checker needs Java (Debian: default-jre-headless); none was found.", file=sys.stderr)
        return 1
    site = ROOT / "site"
    pages = [str(site / (path if path.endswith(".html") else f"{path}index.html")) for path in every_page(site)]
    found = checked(java, pages)
    with tempfile.TemporaryDirectory() as folder:
        sheets = [rewritten(path, Path(folder)) for path in sorted(site.glob("assets/*.css"))]
        found += checked(java, ["--css", *sheets])
    for words, times in found.most_common():
        print(f"{times} × {words}")
    print(f"{len(pages)} pages, {len(sheets)} style sheets, {sum(found.values())} findings")
    return int(bool(found) or not pages or not sheets)


def checked(java: str, arguments: list[str]) -> Counter[str]:
    """What it says of these files, but for what is known."""
    command = [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", *arguments]
    done = subprocess.run(command, capture_output=True, check=False)
    messages = json.loads(done.stderr or done.stdout)["messages"]
    return Counter(
        f"{message.get('subType', message['type'])}: {message['message']} ({message.get('extract', '').strip()[:80]!r})"
        for message in messages
        if not any(known in message["message"] for known in KNOWN)
    )


def rewritten(sheet: Path, folder: Path) -> str:
    """A style sheet in words that it knows; the place of the copy."""
    text = sheet.read_text(encoding="utf-8")
    for ours, theirs in NEWER:
        text = text.replace(ours, theirs)
    copy = folder / sheet.name
    copy.write_text(text, encoding="utf-8")
    return str(copy)


if __name__ == "__main__":
    sys.exit(main())
