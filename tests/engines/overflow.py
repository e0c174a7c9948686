"""Measures by hand what reaches out of the window in four sets of fonts: ``python -m tests.engines.overflow [--browser NAME]``.

Every kind of page in both editions, 320, 360 and 390 px wide, in normal and large type, without and with the reader's own spacing
(WCAG 1.4.12), with our digits and without them (the font does not arrive). Needs a built site (``make``).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator, Sequence
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, Playwright, sync_playwright

from tests.browser import boxes, fonts
from tests.browser.conftest import serve
from tests.browser.flags import FLAGS
from tests.browser.install import find
from tests.browser.kinds import CHOOSE, MODES, addresses
from tests.conftest import ROOT
from tests.engines import install

WIDTHS = (320, 360, 390)
WAYS = tuple(product(("light", "large"), ("", boxes.SPACED)))


def outside(browser: Browser, address: str, *, digits: bool) -> Iterator[str]:
    """A line for each thing that reaches out of the window; then how many pages were measured how often."""
    page = browser.new_page(viewport={"width": WIDTHS[0], "height": 844})
    if not digits:
        page.route("**/figures.*.woff2", lambda route: route.abort())
    for name, path in addresses().items():
        page.goto(f"{address}/{path}")
        for width, (mode, spacing) in product(WIDTHS, WAYS):
            page.set_viewport_size({"width": width, "height": 844})
            boxes.dress(page, spacing)
            page.evaluate(CHOOSE, MODES[mode])
            way = f"{name} {width} {mode}{' spaced' if spacing else ''}{'' if digits else ' without our digits'}"
            yield from (f"{way}: {what}" for what in boxes.outside(page))
    page.close()


def measure(playwright: Playwright, program: str, address: str, font_set: str) -> list[str]:
    """What reaches out with one set of fonts."""
    with tempfile.TemporaryDirectory() as folder:
        browser = playwright.chromium.launch(
            executable_path=program, args=FLAGS, env=dict(fonts.environment(fonts.SETS[font_set], Path(folder)))
        )
        found = [line for digits in (True, False) for line in outside(browser, address, digits=digits)]
        browser.close()
    return found


def main(arguments: Sequence[str] | None = None) -> int:
    """The program; see the module."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.engines.overflow", description=(__doc__ or "").partition("\n")[0]
    )
    parser.add_argument("--browser", choices=("chromium", *install.TESTED, *install.BY_HAND), default="chromium")
    parser.add_argument("sets", nargs="*", metavar="SET", help=f"of: {', '.join(fonts.SETS)}")
    chosen = parser.parse_args(arguments)
    program = find() if chosen.browser == "chromium" else str(install.find(chosen.browser))
    assert program, "no Chromium: run `make browser`"
    server, address = serve(ROOT / "site")
    measured = len(addresses()) * len(WIDTHS) * len(WAYS) * 2
    failures = 0
    with sync_playwright() as playwright:
        for name in chosen.sets or fonts.SETS:
            found = measure(playwright, program, address, name)
            failures += len(found)
            print(f"{name}: {measured} measures, {len(found)} things outside", *found, sep="\n  ", flush=True)
    server.shutdown()
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
