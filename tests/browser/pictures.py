"""The pictures of docs/editors.md: what each notation looks like on a page of the mini-site. ``python -m tests.browser.pictures``."""

from __future__ import annotations

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright

from tests import commands, mini_site
from tests.browser.conftest import ROOT, serve
from tests.browser.install import find
from tests.browser.sample import PDF
from tests.browser.test_desk_round import EXAMPLE, EXPLAINER, EXPLAINER_NAME, REPORT, REPORT_NAME, make_docx

IMAGES = ROOT / "docs" / "images" / "editors"
MARGIN = 14


@dataclass(frozen=True)
class Picture:
    """What to show: the page, the elements (the frame holds them all), and what the mouse rests on."""

    page: str
    elements: tuple[str, ...]
    hover: str = ""


REPORT_PAGE, EXPLAINER_PAGE = "2031/report/", "2031/explainer/"
PICTURES = {
    "masthead": Picture(REPORT_PAGE, ("#head-1", "#head-4")),
    "figure": Picture(REPORT_PAGE, ("#s1", "#p1-2")),
    "run-in": Picture(REPORT_PAGE, ("#p2-1",)),
    "goals": Picture("2031/", ("#goals .goals",)),
    "term": Picture(REPORT_PAGE, ("#p2-1", "#tip"), hover="#p2-1 a.term"),
    "readings": Picture(REPORT_PAGE, ("[aria-labelledby=after-readings]",)),
    "notes": Picture(REPORT_PAGE, ("#notes", "ol.notes >> nth=0")),
    "facts": Picture(EXPLAINER_PAGE, (".facts",)),
    "section": Picture(EXPLAINER_PAGE, ("#e01",)),
    "differs": Picture(EXPLAINER_PAGE, ("#e02",)),
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


#: Pages of the desk on the way through a new year.
DESK = ("desk-import", "desk-numbers", "desk-differs", "desk-script", "desk-done")


def take_desk(browser: Browser, folder: Path) -> None:
    """The desk of the example city, from its files to the built site."""
    project = folder / "yunxi"
    shutil.copytree(EXAMPLE, project)
    with commands.serve(project) as addresses:
        _take_desk_pages(browser, project, addresses["编辑台"])


def _take_desk_pages(browser: Browser, project: Path, address: str) -> None:
    page = browser.new_page(viewport={"width": 1000, "height": 560}, color_scheme="light", reduced_motion="reduce")
    main = page.locator("main:not([aria-busy])")

    def press(*keys: str) -> None:
        for key in keys:
            page.keyboard.press(key)
            expect(main).to_have_count(1)

    def shoot(name: str) -> None:
        page.evaluate("document.fonts.ready")
        page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
        with Image.open(IMAGES / f"{name}.png") as picture:  # a screen has few colours
            picture.convert("RGB").quantize(24, dither=Image.Dither.NONE).save(picture.filename, optimize=True)

    page.goto(address)
    press("2")
    page.locator("#file").set_input_files(PDF)
    page.locator("#import button").click()
    expect(main).to_contain_text("第1页，共2页")
    expect(page.locator(".leafpic img")).to_have_js_property("complete", True)
    shoot("desk-import")
    press("Control+z")
    for number, (name, text) in enumerate(((REPORT_NAME, REPORT), (EXPLAINER_NAME, EXPLAINER))):
        press("2")
        page.locator("#file").set_input_files({"name": name, "mimeType": "", "buffer": make_docx(text)})
        page.locator("#import button").click()
        expect(main).to_contain_text("2033年报纸解读" if number else "2033年报告")
    press("Shift+Enter", "3")
    shoot("desk-numbers")
    press("Shift+Enter")
    while page.locator("#item").count():
        press("Enter")
    press("4", "b")
    shoot("desk-differs")
    press("Enter", "6", "Shift+Enter", "5")
    shoot("desk-script")
    while page.locator(".cards").count():
        press("Enter")
    press("8", "m", "y", "Enter")
    expect(page.locator(".run")).to_contain_text("做好了", timeout=15_000)
    page.evaluate(
        """folder => document.querySelectorAll('.run code, .run li > span').forEach(each => {
        if (!each.children.length) each.textContent = each.textContent.replace(folder, 'D:/gazette'); })""",
        str(project),
    )
    shoot("desk-done")
    page.close()


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
        page.close()
        take_desk(browser, Path(folder))
        browser.close()
        server.shutdown()


if __name__ == "__main__":
    main()
