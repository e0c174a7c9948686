"""Pictures of every kind of page, for looking at: `make shots` writes them to ``shots/``."""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.conftest import ROOT, serve
from tests.browser.install import find

PAGES = {
    "home": "", "year": "2024/", "report": "2024/report/", "explainer": "2024/explainer/", "explainer-2023": "2023/explainer/",
    "explainer-2025": "2025/explainer/", "congress": "2024/congress/", "glossary": "glossary/", "search": "search/?q=低效用地",
    "about": "about/", "compare": "2024/explainer/compare/", "year-2023": "2023/",
}  # fmt: skip


def main(wanted: list[str]) -> None:
    """Take the pictures; ``wanted`` narrows the pages by name."""
    out = ROOT / "shots"
    out.mkdir(exist_ok=True)
    server, address = serve(ROOT / "site")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=find(), args=["--no-sandbox", "--disable-gpu"])
        for edition in ("zh-hans", "zh-hant"):
            for width, height in ((1280, 2400), (390, 2200)):
                context = browser.new_context(viewport={"width": width, "height": height})
                page = context.new_page()
                for name, path in PAGES.items():
                    if wanted and name not in wanted:
                        continue
                    page.goto(f"{address}/{edition}/{path}")
                    page.wait_for_timeout(1200 if name == "search" else 150)
                    page.screenshot(path=out / f"{name}-{edition}-{width}.png")
                context.close()
        browser.close()
    server.shutdown()


if __name__ == "__main__":
    main(sys.argv[1:])
    print(Path("shots").resolve())
