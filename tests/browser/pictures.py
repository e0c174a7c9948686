"""The pictures of docs/editors.md: what each notation looks like on a page of the mini-site. ``python -m tests.browser.pictures``."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests import mini_site
from tests.browser.conftest import ROOT, serve
from tests.browser.install import find

IMAGES = ROOT / "docs" / "images" / "editors"
MARGIN = 14


@dataclass(frozen=True)
class Picture:
    """What to show: the page, the elements (the frame holds them all), and what the mouse rests on."""

    page: str
    elements: tuple[str, ...]
    hover: str = ""


REPORT, EXPLAINER = "2031/report/", "2031/explainer/"
PICTURES = {
    "masthead": Picture(REPORT, ("#head-1", "#head-4")),
    "figure": Picture(REPORT, ("#s1", "#p1-2")),
    "run-in": Picture(REPORT, ("#p2-1",)),
    "goals": Picture("2031/", ("#goals .goals",)),
    "term": Picture(REPORT, ("#p2-1", "#tip"), hover="#p2-1 a.term"),
    "readings": Picture(REPORT, ("[aria-labelledby=after-readings]",)),
    "notes": Picture(REPORT, ("#notes", "ol.notes >> nth=0")),
    "facts": Picture(EXPLAINER, (".facts",)),
    "section": Picture(EXPLAINER, ("#e01",)),
    "differs": Picture(EXPLAINER, ("#e02",)),
    "thread": Picture("indicators/gdp-growth/", ("h1", "figure svg")),
}


def take(page: Page, address: str, name: str, picture: Picture) -> None:
    """One picture."""
    page.goto(f"{address}/zh-hans/{picture.page}")
    page.evaluate("document.fonts.ready")
    if picture.hover:
        page.locator(picture.hover).first.hover()
    boxes = [box for element in picture.elements if (box := page.locator(element).first.bounding_box())]
    assert len(boxes) == len(picture.elements), name
    left = max(min(box["x"] for box in boxes) - MARGIN, 0)
    top = max(min(box["y"] for box in boxes) - MARGIN, 0)
    right = min(max(box["x"] + box["width"] for box in boxes) + 5 * MARGIN, 900)
    bottom = max(box["y"] + box["height"] for box in boxes) + MARGIN
    clip = {"x": left, "y": top, "width": right - left, "height": bottom - top}
    page.screenshot(path=IMAGES / f"{name}.png", clip=clip, full_page=True, animations="disabled")  # type: ignore[arg-type]


def main() -> None:
    """Take them all."""
    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = mini_site.copy_to(Path(folder))
        assert mini_site.build_in(project).written
        server, address = serve(project / "site")
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 900, "height": 3200}, color_scheme="light", reduced_motion="reduce")
        for name, picture in PICTURES.items():
            take(page, address, name, picture)
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
