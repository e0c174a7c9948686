"""The Nu HTML checker on every page of the built site: `python -m tests.audit.nu`. It needs Java."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections import Counter

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


def main() -> int:
    """Print what it finds, once for all pages that have it; 1 where it finds something."""
    java = shutil.which("java")
    if java is None:
        print("The Nu HTML checker needs Java; none was found.", file=sys.stderr)
        return 1
    site = ROOT / "site"
    files = [str(site / (path if path.endswith(".html") else f"{path}index.html")) for path in every_page(site)]
    done = subprocess.run(
        [java, "-jar", str(JAR), "--format", "json", "--exit-zero-always", *files], capture_output=True, check=False
    )
    messages = json.loads(done.stderr or done.stdout)["messages"]
    found = Counter(
        f"{message.get('subType', message['type'])}: {message['message']} ({message.get('extract', '').strip()[:80]!r})"
        for message in messages
        if not any(known in message["message"] for known in KNOWN)
    )
    for words, times in found.most_common():
        print(f"{times} × {words}")
    print(f"{len(files)} pages, {sum(found.values())} findings")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
