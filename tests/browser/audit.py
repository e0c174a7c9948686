"""axe on every page of the built site, at both widths and in all modes: `python -m tests.browser.audit [part of an address …]`.

Some ten minutes; `make test` does the same for one page of each kind (tests/browser/test_access.py).
"""

from __future__ import annotations

import sys
from collections import Counter

from playwright.sync_api import sync_playwright

from tests.browser.axe import violations
from tests.browser.conftest import ROOT, serve
from tests.browser.install import find
from tests.browser.kinds import CHOOSE, MODES, every_page

WIDTHS = ((390, 844), (1280, 900))


def main(wanted: list[str]) -> int:
    """Print what axe finds; the number of pages with a finding, at most 1 for the shell."""
    site = ROOT / "site"
    pages = [path for path in every_page(site) if not wanted or any(word in path for word in wanted)]
    server, address = serve(site)
    found: Counter[str] = Counter()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for width, height in WIDTHS:
            context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block")
            page = context.new_page()
            for path in pages:
                page.goto(f"{address}/{path}")
                for mode, choice in MODES.items():
                    page.evaluate(CHOOSE, choice)
                    for line in violations(page):
                        found[path] += 1
                        print(f"/{path} {width} {mode}: {line}", flush=True)
            context.close()
        browser.close()
    server.shutdown()
    print(f"{len(pages)} pages × {len(WIDTHS)} widths × {len(MODES)} modes: {sum(found.values())} findings")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
