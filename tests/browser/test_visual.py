"""A handful of pages look as they did when somebody last looked.

All words are set in the faces of ``gazette/faces``, so another machine's fonts do not matter. The picture of a window is made
grey and as small as a stamp: it holds where there is ink, rules, columns, dark or light, and no letters. `pytest
--refresh-golden` makes the stamps again; look at `make shots` before you commit them.
"""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter, ImageStat
from playwright.sync_api import Page

from tests.browser import boxes
from tests.browser.kinds import CHOOSE, MODES

STAMPS = Path(__file__).parent / "stamps"
#: Pixels of a page that are one of its stamp.
SCALE = 20
#: Of 255: what all may differ by on the whole, and any one spot. A column that is gone or a head in another place is ten times that.
MEAN, MOST = 4, 60

LOOKS = {
    "home-1280": ("zh-hans/", 1280, "light"),
    "report-1280-dark": ("zh-hant/2024/report/", 1280, "dark"),
    "report-390-large": ("zh-hans/2024/report/", 390, "large"),
    "explainer-1280": ("zh-hant/2024/explainer/", 1280, "light"),
    "year-768": ("zh-hans/2024/", 768, "light"),
    "indicator-390": ("zh-hans/indicators/gdp-growth/", 390, "light"),
}


def stamp(page: Page) -> Image.Image:
    """The window in our faces, blurred, small and grey."""
    boxes.dress(page, boxes.ours(page.locator("html").get_attribute("lang") or ""))
    picture = Image.open(BytesIO(page.screenshot())).convert("L")
    size = (picture.width // SCALE, picture.height // SCALE)
    return picture.filter(ImageFilter.GaussianBlur(SCALE)).resize(size, Image.Resampling.BOX)


def apart(one: Image.Image, other: Image.Image) -> tuple[float, int]:
    """By how much two stamps differ on the whole, and at most."""
    difference = ImageChops.difference(one, other)
    return ImageStat.Stat(difference).mean[0], max(difference.tobytes())


@pytest.mark.parametrize("name", LOOKS)
def test_the_page_looks_as_it_did(page: Page, site_url: str, request: pytest.FixtureRequest, name: str) -> None:
    path, width, mode = LOOKS[name]
    page.set_viewport_size({"width": width, "height": 1000})
    page.goto(f"{site_url}/{path}")
    page.evaluate(CHOOSE, MODES[mode])
    now, file = stamp(page), STAMPS / f"{name}.png"
    if request.config.getoption("--refresh-golden", default=False) or os.environ.get("GAZETTE_REFRESH"):
        now.save(file, optimize=True)
    assert file.is_file(), f"no {file.name}: pytest --refresh-golden"
    mean, most = apart(Image.open(file), now)
    assert mean <= MEAN and most <= MOST, f"{name} has changed: {mean:.1f} on the whole, {most} at most"


def test_a_stamp_tells_a_missing_column(page: Page, site_url: str) -> None:
    """The tolerance is not so wide that it would let a broken page pass."""
    page.set_viewport_size({"width": 1280, "height": 1000})
    page.goto(f"{site_url}/zh-hant/2024/report/")
    page.evaluate(CHOOSE, MODES["dark"])
    page.evaluate("document.querySelector('.columns').style.display = 'block'")
    mean, most = apart(Image.open(STAMPS / "report-1280-dark.png"), stamp(page))
    assert mean > MEAN or most > MOST
