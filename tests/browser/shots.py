"""Pictures of every kind of page, for looking at: `make shots` writes them to ``shots/``.

Each kind in both editions, at four widths, light, dark and in large type; with forced colours; and the pages of its print.
`python -m tests.browser.shots home report` takes those of some kinds only. Some five minutes for all.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import ROOT, serve
from tests.browser.install import find
from tests.browser.kinds import CHOOSE, MODES, addresses

SIZES = ((390, 2200), (768, 2200), (1280, 2400), (1600, 2400))
#: Pages of a print that are worth a look: the head, and the notes at the end.
PRINTED = 3


def pictures(browser: Browser, address: str, path: str) -> Iterator[tuple[str, Page]]:
    """The page at ``path`` in each size and mode, ready to be taken, with the words that tell them apart."""
    for width, height in SIZES:
        context = browser.new_context(viewport={"width": width, "height": height}, service_workers="block")
        page = context.new_page()
        page.goto(f"{address}/{path}")
        if "?q=" in path:
            page.wait_for_selector("ol.hits > li")
        for mode, choice in MODES.items():
            page.evaluate(CHOOSE, choice)
            yield f"{width}-{mode}", page
        if width == 1280:
            page.evaluate(CHOOSE, {})
            page.emulate_media(forced_colors="active")
            yield f"{width}-forced", page
        context.close()


def printed(page: Page) -> Iterator[tuple[int, bytes]]:
    """The first pages of the page's print and the last, as PNG, with their numbers."""
    from io import BytesIO

    from pypdfium2 import PdfDocument

    page.emulate_media(media="print", forced_colors="none")
    document = PdfDocument(page.pdf(prefer_css_page_size=True))
    for number in sorted({*range(min(PRINTED, len(document))), len(document) - 1}):
        picture = BytesIO()
        document[number].render(scale=1.2).to_pil().save(picture, "png")
        yield number + 1, picture.getvalue()


def main(wanted: list[str]) -> None:
    """Take the pictures; ``wanted`` narrows the pages by kind."""
    out = ROOT / "shots"
    out.mkdir(exist_ok=True)
    server, address = serve(ROOT / "site")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for name, path in addresses().items():
            if wanted and not any(name == word or name.startswith(f"{word}-zh-") for word in wanted):
                continue
            for words, page in pictures(browser, address, path):
                page.screenshot(path=out / f"{name}-{words}.png")
                if words.endswith("forced"):
                    for number, picture in printed(page):
                        (out / f"{name}-print-{number:02}.png").write_bytes(picture)
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
    print(Path("shots").resolve())
